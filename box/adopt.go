package box

import (
	"bytes"
	"errors"
	"slices"

	"coffer/vault"
)

// Adopted is what [Adopt] brought back.
type Adopted struct {
	Items  int // as they were
	Filled int // changed since, and their empty core fields filled in
	Left   int // deleted, moved or filled in since: what they were stays behind
}

// Adopt brings core values and attachments back after a reset: from is the vault as
// it was, to a transaction that writes. An item that nobody has changed since is what
// it was, with its former revisions; of another one the core fields that are still
// empty are filled in, as its next revision. What is back already counts as brought back:
// an attempt before may have been interrupted. What was deleted for good before the reset
// counts as that again, see [Deleted].
func Adopt(from, to *vault.Tx, opts ...Option) (a Adopted, err error) {
	if err := exhume(from, to); err != nil {
		return a, err
	}
	boxes, err := to.Boxes()
	if err != nil {
		return a, err
	}
	there, err := from.Boxes()
	if err != nil {
		return a, err
	}
	for _, box := range there {
		if err := errors.Join(from.Whole(box, vault.Items), from.Whole(box, vault.History)); err != nil {
			return a, err
		}
		keys, err := from.Keys(box, vault.Items, vault.Core)
		if err != nil {
			return a, err
		}
		if !slices.Contains(boxes, box) {
			a.Left += len(keys)
			continue
		}
		for _, key := range keys {
			if err := a.item(from, to, box, key.ID, optionsOf(opts)); err != nil {
				return a, err
			}
		}
	}
	return a, nil
}

func (a *Adopted) item(from, to *vault.Tx, box, id vault.ID, o options) error {
	was, err := loadRaw(from, box, id)
	if err != nil {
		return err
	}
	defer was.wipe()
	now, err := loadRaw(to, box, id)
	if errors.Is(err, ErrNotFound) {
		a.Left++
		return nil
	}
	if err != nil {
		return err
	}
	defer now.wipe()
	if now.same(&was) {
		a.Items++
		return nil
	}
	untouched, err := now.remains(&was, vault.Items, vault.Key{ID: id})
	if err != nil {
		return err
	}
	if !untouched {
		return a.fill(to, &was, &now, o)
	}
	a.Items++
	if err := was.bring(to, vault.Items, vault.Key{ID: id}); err != nil {
		return err
	}
	for _, revision := range was.former {
		if err := adoptFormer(from, to, box, vault.Key{ID: id, Sub: revision}); err != nil {
			return err
		}
	}
	return nil
}

// adoptFormer brings one former revision back, where it is what a reset left of it.
func adoptFormer(from, to *vault.Tx, box vault.ID, key vault.Key) error {
	was, err := read(from, box, vault.History, key)
	if err != nil {
		return err
	}
	defer was.wipe()
	now, err := read(to, box, vault.History, key)
	if err != nil {
		return err
	}
	defer now.wipe()
	untouched, err := now.remains(&was, vault.History, key)
	if err != nil || !untouched {
		return err
	}
	return was.bring(to, vault.History, key)
}

// remains tells whether a revision is what a reset left of another one.
func (r *raw) remains(was *raw, s vault.Space, k vault.Key) (bool, error) {
	companion, core, err := Remains(was.Box, s, k, was.companion)
	if err != nil {
		return false, err
	}
	defer vault.Wipe(companion)
	defer vault.Wipe(core)
	return bytes.Equal(companion, r.companion) && bytes.Equal(core, r.core), nil
}

// same tells whether a revision is another one, byte for byte.
func (r *raw) same(was *raw) bool {
	return bytes.Equal(r.companion, was.companion) && bytes.Equal(r.core, was.core)
}

// bring writes a revision as it was, with its attachments.
func (r *raw) bring(to *vault.Tx, s vault.Space, k vault.Key) error {
	if err := putBoth(to, r.Box, s, k, slices.Clone(r.companion), slices.Clone(r.core)); err != nil {
		return err
	}
	return own(to, r.Attachments, r.owner())
}

// fill writes the next revision of an item that was changed since, with what is
// missing in it and was there.
func (a *Adopted) fill(to *vault.Tx, was, now *raw, o options) error {
	next, filled, back := now.stored, false, false
	next.Fields = slices.Clone(now.Fields)
	for i := range next.Fields {
		f := &next.Fields[i]
		if f.Tier != vault.Core {
			continue
		}
		for _, former := range was.Fields {
			if former.Name != f.Name || former.Kind != f.Kind || former.Tier != f.Tier || former.Value.IsZero() {
				continue
			}
			back = back || f.Value.Equal(former.Value)
			if f.Value.IsZero() {
				f.Value, filled = former.Value, true
			}
			break
		}
	}
	if !filled && !back || now.moved || was.moved || !now.Trashed.IsZero() {
		a.Left++
		return nil
	}
	a.Filled++
	if !filled {
		return nil
	}
	return replace(to, now, &next, content, o)
}
