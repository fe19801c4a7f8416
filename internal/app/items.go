package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// Shown is an item as people meet it: with the name of its box, and with what
// must be known before a secret of it is shown.
type Shown struct {
	box.Item
	BoxName   string
	MainField string // the field that is meant when none is named; may be empty
	Moved     bool   // changed without the core key: none of its secrets may be shown
	Locked    bool   // the core tier is locked, so core values are empty here
}

// Path is where the item lies.
func (s *Shown) Path() box.Path {
	return box.Path{Box: s.BoxName, Folder: s.Folder, Title: s.Title}
}

// Revealable says why its secrets may not be shown, if so: [vault.ErrLocked] or
// [box.ErrMoved].
func (s *Shown) Revealable() error {
	switch {
	case s.Moved:
		return box.ErrMoved
	case s.Locked:
		return vault.ErrLocked
	}
	return nil
}

// Wipe overwrites every value.
func (s *Shown) Wipe() { wipeItem(&s.Item) }

// EscapeName writes one name as a part of a path.
func EscapeName(name string) string { return box.EscapeName(name) }

// JoinFolder writes names as one path, outermost first.
func JoinFolder(names []string) string { return box.JoinFolder(names) }

// SplitFolder reads what [JoinFolder] wrote.
func SplitFolder(s string) ([]string, error) { return box.SplitFolder(s) }

// BoxPath writes the name of a box as the beginning of a path.
func BoxPath(name string) string { return box.Path{Box: name}.String() }

// Show reads an item with all its fields. One that was changed without its core
// key can be looked at, too; then Moved is set.
func (a *App) Show(ctx context.Context, ref string) (s Shown, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		it, err := box.Get(tx, e.Box, e.ID)
		s = shown(tx, it, e.BoxName)
		s.Moved = errors.Is(err, box.ErrMoved)
		if s.Moved {
			err = nil
		}
		return err
	})
	if err == nil {
		p := s.Path()
		err = a.recordHandOut(ctx, p.String())
	}
	return s, err
}

func shown(tx *vault.Tx, it box.Item, boxName string) Shown {
	f, _ := mainField(tx, &it) // an item need not have one
	return Shown{Item: it, BoxName: boxName, MainField: f.Name, Locked: !tx.HasCore()}
}

// ListQuery chooses what [App.List] returns; every part that is set must fit.
type ListQuery struct {
	Place     string // BOX or BOX/FOLDER…, with all below; empty: every box in use
	Tags      []string
	Template  string
	Favourite bool
	Expired   bool // the date is reached
	Users     bool // fill in the user names, as far as they are in the companion tier
}

func (q *ListQuery) filters() bool {
	return len(q.Tags) > 0 || q.Template != "" || q.Favourite || q.Expired
}

// List returns items by box, folder and title. [NotFound] for a box or a folder
// that nothing is in.
func (a *App) List(ctx context.Context, q ListQuery) (all []box.Entry, err error) {
	place, err := box.SplitFolder(strings.TrimSuffix(q.Place, "/"))
	if err != nil {
		return nil, err
	}
	err = a.view(ctx, func(tx *vault.Tx) error {
		if all, err = listPlace(tx, place, box.ListOptions{Users: q.Users}); err != nil || !q.filters() {
			return err
		}
		now := tx.Now()
		all = slices.DeleteFunc(all, func(e box.Entry) bool {
			expired := !e.Expires.IsZero() && !now.Before(e.Expires)
			return q.Expired && !expired || !q.fits(&e.Label)
		})
		return nil
	})
	return all, err
}

// ListEach hands out all items of the boxes in use that are not in the trash, with their
// user names, in blocks and in no order, while it still reads. Each block is the
// caller's; the function is called once at a time, and its error ends the work.
func (a *App) ListEach(ctx context.Context, block func([]box.Entry) error) error {
	return a.view(ctx, func(tx *vault.Tx) error {
		boxes, err := box.Boxes(tx)
		if err != nil {
			return err
		}
		for _, b := range boxes {
			if !b.Removed.IsZero() {
				continue
			}
			if err := box.Each(tx, b.ID, box.ListOptions{Users: true}, block); err != nil {
				return err
			}
		}
		return nil
	})
}

func (q *ListQuery) fits(l *box.Label) bool {
	for _, tag := range q.Tags {
		if !slices.Contains(l.Tags, box.NFC(tag)) {
			return false
		}
	}
	return (q.Template == "" || box.NFC(q.Template) == l.Template) && (!q.Favourite || l.Favourite)
}

func listPlace(tx *vault.Tx, place []string, o box.ListOptions) ([]box.Entry, error) {
	if len(place) == 0 {
		return listAll(tx, o)
	}
	b, err := box.BoxByName(tx, place[0])
	if err != nil {
		return nil, missingPlace(tx, place, listed(err, "coffer box ls"))
	}
	o.Folder = place[1:]
	found, err := box.List(tx, b.ID, o)
	if err == nil && len(found) == 0 && len(place) > 1 {
		err = Fail(NotFound, "coffer ls "+host.ShellWord(BoxPath(b.Name))+" shows what there is",
			"folder %q not found", box.JoinFolder(place))
		err = missingPlace(tx, place, err)
	}
	return found, err
}

// listAll keeps the list of the first box as it is: often there is no other.
func listAll(tx *vault.Tx, o box.ListOptions) (all []box.Entry, err error) {
	boxes, err := box.Boxes(tx)
	if err != nil {
		return nil, err
	}
	for _, b := range boxes {
		if !b.Removed.IsZero() {
			continue
		}
		found, err := box.List(tx, b.ID, o)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = found
		} else {
			all = append(all, found...)
		}
	}
	return all, nil
}
