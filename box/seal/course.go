package seal

import (
	"errors"

	"coffer/box/matter"
	"coffer/vault"
)

// readCourse reads what has happened to a seal, which may be nothing yet.
func readCourse(tx *vault.Tx, m *Matter) (*matter.Course, error) {
	r, err := tx.Get(vault.BoxZero, vault.Seals, courseKey(m.ID), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return matter.NewCourse(m.Policy)
	}
	if err != nil {
		return nil, err
	}
	c, err := matter.Decode(r.Plain, m.Policy)
	if err != nil {
		return nil, malformed("the course of a seal", err)
	}
	return c, nil
}

// saveCourse writes it, if it changed.
func saveCourse(tx *vault.Tx, id vault.ID, c *matter.Course) error {
	if !c.Changed {
		return nil
	}
	plain, err := c.Encode()
	if err == nil {
		_, err = tx.Put(vault.BoxZero, vault.Seals, courseKey(id), vault.Core, plain)
	}
	c.Changed = err != nil
	return err
}
