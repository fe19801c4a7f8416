package app

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// Form is an item as text in somebody's editor. While it is there the store is
// not held, so the item may change meanwhile.
type Form struct {
	Text   secret.Text
	Path   box.Path
	before box.Item
}

// Form writes an item as text, secrets included. [Locked] while the core tier
// is locked.
func (a *App) Form(ctx context.Context, ref string) (*Form, error) {
	var f Form
	err := a.view(ctx, func(tx *vault.Tx) (err error) {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		f.Path = e.Path()
		f.before, err = box.Get(tx, e.Box, e.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	f.Text = writeForm(&f.before, formIntro(f.Path, f.before.Template))
	return &f, nil
}

func formIntro(p box.Path, template string) string {
	if template == "" {
		template = "none"
	}
	return fmt.Sprintf(`%s, template: %s
Change what follows, save it, and leave the editor.
A field is one line: NAME (KIND, TIER): VALUE
or several, between <<WORD and a line that is WORD.
Kinds: %s
`, host.Safe(p.String()), host.Safe(template), kindNames())
}

// Wipe overwrites every secret of the form.
func (f *Form) Wipe() {
	f.Text.Wipe()
	wipeItem(&f.before)
}

// SaveForm writes what an editor made of a form. A [FormError] and [box.ErrBound]
// say that the text cannot be an item; any other error that it could not be
// stored, [Busy] because the item was changed, or went away, meanwhile. Then
// [App.KeepForm] keeps the text.
func (a *App) SaveForm(ctx context.Context, f *Form, text secret.Text) (done Edited, err error) {
	it, err := parseForm(text, &f.before)
	if err != nil {
		return done, err
	}
	defer wipeItem(&it)
	err = a.update(ctx, "item.edit", f.Path.String(), func(tx *vault.Tx) error {
		b, err := box.BoxByID(tx, it.Box)
		if err == nil && !b.Removed.IsZero() {
			err = box.ErrChanged
		}
		if err != nil {
			return err
		}
		if err := put(tx, &it); err != nil {
			return err
		}
		done.Path = box.Path{Box: b.Name, Folder: it.Folder, Title: it.Title}
		done.Changed = changedParts(&f.before, &it)
		return nil
	})
	if errors.Is(err, box.ErrTrashed) || errors.Is(err, box.ErrNotFound) {
		err = box.ErrChanged
	}
	return done, err
}

// FormFault tells whether an error means that a person must change the text.
func FormFault(err error) bool {
	var f *FormError
	return errors.As(err, &f) || errors.Is(err, box.ErrBound)
}

// KeepForm stores text that could not be saved as a new item beside the old
// one, encrypted like any other, and returns its path. Its title says whether
// two edits were in conflict, or this one is unfinished. Text that is no form
// becomes a note.
func (a *App) KeepForm(ctx context.Context, f *Form, text secret.Text, why error) (kept box.Path, err error) {
	state := "unfinished"
	if errors.Is(why, box.ErrChanged) || errors.Is(why, box.ErrTrashed) {
		state = "conflicting"
	}
	err = a.update(ctx, "item.keep", f.Path.String(), func(tx *vault.Tx) error {
		b, _, err := box.EnsureBox(tx, f.Path.Box)
		if err != nil {
			return err
		}
		it := f.salvage(text)
		defer wipeItem(&it)
		at := tx.Now().Local().Format("2006-01-02 15:04")
		it.Box, it.Title = b.ID, shorten(f.before.Title)+" ("+state+" edit "+at+")"
		kept = box.Path{Box: b.Name, Folder: it.Folder, Title: it.Title}
		err = box.Put(tx, &it)
		if errors.Is(err, box.ErrBound) {
			it = f.note(text)
			it.Box, it.Title = b.ID, kept.Title
			err = box.Put(tx, &it)
		}
		return err
	})
	return kept, err
}

// salvage makes a new item of the text: with the fields that it names if it is
// a form, else a note. Attachments stay with the old item.
func (f *Form) salvage(text secret.Text) box.Item {
	it, err := parseForm(text, &f.before)
	if err != nil {
		return f.note(text)
	}
	label := it.Label
	return box.Item{
		Label: box.Label{
			Folder: label.Folder, Template: label.Template, Favourite: label.Favourite, Tags: label.Tags,
			Expires: label.Expires, OnExpiry: label.OnExpiry,
		},
		Fields: it.Fields,
	}
}

// note keeps the text as it is.
func (f *Form) note(text secret.Text) box.Item {
	kind := box.Multiline
	if !box.IsText(text.Bytes()) {
		kind = box.File
	}
	return box.Item{
		Label:  box.Label{Folder: f.before.Folder, Template: box.TemplateNote},
		Fields: []box.Field{{Name: "text", Kind: kind, Tier: vault.Core, Value: text.Clone()}},
	}
}

// shorten leaves room for what is added to a title.
func shorten(title string) string {
	const most = box.MaxName - 64
	if len(title) <= most {
		return title
	}
	end := most
	for !utf8.RuneStart(title[end]) {
		end--
	}
	return title[:end]
}
