package app

import (
	"context"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/seal"
	"coffer/vault"
)

// Deadline is one thing that will be deleted, or put away, on a date.
type Deadline struct {
	Kind DeadlineKind
	Ref  string // what names it
	Name string // what it is called
	Due  time.Time
}

// DeadlineKind is why something goes.
type DeadlineKind string

// The kinds of deadlines.
const (
	DueVault    DeadlineKind = "vault"    // it was removed
	DueBox      DeadlineKind = "box"      // it was removed
	DueItem     DeadlineKind = "item"     // it is in the trash
	DueTemplate DeadlineKind = "template" // so is it
	DueCircle   DeadlineKind = "circle"   // so is it
	DueExpiry   DeadlineKind = "expiry"   // an item that is in use expires, and is to be deleted then
	DueFormer   DeadlineKind = "former"   // what the owner said of themselves before
	DueLog      DeadlineKind = "log"      // what the oldest entry says that may go
)

// Deadlines lists what will go and from when on, the first to go before. Circles are listed with the core
// tier alone. A date in it is no promise to the day: what cannot be taken back waits until the date is reached at two openings.
func (a *App) Deadlines(ctx context.Context) (all []Deadline, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		for _, part := range []func(*vault.Tx) ([]Deadline, error){dueVault, dueBoxes, dueTrash, dueExpiries, dueFormer, dueLog} {
			some, err := part(tx)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return ctx.Err()
	})
	slices.SortStableFunc(all, func(d, e Deadline) int { return d.Due.Compare(e.Due) })
	return all, err
}

func dueVault(tx *vault.Tx) ([]Deadline, error) {
	s, err := readOwner(tx)
	if err != nil || s.Due == 0 {
		return nil, err
	}
	return []Deadline{{Kind: DueVault, Name: "this vault", Due: time.Unix(s.Due, 0).UTC()}}, nil
}

func dueBoxes(tx *vault.Tx) (all []Deadline, err error) {
	boxes, err := box.Boxes(tx)
	for _, b := range boxes {
		if !b.Removed.IsZero() {
			all = append(all, Deadline{DueBox, b.Name, EscapeName(b.Name), b.Due})
		}
	}
	return all, err
}

func dueTrash(tx *vault.Tx) (all []Deadline, err error) {
	t, err := box.FindTrashed(tx, TrashFilter{})
	if err != nil {
		return nil, err
	}
	for i := range t.Items {
		all = append(all, dueOf(DueItem, &t.Items[i], t.Items[i].Due))
	}
	for _, r := range t.Templates {
		all = append(all, Deadline{DueTemplate, r.Name, r.Name, r.Due})
	}
	if !seesCircles(tx, TrashFilter{}) {
		return all, nil
	}
	circles, err := seal.FindTrashed(tx, 0)
	for _, c := range circles {
		all = append(all, Deadline{DueCircle, c.Name, c.Name, c.Due})
	}
	return all, err
}

func dueOf(kind DeadlineKind, e *box.Entry, due time.Time) Deadline {
	path := e.Path()
	return Deadline{kind, "@" + e.ID.String(), path.String(), due}
}

func dueExpiries(tx *vault.Tx) (all []Deadline, err error) {
	boxes, err := box.Boxes(tx)
	if err != nil {
		return nil, err
	}
	for _, b := range boxes {
		if !b.Removed.IsZero() {
			continue // it goes as a whole
		}
		err := box.Each(tx, b.ID, box.ListOptions{}, func(block []box.Entry) error {
			for i := range block {
				if e := &block[i]; e.OnExpiry == box.Delete && !e.Expires.IsZero() {
					all = append(all, dueOf(DueExpiry, e, e.Expires))
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// dueFormer names what was replaced, and not what it was.
func dueFormer(tx *vault.Tx) (all []Deadline, err error) {
	former, err := formerData(tx)
	for _, f := range former {
		all = append(all, Deadline{Kind: DueFormer, Name: "your former " + f.What, Due: f.Due})
	}
	return all, err
}

func dueLog(tx *vault.Tx) ([]Deadline, error) {
	keep, err := sureRetention(tx, "log.retention")
	if err != nil {
		return nil, err
	}
	due, err := tx.NextThin(keep)
	if err != nil || due.IsZero() {
		return nil, err
	}
	return []Deadline{{Kind: DueLog, Name: "what old entries of the log say", Due: due}}, nil
}

// Comes tells whether [App.TakeBack] takes it back.
func (d *Deadline) Comes() bool {
	return d.Kind != DueExpiry && d.Kind != DueFormer && d.Kind != DueLog
}

// Sentence says what happens, and what can be done about it.
func (d *Deadline) Sentence() string {
	switch d.Kind {
	case DueVault:
		return "the vault was removed: all of it goes for good, unless that is taken back before"
	case DueBox:
		return "the box was removed: it goes for good with all that is in it, unless it is taken back"
	case DueItem:
		return "it is in the trash, and goes for good with its history, unless it is brought back"
	case DueTemplate, DueCircle:
		return "it is in the trash, and goes for good, unless it is brought back"
	case DueExpiry:
		return "it expires then, and is put into the trash, where it stays for as long as trash.retention says"
	case DueFormer:
		return "it was replaced; owner.retention says how long it is kept, and coffer vault show --former shows it"
	}
	return "their hashes stay, so that the log is verified without them; log.retention says how long they say it"
}

// TakeBack brings back what was removed, or lies in the trash, and returns what is back.
func (a *App) TakeBack(ctx context.Context, d Deadline) (what string, err error) {
	switch d.Kind {
	case DueVault:
		return "the vault", a.RestoreVault(ctx)
	case DueBox:
		return "box " + d.Name, a.RestoreBox(ctx, d.Ref)
	case DueTemplate:
		return "template " + d.Name, a.RestoreTemplate(ctx, d.Ref)
	case DueCircle:
		return "circle " + d.Name, a.RestoreCircle(ctx, d.Ref)
	case DueItem:
		path, err := a.RestoreItem(ctx, d.Ref)
		return path.String(), err
	}
	return "", Fail(Refused, "", "%s was not removed", d.Name)
}
