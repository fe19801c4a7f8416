package app

import (
	"context"
	"errors"
	"fmt"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// Unconfirmed says what of an item was changed without its core key: title, folder,
// address, dates or fields, now or in its history.
type Unconfirmed = box.Moved

// RevisionNames writes numbers of revisions for a message.
func RevisionNames(numbers []uint32) string { return box.RevisionNames(numbers) }

// MovedItem tells what [App.AcceptItem] would confirm.
func (a *App) MovedItem(ctx context.Context, ref string) (m Unconfirmed, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		e, err := anywhere(tx, ref)
		if err != nil {
			return err
		}
		m, err = box.MovedOf(tx, e.Box, e.ID)
		return err
	})
	return m, err
}

// AcceptItem confirms that an item and its former revisions are meant to be as
// they are now. Former revisions whose secrets can no longer be told apart are
// deleted; an item of which that is true stays refused, and [App.Revert] mends
// it.
func (a *App) AcceptItem(ctx context.Context, ref string) (m Unconfirmed, err error) {
	err = a.update(ctx, "verify.accept", ref, func(tx *vault.Tx) error {
		e, err := anywhere(tx, ref)
		if err != nil {
			return err
		}
		m, err = box.Accept(tx, e.Box, e.ID)
		return err
	})
	return m, err
}

// anywhere also looks into the trash, where an item can be refused as well.
func anywhere(tx *vault.Tx, ref string) (box.Entry, error) {
	e, err := one(tx, ref)
	if err == nil || Explain(err).Kind != NotFound {
		return e, err
	}
	if found, trashed := box.ResolveTrashed(tx, ref); trashed == nil {
		return found[0], nil
	}
	return e, err
}

// errMoved names an item that was changed, and says how it is confirmed.
func errMoved(path box.Path, id vault.ID, err error) error {
	what, look := "", "coffer show"
	var m *box.MovedError
	if errors.As(err, &m) && !m.Current {
		what, look = box.RevisionNames(m.Former)+": ", "coffer history"
	}
	return &Error{
		Kind: Damaged, Err: err,
		What: fmt.Sprintf("%s (@%s): %stitle, folder, address, dates or fields were changed without the core key",
			host.Safe(path.String()), id, what),
		Hint: fmt.Sprintf("look at it with %s, then confirm it with coffer verify --accept @%s", look, id),
	}
}

// movedIn names the item of a box that was changed, if that is what is wrong.
func movedIn(b *box.Box, it *box.Whole, err error) error {
	if errors.Is(err, box.ErrMoved) {
		return errMoved(box.Path{Box: b.Name, Folder: it.Folder, Title: it.Title}, it.ID, err)
	}
	return err
}
