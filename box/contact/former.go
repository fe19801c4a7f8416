package contact

import (
	"errors"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// formerKey names what a reset left of contacts: their names.
var formerKey = vault.Key{ID: vault.ID{15: 8}}

// SetAside keeps the names of contacts that a reset has put out of reach, apart from
// those of the contacts to come.
func SetAside(tx *vault.Tx) error {
	names, err := Names(tx)
	if err != nil || len(names) == 0 {
		return err
	}
	plain, err := codec.Marshal(names)
	if err != nil {
		return err
	}
	return errors.Join(tx.PutTwin(vault.BoxZero, vault.Settings, formerKey, plain),
		tx.DeleteTwin(vault.BoxZero, vault.Settings, namesKey))
}

// Former are the contacts that a reset has put out of reach, by name.
func Former(tx *vault.Tx) ([]Named, error) { return readNames(tx, formerKey) }

// ForgetFormer forgets them, once they are back or not missed any more.
func ForgetFormer(tx *vault.Tx) error {
	err := tx.DeleteTwin(vault.BoxZero, vault.Settings, formerKey)
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	return err
}

// Bring takes the identity and the contacts over from the vault as it was before a
// reset. Whoever was compared is to be compared anew: somebody has held a key of the
// vault meanwhile. There must be no contact yet.
func Bring(from, to *vault.Tx) error {
	keys, err := from.Keys(vault.BoxZero, vault.Contacts, vault.Core)
	if err != nil {
		return err
	}
	for _, k := range keys {
		r, err := from.Get(vault.BoxZero, vault.Contacts, k, vault.Core)
		if err != nil {
			return err
		}
		_, err = to.Put(vault.BoxZero, vault.Contacts, k, vault.Core, r.Plain)
		vault.Wipe(r.Plain)
		if err != nil {
			return err
		}
	}
	names, err := Names(from)
	if err != nil || len(names) == 0 {
		return err
	}
	if err := putNames(to, names); err != nil {
		return err
	}
	all, err := List(to)
	if err != nil {
		return err
	}
	for i := range all {
		if err := doubt(to, &all[i]); err != nil {
			return err
		}
	}
	return ForgetFormer(to)
}

func doubt(tx *vault.Tx, c *Contact) error {
	if !c.Standing.Compared {
		return nil
	}
	next, err := c.Standing.Step(Doubt)
	if errors.Is(err, ErrState) { // ended or blocked: they come back as they are
		return nil
	}
	if err != nil {
		return err
	}
	if c.Standing.State != next.State {
		c.Since = tx.Now()
	}
	c.Standing, c.Compared = next, time.Time{}
	return Put(tx, c)
}
