package items

import (
	"strings"

	"coffer/internal/app"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// editField is a field in a form.
type editField struct {
	name   string
	kind   app.FieldKind
	tier   app.Tier
	main   bool
	extra  bool     // no template has it, or the item did not
	usual  app.Tier // where it is, or would be without a change
	filled bool     // it is there, and has a secret that the form does not hold
	before string   // of one that is there, in the companion tier
	row    *widget.FormRow
	drawn  bool // what stands there was generated
	loaded bool // what stands there is what the item has: it goes when it is covered
}

// newField makes one that is empty.
func newField(name string, kind app.FieldKind, tier app.Tier, main bool) *editField {
	f := &editField{name: name, kind: kind, tier: tier, usual: tier, main: main, row: &widget.FormRow{Name: name, Input: &widget.Input{}}}
	if kind == app.KindMultiline {
		f.row.Input.Lines, f.row.Input.Most = true, app.MaxValue
	}
	return f
}

// fieldThere makes one of a field that is there, without its secret.
func fieldThere(have *app.Field, main string) *editField {
	f := newField(have.Name, have.Kind, have.Tier, have.Name == main)
	switch {
	case have.Kind == app.KindFile:
		f.row.Fixed = "a file, which stays as it is"
	case have.Tier == app.Core:
		f.filled = !have.Value.IsZero()
	default:
		f.before = strings.TrimSuffix(have.Value.Reveal(), "\n")
		f.row.Input.Lines = f.row.Input.Lines || strings.Contains(f.before, "\n")
		f.row.Input.Most = max(1<<10, len(f.before))
		if f.row.Input.Lines {
			f.row.Input.Most = app.MaxValue
		}
		f.row.Input.Set(f.before)
		f.before = f.row.Input.Text()
	}
	return f
}

func (f *editField) isSecret() bool { return f.tier == app.Core }

// isNew tells of a secret that something was typed for it, or generated.
func (f *editField) isNew() bool {
	return f.isSecret() && !f.loaded && !f.row.Input.Empty() && (f.before == "" || f.text() != f.before)
}

// wasTyped tells of any field that its value is another one than before.
func (f *editField) wasTyped() bool {
	if f.isSecret() {
		return f.isNew()
	}
	return f.text() != f.before
}

// text is what stands there.
func (f *editField) text() string { return f.row.Input.Text() }

// value is what stands there; the caller wipes it.
func (f *editField) value() secret.Text { return f.row.Input.Secret() }

// dress says in the row what the field is.
func (f *editField) dress() {
	f.row.Input.Hidden = f.isSecret()
	f.row.Note = f.tier.String()
	if f.main {
		f.row.Note += ", main"
	}
	f.row.Unset, f.row.Help = "", string(f.kind)+" field"
	if f.isSecret() {
		f.row.Help += "; it is covered while you type"
	}
	if f.filled {
		f.row.Unset, f.row.Help = covered+" stays as it is", "a new value replaces the secret that is there; empty keeps it"
	}
	if f.made() == "" && f.tier == app.Core {
		f.row.Help += "; ctrl+g makes one"
	}
	if f.filled && f.tier != app.Core {
		f.row.Help = "from now on it can be read where the companion tier alone is open"
	}
}

// made is why nothing is generated for it.
func (f *editField) made() string {
	switch f.kind {
	case app.KindPassword, app.KindPIN, "text":
		return ""
	}
	return "a field of this kind is not generated"
}

func (f *editField) whyNotMade() string {
	if !f.isSecret() {
		return "the field is no secret; ctrl+t puts it into the core tier"
	}
	return f.made()
}

func (f *editField) whyNotBared() string {
	switch {
	case !f.isSecret():
		return "nothing is covered here"
	case f.row.Input.Empty() && !f.filled:
		return "the field is empty"
	}
	return ""
}
