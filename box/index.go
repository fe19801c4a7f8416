package box

import (
	"errors"

	"coffer/vault"
)

// IndexNames tells the vault under which name a companion record is found, so
// that it can make the blind index anew and verify it ([vault.Options]).
func IndexNames(box vault.ID, s vault.Space, k vault.Key, plain []byte) (vault.IndexEntry, bool) {
	switch {
	case s == vault.Items && !box.IsZero():
		var l Label
		_, _, err := decodeLabel(plain, &l)
		x := vault.IndexEntry{Box: box, Name: indexName(l.Folder, l.Title), ID: k.ID}
		return x, err == nil && l.Trashed.IsZero()
	case s == vault.Settings && !box.IsZero():
		b, err := decodeBox(box, plain)
		x := vault.IndexEntry{Box: vault.BoxZero, Name: boxIndex(b.Name), ID: box}
		return x, err == nil && b.Removed.IsZero()
	case s == vault.Templates && box.IsZero():
		t, err := decodeTemplate(k.ID, plain)
		x := vault.IndexEntry{Box: vault.BoxZero, Name: templateIndex(t.Name), ID: k.ID}
		return x, err == nil && t.Removed.IsZero()
	}
	return vault.IndexEntry{}, false
}

// index enters an item under its path; one in the trash has none. Thousands may
// share one path, but not any number.
func (s *stored) index(tx *vault.Tx) error {
	if !s.Trashed.IsZero() {
		return nil
	}
	err := tx.IndexPut(s.Box, indexName(s.Folder, s.Title), s.ID)
	if errors.Is(err, vault.ErrTooLarge) {
		return bound("too many items share one path")
	}
	return err
}

func (s *stored) unindex(tx *vault.Tx) error {
	if !s.Trashed.IsZero() {
		return nil
	}
	return tx.IndexDelete(s.Box, indexName(s.Folder, s.Title), s.ID)
}

func reindex(tx *vault.Tx, old, n *stored) error {
	same := indexName(old.Folder, old.Title) == indexName(n.Folder, n.Title)
	if old.Box == n.Box && same && old.Trashed.IsZero() == n.Trashed.IsZero() {
		return nil
	}
	if err := old.unindex(tx); err != nil {
		return err
	}
	return n.index(tx)
}
