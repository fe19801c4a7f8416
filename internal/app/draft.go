package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/internal/near"
	"coffer/vault"
	"coffer/vault/secret"
)

// The words for a secret that is kept in two halves.
type (
	Missing = box.Missing
	Side    = box.Side
)

// The kinds that a command treats in a way of their own.
const (
	KindPassword = box.Password
	KindPIN      = box.PIN
	KindFile     = box.File
	// KindTOTP makes one-time codes.
	KindTOTP = box.TOTP
	// KindMultiline is a text of several lines.
	KindMultiline = box.Multiline
)

// DeleteOnExpiry puts an item into the trash at its date.
const DeleteOnExpiry = box.Delete

// ParseSide reads which half of a secret the vault keeps.
func ParseSide(s string) (Side, error) { return box.ParseSide(s) }

// Draft is a new item that is being filled in; nothing of it is stored before
// [App.Add]. Its methods hold the rules of what may come from where.
type Draft struct {
	box.Item
	Path           box.Path
	MainField      string // the field that is meant when none is named; may be empty
	PasswordLength int    // of a generated one, as the settings say
	Duplicate      bool   // another item may have that path
}

// Draft begins an item with the fields of a template. It fails early where
// [App.Add] would fail after all has been asked: [Exists], [Locked].
func (a *App) Draft(ctx context.Context, path, template string, duplicate bool) (*Draft, error) {
	p, err := itemPath(path)
	if err != nil {
		return nil, err
	}
	d := &Draft{Path: p, Duplicate: duplicate}
	err = a.view(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		t, err := templateNamed(tx, template)
		if err != nil {
			return err
		}
		set, err := settings(tx)
		if err != nil {
			return err
		}
		d.Item, d.PasswordLength = t.NewItem(), set.GenLength
		d.Folder, d.Title = p.Folder, p.Title
		f, _ := t.MainOf(&d.Item)
		d.MainField = f.Name
		return d.free(tx)
	})
	return d, err
}

// itemPath reads a path that names an item, not a box.
func itemPath(s string) (box.Path, error) {
	p, err := box.ParsePath(s)
	if err == nil && p.Title == "" {
		err = Fail(Usage, "a path is BOX/FOLDER/TITLE; write / within a name as %2F", "%q names no item", host.Safe(s))
	}
	return p, err
}

func (d *Draft) free(tx *vault.Tx) error {
	if d.Duplicate {
		return nil
	}
	return free(tx, d.Path, vault.ID{})
}

// free refuses a path that another item than the given one has.
func free(tx *vault.Tx, p box.Path, but vault.ID) error {
	return freeBut(tx, p, func(id vault.ID) bool { return id == but })
}

// freeBut refuses a path that an item has, unless it is one of those.
func freeBut(tx *vault.Tx, p box.Path, those func(vault.ID) bool) error {
	found, err := box.Resolve(tx, p.String())
	switch {
	case errors.Is(err, box.ErrNotFound):
		return nil
	case err != nil && !errors.Is(err, box.ErrAmbiguous):
		return err
	case slices.ContainsFunc(found, func(e box.Entry) bool { return those(e.ID) }):
		return nil
	}
	return orKeys(Fail(Exists, "choose another title, or keep both with --duplicate", "%q exists already", host.Safe(p.String())),
		"choose another title")
}

func (d *Draft) at(name string) int { return indexOf(&d.Item, name) }

// Kind is that of a field, or the one that it would get.
func (d *Draft) Kind(name string) box.Kind {
	if i := d.at(name); i >= 0 {
		return d.Fields[i].Kind
	}
	return box.Text
}

// SetTier puts a field into a tier; a field that the form does not have is
// added.
func (d *Draft) SetTier(name string, t vault.Tier) {
	d.Fields[d.ensure(name, box.Text, t)].Tier = t
}

// Assign gives a field of the companion tier a value that everybody on this
// machine may have seen, because it stood in an argument. [Usage] for a field
// of the core tier, [NotFound] for one that is not there: a mistyped name is no
// reason to take a secret.
func (d *Draft) Assign(name, value string) error {
	i := d.at(name)
	if i < 0 {
		return d.noField(name)
	}
	if d.Fields[i].Tier == vault.Core {
		return errOpen(name)
	}
	return setValue(&d.Fields[i], secret.New(value))
}

