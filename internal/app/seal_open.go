package app

import (
	"context"
	"errors"

	"coffer/box/hold"
	"coffer/box/seal"
)

// OpenedSeal is what came out of a seal.
type OpenedSeal struct {
	Info     SealInfo
	Note     string
	Path     string // where the item is now
	NewBox   bool
	Template string // of the item, where this vault does not have it
}

// OpenSeal opens a seal that its custodians have released, and puts what was in it
// into BOX or BOX/FOLDER. It can be opened again.
func (a *App) OpenSeal(ctx context.Context, ref, where string) (o OpenedSeal, err error) {
	o.Info, err = a.decideSeal(ctx, "seal.open", ref, hold.Requester, func(d *sealDesk, m *seal.Matter) error {
		l, files, err := d.k.Open(m.ID)
		if err != nil {
			return notOpened(err)
		}
		defer l.Item.Wipe()
		done, err := takeItem(ctx, d.tx, l.Item, func(i int) ([]byte, error) { return files[i], nil }, where)
		if err != nil {
			return err
		}
		o.Note, o.Path, o.NewBox, o.Template = l.Note, done.Ref.Path.String(), done.NewBox, done.Template
		return d.k.Opened(m.ID)
	})
	return o, err
}

// notOpened says that it is the release that a seal waits for.
func notOpened(err error) error {
	if !errors.Is(err, hold.ErrNotNow) {
		return err
	}
	return &Error{Kind: Refused, What: "this seal is not released", Err: err,
		Hint: "coffer seal show says where it stands; coffer seal break asks for it, where nobody has yet"}
}
