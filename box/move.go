package box

import (
	"slices"
	"time"

	"coffer/vault"
)

// Move puts an item under another path, in the same box or another one. Its ID
// stays, and its history goes with it; another folder or title is a change like
// any other, and what was before becomes a former revision. Errors as in [Put];
// [ErrNotFound] if the box is not there.
func Move(tx *vault.Tx, it *Item, to vault.ID, folder []string, title string, opts ...Option) error {
	if to != it.Box {
		if _, err := inUse(tx, to); err != nil {
			return err
		}
		if err := wholeBox(tx, it.Box); err != nil { // else what is old here would be new there
			return err
		}
	}
	n := *it
	n.Folder, n.Title = folder, title
	if err := Put(tx, &n, opts...); err != nil {
		return err
	}
	if to != it.Box {
		if err := moveOut(tx, &n, to); err != nil {
			return err
		}
	}
	*it = n
	return nil
}

// moveOut takes an item to another box, under the path that it has.
func moveOut(tx *vault.Tx, it *Item, to vault.ID) error {
	old, err := load(tx, it.Box, it.ID)
	if err != nil {
		return err
	}
	n := old
	n.Box = to
	n.Revision++
	if err := carry(tx, &old, &n); err != nil {
		return err
	}
	*it = n.Item
	return nil
}

// carry takes an item with all that belongs to it from one box to another.
func carry(tx *vault.Tx, old, n *stored) error {
	files := slices.Clone(old.Attachments)
	for _, revision := range old.former {
		former, err := carryFormer(tx, old, n.Box, revision)
		if err != nil {
			return err
		}
		files = append(files, without(former, files)...)
	}
	if err := n.save(tx); err != nil {
		return err
	}
	if err := deleteBoth(tx, old.Box, vault.Items, vault.Key{ID: old.ID}); err != nil {
		return err
	}
	if err := own(tx, files, n.owner()); err != nil {
		return err
	}
	if err := disown(tx, files, old.owner()); err != nil {
		return err
	}
	return reindex(tx, old, n)
}

// carryFormer moves one former revision and returns its attachments. One that
// does not fit its surroundings is refused: a move would make its digest good,
// which is for [Accept] to do.
func carryFormer(tx *vault.Tx, old *stored, to vault.ID, revision uint32) ([]Attachment, error) {
	key := vault.Key{ID: old.ID, Sub: revision}
	s, err := loadFormer(tx, old.Box, old.ID, revision)
	if err != nil {
		return nil, err
	}
	if s.moved {
		return nil, &MovedError{Moved{Former: []uint32{revision}}}
	}
	s.Box = to
	companion, core, err := s.encode()
	if err != nil {
		return nil, err
	}
	if err := putBoth(tx, to, vault.History, key, companion, core); err != nil {
		return nil, err
	}
	return s.Attachments, deleteBoth(tx, old.Box, vault.History, key)
}

// Copy writes the content of an item as a new one, without its history. The
// files of attachments are shared. What is copied is what it holds, stored or
// not.
func Copy(tx *vault.Tx, it *Item, to vault.ID, folder []string, title string) (Item, error) {
	if _, err := inUse(tx, to); err != nil {
		return Item{}, err
	}
	n := *it
	n.ID, n.Box, n.Revision = vault.ID{}, to, 0
	n.Folder, n.Title = folder, title
	n.Trashed, n.Due = time.Time{}, time.Time{}
	n.Created, n.Changed = time.Time{}, time.Time{}
	if err := Put(tx, &n); err != nil {
		return Item{}, err
	}
	return n, nil
}
