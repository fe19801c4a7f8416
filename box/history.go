package box

import (
	"errors"
	"slices"
	"time"

	"coffer/vault"
)

// Revisions returns the former revisions of an item, newest first. While the
// core tier is locked their core values are empty. A [MovedError] names those
// that were changed without the core key. It comes together with all of them:
// then they may be looked at, but no secret of one that it names may be shown or
// used before [Accept].
func Revisions(tx *vault.Tx, box, id vault.ID) ([]Item, error) {
	s, err := load(tx, box, id)
	if err != nil {
		return nil, err
	}
	items, m, err := s.revisions(tx)
	if err != nil {
		return nil, err
	}
	return items, m.err()
}

// revisions returns all former revisions, newest first, and which were changed.
func (s *stored) revisions(tx *vault.Tx) (items []Item, m Moved, err error) {
	items = make([]Item, 0, len(s.former))
	for _, revision := range s.former {
		former, err := loadFormer(tx, s.Box, s.ID, revision)
		if err != nil {
			return nil, m, err
		}
		m.note(&former, revision)
		items = append(items, former.Item)
	}
	slices.Reverse(items)
	return items, m, nil
}

// Revert writes the content of a former revision as the next one: all but the
// folder, the favourite and the state of the trash. It also mends an item that
// [Get] refuses with [ErrMoved]; that one goes back to its former folder.
// [ErrNotFound] if the revision is not kept, [ErrChanged] as in [Put].
func Revert(tx *vault.Tx, it *Item, revision uint32, opts ...Option) error {
	old, err := loadRaw(tx, it.Box, it.ID)
	if err != nil {
		return err
	}
	defer old.wipe()
	if err := old.editable(it.Revision); err != nil && !errors.Is(err, ErrMoved) {
		return err
	}
	if !slices.Contains(old.former, revision) {
		return notFound("revision %d", revision)
	}
	n, err := loadFormer(tx, it.Box, it.ID, revision)
	if err != nil {
		return err
	}
	if n.moved {
		return &MovedError{Moved{Former: []uint32{revision}}}
	}
	n.Favourite = old.Favourite
	if !old.moved {
		n.Folder = old.Folder
	}
	n.inherit(&old.stored)
	if !old.dated { // that it lies in the trash may be somebody else's doing
		n.Trashed, n.Due = time.Time{}, time.Time{}
	}
	n.Revision = old.Revision
	change, err := old.compare(&n)
	if err != nil {
		return err
	}
	if change != nothing {
		if err := replace(tx, &old, &n, content, optionsOf(opts)); err != nil {
			return err
		}
	}
	*it = n.Item
	return nil
}

func loadFormer(tx *vault.Tx, box, id vault.ID, revision uint32) (stored, error) {
	r, err := read(tx, box, vault.History, vault.Key{ID: id, Sub: revision})
	r.wipe()
	if errors.Is(err, vault.ErrNotFound) {
		err = malformed("a former revision is missing", nil)
	}
	return r.stored, err
}

// archive puts the old revision into the history, as it stands, and drops those
// that are too many. It sets what n remembers of them.
func archive(tx *vault.Tx, old *raw, n *stored, o options) error {
	key := vault.Key{ID: old.ID, Sub: old.Revision}
	companion, core := slices.Clone(old.companion), slices.Clone(old.core)
	if err := putBoth(tx, old.Box, vault.History, key, companion, core); err != nil {
		return err
	}
	n.former = append(slices.Clone(old.former), old.Revision)
	surplus := max(0, len(n.former)-o.keep)
	dropped := n.former[:surplus]
	n.former = some(n.former[surplus:])
	return forget(tx, n, dropped)
}

// forget deletes former revisions and lets go of the attachments that nothing
// but them had.
func forget(tx *vault.Tx, n *stored, revisions []uint32) error {
	var lost []Attachment
	for _, revision := range revisions {
		s, err := loadFormer(tx, n.Box, n.ID, revision)
		if err != nil {
			return err
		}
		lost = append(lost, s.Attachments...)
		if err := deleteBoth(tx, n.Box, vault.History, vault.Key{ID: n.ID, Sub: revision}); err != nil {
			return err
		}
	}
	if lost = without(lost, n.Attachments); len(lost) == 0 {
		return nil
	}
	for _, revision := range n.former {
		s, err := loadFormer(tx, n.Box, n.ID, revision)
		if err != nil {
			return err
		}
		lost = without(lost, s.Attachments)
	}
	return disown(tx, lost, n.owner())
}

// without returns the attachments of list whose files are not in other.
func without(list, other []Attachment) []Attachment {
	var out []Attachment
	for _, a := range list {
		if !slices.ContainsFunc(other, func(b Attachment) bool { return a.Blob == b.Blob }) {
			out = append(out, a)
		}
	}
	return out
}
