package vault

import (
	"bytes"
	"testing"
)

// TestScanLeavesNoPlaintext: a worker's buffer grows with the records that it
// meets, and what it held before is wiped, too.
func TestScanLeavesNoPlaintext(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, _ := addBox(t, v, 0)
	update(t, v, func(tx *Tx) error {
		for i := range 6 {
			secret := bytes.Repeat([]byte("canary"), 100<<i)
			if _, err := tx.Put(box, Items, Key{ID: ID{byte(i)}}, Core, secret); err != nil {
				return err
			}
		}
		return nil
	})
	var seen [][]byte
	view(t, v, func(tx *Tx) error {
		return tx.Scan(box, Items, Core, func(_ int, r Record) error {
			if !bytes.Contains(r.Plain, []byte("canary")) {
				t.Error("the record is not there to be found")
			}
			seen = append(seen, r.Plain)
			return nil
		})
	})
	if len(seen) != 6 {
		t.Errorf("%d records", len(seen))
	}
	for i, plain := range seen {
		if bytes.Contains(plain, []byte("canary")) {
			t.Errorf("record %d stays in memory", i)
		}
	}
}
