package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"coffer/box"
	"coffer/vault"
)

// Status is what can be said of a vault without opening it.
type Status struct {
	Dir    string
	ID     vault.ID
	Format int
	Bytes  int64 // of the file, without attachments
	Slots  []vault.Slot
}

// Status looks at the file from outside.
func (a *App) Status(ctx context.Context) (Status, error) {
	s := Status{Dir: a.env.Folders.Data, ID: a.v.ID(), Format: vault.Format}
	var err error
	if s.Bytes, err = a.size(); err != nil {
		return s, err
	}
	s.Slots, err = a.v.Slots(ctx)
	return s, err
}

func (a *App) size() (int64, error) {
	info, err := os.Stat(filepath.Join(a.env.Folders.Data, vault.FileName))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Mark is another one after each change of the vault, for who shows it and wants to know
// when to read it again. It is empty where the file cannot be looked at.
func (a *App) Mark() string {
	info, err := os.Stat(filepath.Join(a.env.Folders.Data, vault.FileName))
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size())
}

// Soon is how far ahead [App.Contents] looks for dates.
const Soon = 30 * day

// Contents is what is in an open vault, counted.
type Contents struct {
	Revision  uint64
	FirstSeen bool // this machine had no memory of the vault
	Older     bool // not the newest file that this machine saw
	Core      bool
	Boxes     int
	Items     int
	Trashed   int
	Expiring  []box.Entry // within [Soon], or expired already; the soonest first
	Pending   []Deletion  // of the vault and of boxes
	Urgent                // only the core tier shows it
}

// Urgent is what others have begun and its owner may still stop, or is to decide.
type Urgent struct {
	Breaking []SealInfo   // seals of the owner that somebody breaks
	Asked    []TicketInfo // tickets: see [App.Asked]
	// Logs are what witnesses of the owner's log, and the owner as one of others, have to
	// speak up about.
	Logs []LogAlarm
}

// Urgent looks for it.
func (a *App) Urgent(ctx context.Context) (u Urgent, err error) {
	if u.Breaking, err = a.Breaking(ctx); err != nil {
		return u, err
	}
	if u.Asked, err = a.Asked(ctx); err != nil {
		return u, err
	}
	u.Logs, err = a.LogAlarms(ctx)
	return u, err
}

// Deletion is something that will go for good and can still be taken back.
type Deletion struct {
	What string // vault or box
	Name string // of the box
	Due  time.Time
}

// Contents counts what is there.
func (a *App) Contents(ctx context.Context) (c Contents, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error { return c.count(tx) })
	s := a.v.Status()
	c.Revision, c.FirstSeen, c.Older = s.Revision, s.FirstSeen, s.Older
	if err == nil && c.Core && !a.v.Scoped() {
		c.Urgent, err = a.Urgent(ctx)
	}
	return c, err
}

func (c *Contents) count(tx *vault.Tx) error {
	c.Core = tx.HasCore()
	owner, err := readOwner(tx)
	if err != nil {
		return err
	}
	if owner.Due != 0 {
		c.Pending = append(c.Pending, Deletion{What: "vault", Due: time.Unix(owner.Due, 0).UTC()})
	}
	boxes, err := box.Boxes(tx)
	if err != nil {
		return err
	}
	for _, b := range boxes {
		if !b.Removed.IsZero() {
			c.Pending = append(c.Pending, Deletion{What: "box", Name: b.Name, Due: b.Due})
			continue
		}
		items, trashed, err := countItems(tx, b.ID)
		if err != nil {
			return err
		}
		c.Boxes, c.Items, c.Trashed = c.Boxes+1, c.Items+items, c.Trashed+trashed
	}
	c.Expiring, err = box.Expiring(tx, Soon)
	return err
}

// countItems counts what is in use and what lies in the trash.
func countItems(tx *vault.Tx, id vault.ID) (items, trashed int, err error) {
	all, err := tx.Count(id, vault.Items, vault.Companion)
	if err != nil {
		return 0, 0, err
	}
	old, err := box.List(tx, id, box.ListOptions{Trashed: true})
	return all - len(old), len(old), err
}
