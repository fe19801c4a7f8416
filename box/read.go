package box

import (
	"errors"

	"coffer/vault"
)

// Get reads an item. While the core tier is locked its core values and the keys
// of its attachments are empty, and so it must not be written later. [ErrMoved]
// comes together with the item: then it may be looked at, but no secret of it
// may be shown or used before [Accept]. [ErrNotFound] if there is none.
func Get(tx *vault.Tx, box, id vault.ID) (Item, error) {
	s, err := load(tx, box, id)
	if err == nil && s.moved {
		err = ErrMoved
	}
	return s.Item, err
}

// raw is a stored item together with the records it was read from.
type raw struct {
	stored
	companion, core []byte // core is nil while that tier is locked
}

func (r *raw) wipe() {
	vault.Wipe(r.companion)
	vault.Wipe(r.core)
}

func load(tx *vault.Tx, box, id vault.ID) (stored, error) {
	r, err := loadRaw(tx, box, id)
	r.wipe()
	return r.stored, err
}

func loadRaw(tx *vault.Tx, box, id vault.ID) (raw, error) {
	r, err := read(tx, box, vault.Items, vault.Key{ID: id})
	if errors.Is(err, vault.ErrNotFound) {
		return raw{}, notFound("item @%s", id)
	}
	return r, err
}

// read decodes one current or former revision. The caller wipes it.
func read(tx *vault.Tx, box vault.ID, space vault.Space, key vault.Key) (r raw, err error) {
	companion, err := tx.Get(box, space, key, vault.Companion)
	if err != nil {
		return raw{}, err
	}
	r.companion = companion.Plain
	if tx.HasCore() {
		core, err := tx.Get(box, space, key, vault.Core)
		if errors.Is(err, vault.ErrNotFound) {
			return raw{}, malformed("an item without its core record", nil)
		}
		if err != nil {
			return raw{}, err
		}
		r.core = core.Plain
	}
	if r.stored, err = decode(box, key.ID, r.companion, r.core); err != nil {
		r.wipe()
		return raw{}, err
	}
	return r, nil
}
