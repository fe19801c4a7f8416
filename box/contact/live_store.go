package contact

import (
	"errors"

	"coffer/vault"
	"coffer/vault/codec"
)

// KindLive is the kind of the envelopes that carry a live introduction, over the
// channel of the contact. Their body is a [LiveMessage].
const KindLive = "verify.live"

// subLive is the sort of these records among those of seals and of what else
// passes between people.
const subLive = 24

func liveKey(contact vault.ID) vault.Key { return vault.Key{ID: contact, Sub: subLive} }

// GetLive reads the live introduction that goes on with a contact; [ErrNotFound]
// when there is none.
func GetLive(tx *vault.Tx, contact vault.ID) (l Live, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Seals, liveKey(contact), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return l, &NotFoundError{"a live introduction"}
	}
	if err != nil {
		return l, err
	}
	defer vault.Wipe(r.Plain)
	if err := codec.UnmarshalCanonical(r.Plain, &l); err != nil || l.Step < LiveCommit || l.Step > LiveReveal {
		return Live{}, malformed("a live introduction", err)
	}
	return l, nil
}

// PutLive keeps how far a live introduction has come; there is one for each
// contact.
func PutLive(tx *vault.Tx, contact vault.ID, l Live) error {
	plain, err := codec.Marshal(l)
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	_, err = tx.Put(vault.BoxZero, vault.Seals, liveKey(contact), vault.Core, plain)
	return err
}

// DropLive forgets it; that there is none is no error.
func DropLive(tx *vault.Tx, contact vault.ID) error {
	err := tx.Delete(vault.BoxZero, vault.Seals, liveKey(contact), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	return err
}