// noField names the fields that there are, or the one that may be meant.
func (d *Draft) noField(name string) error {
	names := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		names[i] = f.Name
	}
	hint := "it has " + strings.Join(names, ", ") + "; --add-field NAME:KIND adds one"
	if like := near.Word(box.NFC(name), names); like != "" {
		hint = "did you mean " + like + "?"
	}
	return Fail(NotFound, host.Safe(hint), "the template %s has no field %q", host.Safe(d.Template), host.Safe(name))
}

// AddField adds an empty field; its tier is core where its kind is secret.
func (d *Draft) AddField(f NewField) error {
	c := Change{Add: []NewField{f}}
	return c.add(nil, &d.Item)
}

// SetNote is [Draft.Assign] for a note that is no secret.
func (d *Draft) SetNote(text string) error {
	d.ensure("note", box.Multiline, vault.Companion)
	return d.Assign("note", text)
}

// SetSecret gives a field a value; one that the form does not have is added to
// the core tier. [Input] for an empty one, and for a one-time code secret that
// makes no codes.
func (d *Draft) SetSecret(name string, value secret.Text) error {
	if err := notEmpty(value, "add the item with --no-secret if that is meant"); err != nil {
		return err
	}
	return setValue(&d.Fields[d.ensure(name, box.Text, vault.Core)], value)
}

// Passwords names its fields that hold passwords.
func (d *Draft) Passwords() (names []string) {
	for _, f := range d.Fields {
		if f.Kind == box.Password && !f.Value.IsZero() {
			names = append(names, f.Name)
		}
	}
	return names
}

// Value is that of a field, and stays its own.
func (d *Draft) Value(name string) secret.Text {
	if i := d.at(name); i >= 0 {
		return d.Fields[i].Value
	}
	return secret.Text{}
}

// ensure returns where a field is, and adds it if the form does not have it.
func (d *Draft) ensure(name string, k box.Kind, t vault.Tier) int {
	if i := d.at(name); i >= 0 {
		return i
	}
	d.Fields = append(d.Fields, box.Field{Name: box.NFC(name), Kind: k, Tier: t})
	return len(d.Fields) - 1
}

// Unanswered names the secret fields without a value that a person can type:
// the main one first, then as the form has them. Texts of several lines are for
// an editor, unless one is the main field.
func (d *Draft) Unanswered() []string {
	var names []string
	for _, f := range d.Fields {
		if f.Tier != vault.Core || f.Kind == box.File || !f.Value.IsZero() {
			continue
		}
		if f.Kind == box.Multiline && f.Name != d.MainField {
			continue
		}
		if f.Name == d.MainField {
			names = slices.Insert(names, 0, f.Name)
		} else {
			names = append(names, f.Name)
		}
	}
	return names
}

// Wipe overwrites every value.
func (d *Draft) Wipe() { wipeItem(&d.Item) }

// Added is what [App.Add] did.
type Added struct {
	ID     vault.ID
	Path   box.Path
	NewBox bool // the box was missing and has been made
}

// Add stores a draft, and makes the box that its path names if it is missing.
func (a *App) Add(ctx context.Context, d *Draft) (done Added, err error) {
	err = a.update(ctx, "item.add", d.Path.String(), func(tx *vault.Tx) (err error) {
		done, err = d.add(tx)
		return err
	})
	return done, err
}

func (d *Draft) add(tx *vault.Tx) (done Added, err error) {
	b, made, err := box.EnsureBox(tx, d.Path.Box)
	if err != nil {
		return done, err
	}
	if err := d.free(tx); err != nil {
		return done, err
	}
	it := d.Item
	it.Box = b.ID
	if err := box.Put(tx, &it); err != nil {
		return done, err
	}
	return Added{
		ID: it.ID, NewBox: made,
		Path: box.Path{Box: b.Name, Folder: it.Folder, Title: it.Title},
	}, nil
}
