package box

import (
	"slices"
	"time"

	"coffer/vault"
)

// Import writes an item that comes from elsewhere as a new one, together with
// its former revisions, newest first as [Revisions] returns them. It returns how
// many of these it kept: all up to [MaxKeep], so that a setting drops none before
// somebody changes the item. Its times and the state of the trash stay what they
// were there; one in the trash without a date stays there for as long as [Retain]
// says. Attachments of former revisions that name no file share the one of equal
// content that the item has, or are left out. Errors as in [Put].
//
// Many items go into one transaction: the vault puts what was written in key
// order before it commits, and nothing here looks at other items, so that the
// cost of one does not grow with their number.
func Import(tx *vault.Tx, it *Item, former []Item, opts ...Option) (kept int, err error) {
	n := stored{Item: *it}
	if err := n.normalize(); err != nil {
		return 0, err
	}
	if n.ID, err = tx.NewID(); err != nil {
		return 0, err
	}
	former = former[:min(len(former), MaxKeep)]
	n.begin(tx)
	n.schedule(tx, optionsOf(opts).retain)
	if err := importFormer(tx, &n, former); err != nil {
		return 0, err
	}
	if err := n.save(tx); err != nil {
		return 0, err
	}
	if err := own(tx, n.Attachments, n.owner()); err != nil {
		return 0, err
	}
	if err := n.index(tx); err != nil {
		return 0, err
	}
	*it = n.Item
	return len(former), nil
}

// schedule gives an imported item of the trash the date that it lacks.
func (s *stored) schedule(tx *vault.Tx, retain time.Duration) {
	switch {
	case s.Trashed.IsZero():
		s.Due = s.Trashed
	case s.Due.IsZero() || s.Due.Sub(s.Trashed) > MaxRetention:
		s.Due = wholeSecond(tx.Now().Add(retain))
	}
}

func importFormer(tx *vault.Tx, n *stored, former []Item) error {
	n.Revision = uint32(len(former)) + 1
	for i := range former {
		f := stored{Item: former[len(former)-1-i]}
		f.Box, f.ID, f.Revision = n.Box, n.ID, uint32(i)+1
		f.Attachments = found(f.Attachments, n.Attachments)
		if err := f.normalize(); err != nil {
			return err
		}
		companion, core, err := f.encode()
		if err != nil {
			return err
		}
		key := vault.Key{ID: n.ID, Sub: f.Revision}
		if err := putBoth(tx, n.Box, vault.History, key, companion, core); err != nil {
			return err
		}
		if err := own(tx, f.Attachments, n.owner()); err != nil {
			return err
		}
		n.former = append(n.former, f.Revision)
	}
	return nil
}

// found gives attachments without a file the one of equal content.
func found(former, current []Attachment) []Attachment {
	var out []Attachment
	for _, a := range former {
		if a.Blob.IsZero() {
			i := slices.IndexFunc(current, func(c Attachment) bool { return c.SHA256 == a.SHA256 && c.Size == a.Size })
			if i < 0 {
				continue
			}
			a.Blob, a.Key = current[i].Blob, current[i].Key
		}
		out = append(out, a)
	}
	return out
}
