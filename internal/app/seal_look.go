package app

import (
	"context"

	"coffer/box/hold"
	"coffer/box/seal"
)

// UnsealedItem is what came out of a seal, to be looked at. The caller wipes it.
type UnsealedItem struct {
	Title       string
	Note        string
	Fields      []Field
	Attachments []Attachment // their names and sizes: their content comes with [App.OpenSeal]
}

// Wipe overwrites the secrets.
func (u *UnsealedItem) Wipe() {
	for i := range u.Fields {
		u.Fields[i].Value.Wipe()
	}
}

// LookIntoSeal opens a seal that its custodians have released, and puts what was in it
// nowhere. It counts as opened after that.
func (a *App) LookIntoSeal(ctx context.Context, ref string) (u UnsealedItem, err error) {
	_, err = a.decideSeal(ctx, "seal.open", ref, hold.Requester, func(d *sealDesk, m *seal.Matter) error {
		l, _, err := d.k.Open(m.ID)
		if err != nil {
			return notOpened(err)
		}
		u = UnsealedItem{Title: l.Item.Title, Note: l.Note, Fields: l.Item.Fields}
		for _, at := range l.Item.Attachments {
			u.Attachments = append(u.Attachments, Attachment{Name: at.Name, Size: at.Size})
			at.Key.Wipe()
		}
		return d.k.Opened(m.ID)
	})
	if err != nil {
		u.Wipe()
		return UnsealedItem{}, err
	}
	return u, nil
}
