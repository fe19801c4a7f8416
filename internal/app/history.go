package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// Revision is one state of an item.
type Revision struct {
	box.Item
	Current bool
	Moved   bool // changed without the core key
	// Differs names what is not as in the revision before: title, folder,
	// template, tags, expiry, then fields and attachments by name. It is empty
	// for the oldest one that is kept.
	Differs []string
}

// RevertText says what became of an item that was to be again as in a revision.
func RevertText(s *Shown, number uint32, changed bool) string {
	path := s.Path()
	if !changed {
		return fmt.Sprintf("%s is as in revision %d already: nothing to change", host.Safe(path.String()), number)
	}
	return fmt.Sprintf("%s is again as in revision %d; this is revision %d", host.Safe(path.String()), number, s.Revision)
}

// DiffersText says what a revision changed, and what must be known of it.
func (r *Revision) DiffersText() string {
	parts := []string{}
	if len(r.Differs) > 0 {
		parts = append(parts, strings.Join(r.Differs, ", "))
	}
	if r.Current {
		parts = append(parts, "(current)")
	}
	if r.Moved {
		parts = append(parts, "(changed without the core key)")
	}
	return strings.Join(parts, " ")
}

// History lists the revisions of an item, the current one first. While the core
// tier is locked Differs knows nothing of core values.
func (a *App) History(ctx context.Context, ref string) (path box.Path, all []Revision, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		items, m, err := revisions(tx, e)
		if err != nil {
			return err
		}
		path = e.Path()
		for i := range items {
			r := Revision{Item: items[i], Current: i == 0, Moved: m.has(items[i].Revision, i == 0)}
			if i+1 < len(items) {
				r.Differs = differs(&items[i+1], &items[i])
			}
			all = append(all, r)
		}
		return nil
	})
	for i := range all {
		wipeItem(&all[i].Item)
	}
	return path, all, err
}

// movedRevisions are those that were changed without the core key.
type movedRevisions box.Moved

func (m *movedRevisions) has(revision uint32, current bool) bool {
	if current {
		return m.Current
	}
	return slices.Contains(m.Former, revision)
}

// revisions reads the current state of an item and all former ones, and tells
// which were changed without the core key. Nothing of it may be shown but by
// [App.Revision].
func revisions(tx *vault.Tx, e box.Entry) (items []box.Item, m movedRevisions, err error) {
	it, err := box.Get(tx, e.Box, e.ID)
	current := errors.Is(err, box.ErrMoved)
	if err != nil && !current {
		return nil, m, err
	}
	former, err := box.Revisions(tx, e.Box, e.ID)
	var moved *box.MovedError
	if errors.As(err, &moved) {
		m, err = movedRevisions(moved.Moved), nil
	}
	m.Current = current
	return append([]box.Item{it}, former...), m, err
}

// Revision reads an item as it was in one of its revisions. One that was changed
// without the core key can be looked at, too; then Moved is set. [box.ErrMoved]
// if that is true of the item as it is: then coffer revert mends it.
func (a *App) Revision(ctx context.Context, ref string, number uint32) (s Shown, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		items, m, err := revisions(tx, e)
		defer func() { wipeAllBut(items, s.Revision) }()
		if err != nil {
			return err
		}
		if m.Current {
			return box.ErrMoved
		}
		i := slices.IndexFunc(items, func(it box.Item) bool { return it.Revision == number })
		if i < 0 {
			return noRevision(number)
		}
		s = shown(tx, items[i], e.BoxName)
		s.Moved = m.has(number, i == 0)
		return nil
	})
	if err == nil {
		err = a.recordHandOut(ctx, fmt.Sprintf("%s, revision %d", ref, number))
	}
	return s, err
}

// wipeAllBut leaves the values of one revision; none is number 0.
func wipeAllBut(items []box.Item, revision uint32) {
	for i := range items {
		if items[i].Revision != revision {
			wipeItem(&items[i])
		}
	}
}

func noRevision(number uint32) error {
	return Fail(NotFound, "coffer history lists those that are kept", "revision %d not found", number)
}

// Revert writes the content of a former revision as the next one. It also mends
// an item that was changed without its core key. It tells whether there was
// anything to change.
func (a *App) Revert(ctx context.Context, ref string, number uint32) (s Shown, changed bool, err error) {
	err = a.update(ctx, "item.revert", ref, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		set, err := settings(tx)
		if err != nil {
			return err
		}
		it := box.Item{ID: e.ID, Box: e.Box, Revision: e.Revision}
		err = box.Revert(tx, &it, number, box.Keep(set.HistoryKeep))
		if errors.Is(err, box.ErrNotFound) {
			return noRevision(number)
		}
		s, changed = shown(tx, it, e.BoxName), it.Revision != e.Revision
		return err
	})
	return s, changed, err
}

// changedParts names what an edit changed, the favourite and the order of fields
// included.
func changedParts(before, after *box.Item) []string {
	names := differs(before, after)
	if before.Favourite != after.Favourite {
		names = append(names, "favourite")
	}
	if len(names) == 0 && before.Revision != after.Revision {
		names = append(names, "order of fields")
	}
	return names
}

// differs names what is different in the newer one.
func differs(older, newer *box.Item) (names []string) {
	add := func(name string, different bool) {
		if different {
			names = append(names, host.Safe(name))
		}
	}
	add("title", older.Title != newer.Title)
	add("folder", !slices.Equal(older.Folder, newer.Folder))
	add("template", older.Template != newer.Template)
	add("tags", !slices.Equal(older.Tags, newer.Tags))
	add("expiry", !older.Expires.Equal(newer.Expires) || older.OnExpiry != newer.OnExpiry)
	for _, f := range newer.Fields {
		g, ok := older.Field(f.Name)
		add(f.Name, !ok || f.Kind != g.Kind || f.Tier != g.Tier || !f.Value.Equal(g.Value))
	}
	for _, f := range older.Fields {
		_, ok := newer.Field(f.Name)
		add(f.Name, !ok)
	}
	for _, at := range newer.Attachments {
		add(at.Name, !hasFile(older, at))
	}
	for _, at := range older.Attachments {
		add(at.Name, !hasFile(newer, at))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func hasFile(it *box.Item, at box.Attachment) bool {
	return slices.ContainsFunc(it.Attachments, func(b box.Attachment) bool {
		return b.Name == at.Name && b.SHA256 == at.SHA256
	})
}
