package app

import (
	"context"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/seal"
	"coffer/vault"
)

// The inbox is what came from contacts and is for the owner to take.

// InboxEntry is one thing in it.
type InboxEntry struct {
	ID     ID
	Kind   string // share or seal
	From   string // what the owner calls the contact
	Title  string // empty as long as not all of it has come
	State  string // of a share: new, updated, coming (not all of it is here), taken, dropped, stopped; of a seal: sealed, asked, released, opened, withdrawn
	Number uint64 // of the version that came last
	Time   time.Time
	// Sent is when the sender says that it was written.
	Sent time.Time
	// Doubtful tells that nobody compared safety numbers with the contact of a
	// share: somebody else may have sent it.
	Doubtful bool
}

// Fresh tells whether it waits for the owner.
func (e *InboxEntry) Fresh() bool {
	return e.State == string(seal.EntryNew) || e.State == string(seal.EntryUpdated) || e.State == inboxReleased
}

// inboxSources are the ways in which something comes into the inbox.
func inboxSources() []func(*vault.Tx) ([]InboxEntry, error) {
	return []func(*vault.Tx) ([]InboxEntry, error){inboxShares, inboxSeals}
}

// Inbox lists the inbox, the newest first; what was dropped only with all.
func (a *App) Inbox(ctx context.Context, all bool) (found []InboxEntry, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		found, err = inboxEntries(tx)
		return err
	})
	if !all {
		found = slices.DeleteFunc(found, func(e InboxEntry) bool { return e.State == string(seal.EntryDropped) })
	}
	return found, err
}

func inboxEntries(tx *vault.Tx) (found []InboxEntry, err error) {
	for _, source := range inboxSources() {
		some, err := source(tx)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortStableFunc(found, func(a, b InboxEntry) int { return b.Time.Compare(a.Time) })
	return found, nil
}

// InboxItem is an entry with the item that it brings.
type InboxItem struct {
	InboxEntry
	Shown
	Note string
	// TakenTo is where it was taken to before; empty for nowhere, or no more there.
	TakenTo string
}

// ShowInbox reads what an entry brings, as [App.Show] reads an item. What was taken
// already lies in its box: then there is nothing to show here, and the item is
// empty.
func (a *App) ShowInbox(ctx context.Context, ref string) (s InboxItem, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		found, e, err := findEntry(tx, ref)
		if err != nil {
			return err
		}
		s.InboxEntry = found
		if s.TakenTo, err = takenTo(tx, &e); err != nil || e.Size == 0 {
			return err
		}
		o, err := openEntry(tx, &e)
		if err != nil {
			return err
		}
		it := box.Item{ID: e.ID, Label: box.Label{
			Title: o.item.Title, Template: o.item.Template, Created: o.item.Created, Changed: o.item.Changed, Expires: o.item.Expires,
		}, Fields: o.item.Fields}
		for _, at := range o.item.Attachments {
			it.Attachments = append(it.Attachments, box.Attachment{Name: at.Name, Size: at.Size, SHA256: at.SHA256})
			at.Key.Wipe()
		}
		s.Shown, s.Note = shown(tx, it, ""), o.said.Note
		return nil
	})
	return s, err
}
