package app

import (
	"bytes"
	"context"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// Value is what a name within an item stands for: a field, or an attachment.
type Value struct {
	ID         vault.ID
	Path       box.Path
	Field      box.Field
	Attachment *box.Attachment // nil: it is a field
	// Missing says what a half of a secret lacks; nil for a whole one.
	Missing *box.Missing
}

// Get reads one field, the main one without a name, or an attachment's
// description. [NotFound] also for a field that is empty, since no program
// should go on with nothing; [Locked] for a value of the core tier while that
// is locked; [box.ErrMoved] for an item that somebody must look at first.
func (a *App) Get(ctx context.Context, ref, name string) (v Value, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		it, err := box.Get(tx, e.Box, e.ID)
		if err != nil {
			return err
		}
		v = Value{ID: e.ID, Path: e.Path()}
		if v.Attachment = attachmentOf(&it, name); v.Attachment != nil {
			wipeItem(&it)
			return nil
		}
		return v.choose(tx, &it, name)
	})
	if err == nil {
		err = a.recordHandOut(ctx, v.name())
	}
	return v, err
}

// name is what was read, as a reference would put it.
func (v *Value) name() string {
	if v.Attachment != nil {
		return v.Path.String() + "#" + v.Attachment.Name
	}
	return v.Path.String() + "#" + v.Field.Name
}

// attachmentOf finds an attachment whose name no field has.
func attachmentOf(it *box.Item, name string) *box.Attachment {
	if _, ok := it.Field(name); ok {
		return nil
	}
	name = box.NFC(name)
	for i := range it.Attachments {
		if it.Attachments[i].Name == name {
			return &it.Attachments[i]
		}
	}
	return nil
}

// choose takes one field and wipes all others.
func (v *Value) choose(tx *vault.Tx, it *box.Item, name string) error {
	defer wipeItem(it)
	f, err := fieldOf(tx, it, name)
	switch {
	case err != nil:
		return err
	case f.Tier == vault.Core && !tx.HasCore():
		return vault.ErrLocked
	case f.Value.IsZero():
		return Fail(NotFound, "coffer edit gives it a value", "field %q of %s is empty",
			host.Safe(f.Name), itemTitle(it))
	}
	if m, half := it.Complement(f.Name); half && len(m.Positions) > 0 {
		v.Missing = &m
	}
	v.Field = f
	v.Field.Value = f.Value.Clone()
	return nil
}

// Line is what was read less one line end.
func Line(s secret.Text) secret.Text {
	b, cut := bytes.CutSuffix(s.Bytes(), []byte("\n"))
	if !cut {
		return s
	}
	return secret.Take(bytes.TrimSuffix(b, []byte("\r")))
}
