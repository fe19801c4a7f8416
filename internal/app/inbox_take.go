package app

import (
	"context"
	"time"

	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
)

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
		return took, orKeys(Fail(Refused, "coffer trash restore brings it back, or take another copy with --copy",
			"the item that it was taken to is in the trash"),
			"the trash brings it back, T takes another copy")
	case e.Taken.Number > 0 && !another && !there.gone:
		if where != "" {
			path := there.Path()
			return took, orKeys(Fail(Usage, "leave the place out, or take another copy with --copy",
				"it is a newer version of %s", host.Safe(path.String())),
				"T takes another copy")
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
