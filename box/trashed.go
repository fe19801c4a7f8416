package box

import (
	"slices"
	"time"

	"coffer/vault"
)

// Trashed is what lies in the trash.
type Trashed struct {
	Items     []Entry
	Templates []Template
}

// Len counts it.
func (t *Trashed) Len() int { return len(t.Items) + len(t.Templates) }

// TrashFilter chooses a part of the trash; zero is all of it.
type TrashFilter struct {
	Box   string        // the items of this box only; no templates
	Item  vault.ID      // this item only; no templates
	Older time.Duration // only what was put there at least so long ago
}

// FindTrashed lists what lies in the trash, box by box. A removed box waits as a
// whole, and nothing of it is listed. [ErrNotFound] for a box that is not there.
func FindTrashed(tx *vault.Tx, f TrashFilter) (t Trashed, err error) {
	boxes, err := f.boxes(tx)
	if err != nil {
		return t, err
	}
	limit := tx.Now().Add(-f.Older)
	for _, b := range boxes {
		items, err := List(tx, b.ID, ListOptions{Trashed: true})
		if err != nil {
			return t, err
		}
		t.Items = append(t.Items, slices.DeleteFunc(items, func(e Entry) bool {
			return e.Trashed.After(limit) || !f.Item.IsZero() && e.ID != f.Item
		})...)
	}
	if f.Box != "" || !f.Item.IsZero() {
		return t, nil
	}
	removed, err := RemovedTemplates(tx)
	t.Templates = slices.DeleteFunc(removed, func(r Template) bool { return r.Removed.After(limit) })
	return t, err
}

func (f *TrashFilter) boxes(tx *vault.Tx) ([]Box, error) {
	if f.Box == "" {
		return live(tx)
	}
	b, err := BoxByName(tx, f.Box)
	return []Box{b}, err
}

// EmptyTrash deletes a part of the trash for good, now, and says how much.
func EmptyTrash(tx *vault.Tx, f TrashFilter) (n int, err error) {
	t, err := FindTrashed(tx, f)
	if err != nil {
		return 0, err
	}
	for _, e := range t.Items {
		if err := Purge(tx, e.Box, e.ID); err != nil {
			return 0, err
		}
	}
	for _, r := range t.Templates {
		if err := PurgeTemplate(tx, r.ID); err != nil {
			return 0, err
		}
	}
	return t.Len(), nil
}
