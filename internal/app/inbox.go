package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
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

func inboxShares(tx *vault.Tx) (found []InboxEntry, err error) {
	all, err := seal.ReadEntries(tx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	names, err := contact.Names(tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		e := &all[i]
		if e.Size == 0 && e.Taken.Number == 0 && e.Title == "" { // stopped before anything of it came
			continue
		}
		from := "@" + e.From.String()
		if at := slices.IndexFunc(names, func(n contact.Named) bool { return n.ID == e.From }); at >= 0 {
			from = names[at].Name
		}
		state, err := stateOf(tx, e)
		if err != nil {
			return nil, err
		}
		person, err := contact.Get(tx, e.From)
		if err != nil && !isNotFound(err) {
			return nil, err
		}
		found = append(found, InboxEntry{
			ID: e.ID, Kind: "share", From: from, Title: titleOf(tx, e), State: state,
			Number: e.Number, Time: e.Came, Sent: e.Sent, Doubtful: person.Compared.IsZero(),
		})
	}
	return found, nil
}

// stateOf is how an entry stands, and whether what there is to take is all here.
func stateOf(tx *vault.Tx, e *seal.Entry) (string, error) {
	if !e.Fresh() {
		return string(e.State()), nil
	}
	said, err := seal.EntryLetter(tx, e)
	if err != nil {
		return "", err
	}
	defer vault.Wipe(said.Item)
	whole, err := cameWhole(post.NewVaultDesk(tx), e.In, &said)
	if err == nil && !whole {
		return "coming", nil
	}
	return string(e.State()), err
}

// titleOf is the title of an entry; that of an item that is large enough for a
// parcel is known once all of it is here.
func titleOf(tx *vault.Tx, e *seal.Entry) string {
	if e.Title != "" || e.Size == 0 {
		return e.Title
	}
	o, err := openEntry(tx, e)
	defer o.item.Wipe()
	if err != nil {
		return ""
	}
	return o.item.Title
}

// openedEntry is what an entry says.
type openedEntry struct {
	item seal.Item
	said seal.Shared
	file sealedFile
}

func openEntry(tx *vault.Tx, e *seal.Entry) (o openedEntry, err error) {
	if o.said, err = seal.EntryLetter(tx, e); err != nil {
		return o, err
	}
	desk := post.NewVaultDesk(tx)
	data := o.said.Item
	if !o.said.Parcel.IsZero() {
		if data, err = readParcel(desk, e.In, o.said.Parcel); err != nil {
			return o, err
		}
	}
	defer vault.Wipe(data)
	if o.item, err = seal.DecodeItem(data); err != nil {
		return o, Fail(Input, "ask for it again", "what was sent is no item")
	}
	if len(o.item.Attachments) != len(o.said.Files) {
		o.item.Wipe()
		return o, Fail(Input, "ask for it again", "what was sent does not name each of its files")
	}
	o.file = func(i int) ([]byte, error) { return readParcel(desk, e.In, o.said.Files[i]) }
	return o, nil
}

// findInbox finds the entry that is meant: by @ID or the beginning of one, or by a
// contact or a title that fits exactly one, those that wait before all others. The
// name of a contact means them: others choose titles as they like.
func findInbox(tx *vault.Tx, ref string) (InboxEntry, error) {
	all, err := inboxEntries(tx)
	if err != nil {
		return InboxEntry{}, err
	}
	names, err := contact.Names(tx)
	if err != nil {
		return InboxEntry{}, err
	}
	person := slices.ContainsFunc(names, func(n contact.Named) bool { return n.Name == box.NFC(ref) })
	found := fitting(all, ref, person)
	if fresh := slices.DeleteFunc(slices.Clone(found), func(e InboxEntry) bool { return !e.Fresh() }); len(fresh) > 0 {
		found = fresh
	}
	switch len(found) {
	case 0:
		return InboxEntry{}, Fail(NotFound, "coffer inbox ls shows what there is", "nothing in the inbox is %q", host.Safe(ref))
	case 1:
		return found[0], nil
	}
	var those []string
	for _, e := range found[:min(len(found), 8)] {
		those = append(those, fmt.Sprintf("@%s is %q from %q", e.ID, host.Safe(e.Title), host.Safe(e.From)))
	}
	return InboxEntry{}, Fail(Ambiguous, "name one by its @ID: "+strings.Join(those, ", "), "several entries of the inbox are %q", host.Safe(ref))
}

func fitting(all []InboxEntry, ref string, person bool) (found []InboxEntry) {
	byID := strings.HasPrefix(ref, "@")
	name := box.NFC(ref)
	for _, e := range all {
		switch {
		case byID && contact.Means(ref, e.ID),
			!byID && (e.From == name || e.Title == name && !person):
			found = append(found, e)
		}
	}
	return found
}

// findEntry finds a share in the inbox.
func findEntry(tx *vault.Tx, ref string) (InboxEntry, seal.Entry, error) {
	found, err := findInbox(tx, ref)
	if err == nil && found.Kind == "seal" {
		err = sealedEntry(found)
	}
	if err != nil {
		return found, seal.Entry{}, err
	}
	e, err := seal.GetEntry(tx, found.ID)
	return found, e, err
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

// takenTo is the path of the item that an entry was taken to.
func takenTo(tx *vault.Tx, e *seal.Entry) (string, error) {
	if e.Taken.Number == 0 {
		return "", nil
	}
	w, err := findShared(tx, e.Taken.Item)
	if err != nil || w.away || w.gone {
		return "", err
	}
	path := w.Path()
	return path.String(), nil
}

// TookInbox is what [App.TakeInbox] did.
type TookInbox struct {
	Path     string
	From     string
	NewBox   bool   // the box was missing and has been made
	Renewed  bool   // an item that was taken before has it as its next revision
	Template string // that this vault does not have, so that the item became a plain one
}

// TakeInbox takes what an entry brings into BOX or BOX/FOLDER…; newer versions go
// to the item that the first was taken to, which needs no place, unless a copy is
// asked for.
func (a *App) TakeInbox(ctx context.Context, ref, where string, another bool) (took TookInbox, err error) {
	err = a.update(ctx, "inbox.take", ref, func(tx *vault.Tx) error {
		found, e, err := findEntry(tx, ref)
		if err != nil {
			return err
		}
		if e.Size == 0 {
			return nothingToTake(tx, &e)
		}
		o, err := openEntry(tx, &e)
		if err != nil {
			return err
		}
		defer o.item.Wipe()
		took, err = takeEntry(ctx, tx, &e, o, where, another)
		took.From = found.From
		return err
	})
	return took, err
}

func nothingToTake(tx *vault.Tx, e *seal.Entry) error {
	path, err := takenTo(tx, e)
	switch {
	case err != nil:
		return err
	case path != "":
		return Fail(Refused, "", "it is taken already: it is %s", host.Safe(path))
	case !e.Stopped.IsZero():
		return Fail(Refused, "ask for it again", "the sender took it back before it was taken")
	}
	return Fail(Refused, "ask for it again", "there is nothing to take any more")
}

func takeEntry(ctx context.Context, tx *vault.Tx, e *seal.Entry, o openedEntry, where string, another bool) (took TookInbox, err error) {
	var done arrived
	there, err := findShared(tx, e.Taken.Item)
	switch {
	case err != nil:
		return took, err
	case e.Taken.Number > 0 && !another && there.away:
		return took, Fail(Refused, "coffer trash restore brings it back, or take another copy with --copy",
			"the item that it was taken to is in the trash")
	case e.Taken.Number > 0 && !another && !there.gone:
		if where != "" {
			path := there.Path()
			return took, Fail(Usage, "leave the place out, or take another copy with --copy",
				"it is a newer version of %s", host.Safe(path.String()))
		}
		took.Renewed = true
		done, err = renewItem(ctx, tx, there.Box, there.ID, o.item, o.file, e.Taken.Title)
	case where == "":
		return took, Fail(Usage, "coffer inbox take ENTRY BOX", "name the box or folder that it goes to")
	default:
		done, err = takeItem(ctx, tx, o.item, o.file, where)
	}
	if err != nil {
		return took, err
	}
	took.Path, took.NewBox, took.Template = done.Ref.Path.String(), done.NewBox, done.Template
	e.Title, e.Dropped = o.item.Title, time.Time{}
	e.Taken = seal.Taken{Number: e.Number, Box: done.Ref.Box, Item: done.Ref.ID, Title: o.item.Title}
	desk := post.NewVaultDesk(tx)
	if err := forgetLetter(tx, desk, e); err != nil {
		return took, err
	}
	if err := seal.PutEntry(tx, e); err != nil {
		return took, err
	}
	return took, desk.Flush()
}

// DropInbox puts an entry out of sight, with what will still come of it; undo takes
// that back, for as long as the trash keeps things. What was taken stays.
func (a *App) DropInbox(ctx context.Context, ref string, undo bool) (dropped InboxEntry, err error) {
	action := "inbox.drop"
	if undo {
		action = "inbox.restore"
	}
	err = a.update(ctx, action, ref, func(tx *vault.Tx) error {
		found, e, err := findEntry(tx, ref)
		if err != nil {
			return err
		}
		dropped = found
		switch {
		case undo == e.Dropped.IsZero() && undo:
			return Fail(Refused, "coffer inbox ls --all shows what was", "this entry was not dropped")
		case !undo && !e.Dropped.IsZero():
			return nil
		case undo:
			e.Dropped = time.Time{}
		default:
			e.Dropped = tx.Now()
		}
		return seal.PutEntry(tx, &e)
	})
	return dropped, err
}
