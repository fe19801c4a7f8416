package seal

import (
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault"
)

// course is where what has happened to a seal is kept.
func course(tx *vault.Tx, id vault.ID, p hold.Policy) matter.Kept {
	return matter.Kept{Tx: tx, In: vault.Seals, Key: courseKey(id), Policy: p, What: "a seal"}
}

// readCourse reads what has happened to a seal, which may be nothing yet.
func readCourse(tx *vault.Tx, m *Matter) (*matter.Course, error) {
	return course(tx, m.ID, m.Policy).Read()
}
