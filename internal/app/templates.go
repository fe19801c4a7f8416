package app

import (
	"context"
	"slices"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// Templates lists the built-in ones, then the owner's by name.
func (a *App) Templates(ctx context.Context) (all []box.Template, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		all, err = box.Templates(tx)
		return err
	})
	return all, err
}

// Template finds one that is in use.
func (a *App) Template(ctx context.Context, name string) (t box.Template, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		t, err = templateNamed(tx, name)
		return err
	})
	return t, err
}

func templateNamed(tx *vault.Tx, name string) (box.Template, error) {
	t, err := box.TemplateByName(tx, name)
	return t, listed(err, "coffer template ls")
}

// TemplateChange says how a template is to differ from what it is; nil leaves
// a part as it is.
type TemplateChange struct {
	Name, Note, Main *string
	Fields           []box.TemplateField // added, or put in the place of those of the same name
	Drop             []string            // names of fields
}

// IsZero tells whether nothing would be changed.
func (c TemplateChange) IsZero() bool {
	return c.Name == nil && c.Note == nil && c.Main == nil && len(c.Fields)+len(c.Drop) == 0
}

func (c TemplateChange) apply(t *box.Template) error {
	for _, name := range c.Drop {
		name = box.NFC(name)
		n := len(t.Fields)
		t.Fields = slices.DeleteFunc(t.Fields, func(f box.TemplateField) bool { return f.Name == name })
		if len(t.Fields) == n {
			return Fail(NotFound, "coffer template show lists the fields", "the template has no field %q", host.Safe(name))
		}
		if t.Main == name {
			t.Main = ""
		}
	}
	for _, f := range c.Fields {
		at := slices.IndexFunc(t.Fields, func(g box.TemplateField) bool { return g.Name == box.NFC(f.Name) })
		if at < 0 {
			t.Fields = append(t.Fields, f)
		} else {
			t.Fields[at] = f
		}
	}
	replace(&t.Name, c.Name)
	replace(&t.Note, c.Note)
	replace(&t.Main, c.Main)
	return nil
}

func replace(to, from *string) {
	if from != nil {
		*to = *from
	}
}

// ParseTemplateField reads NAME, NAME:KIND or NAME:KIND:TIER. What is left out
// is text in the companion tier, but passwords, PINs, seeds, long texts and
// files are core.
func ParseTemplateField(s string) (f box.TemplateField, err error) {
	name, rest, _ := strings.Cut(s, ":")
	kind, tier, _ := strings.Cut(rest, ":")
	if kind == "" {
		kind = string(box.Text)
	}
	f = box.TemplateField{Name: name}
	if f.Kind, err = ParseKind(kind); err != nil {
		return f, err
	}
	f.Tier = f.Kind.UsualTier()
	if tier == "" {
		return f, nil
	}
	f.Tier, err = ParseTier(tier)
	return f, err
}

// NewTemplate makes a template, from another one when one is named.
func (a *App) NewTemplate(ctx context.Context, name, from string, c TemplateChange) error {
	return a.update(ctx, "template.new", name, func(tx *vault.Tx) error {
		var t box.Template
		if from != "" {
			base, err := templateNamed(tx, from)
			if err != nil {
				return err
			}
			t = box.Template{Note: base.Note, Main: base.Main, Fields: base.Fields}
		}
		c.Name = &name
		if err := c.apply(&t); err != nil {
			return err
		}
		return box.PutTemplate(tx, &t)
	})
}

// EditTemplate changes one of the owner's templates. Items made from it stay
// as they are.
func (a *App) EditTemplate(ctx context.Context, name string, c TemplateChange) error {
	return a.update(ctx, "template.edit", name, func(tx *vault.Tx) error {
		t, err := templateNamed(tx, name)
		if err != nil {
			return err
		}
		if err := own(t); err != nil {
			return err
		}
		if err := c.apply(&t); err != nil {
			return err
		}
		return box.PutTemplate(tx, &t)
	})
}

func own(t box.Template) error {
	if t.ID.IsZero() {
		return Fail(Refused, "coffer template new --from makes one of your own", "template %q is built in", host.Safe(t.Name))
	}
	return nil
}

// RemoveTemplate puts one of the owner's templates into the trash.
func (a *App) RemoveTemplate(ctx context.Context, name string) error {
	return a.update(ctx, "template.rm", name, func(tx *vault.Tx) error {
		t, err := templateNamed(tx, name)
		if err != nil {
			return err
		}
		if err := own(t); err != nil {
			return err
		}
		set, err := settings(tx)
		if err != nil {
			return err
		}
		return box.RemoveTemplate(tx, name, set.TrashRetention)
	})
}

// RestoreTemplate brings a template back from the trash.
func (a *App) RestoreTemplate(ctx context.Context, name string) error {
	return a.update(ctx, "template.restore", name, func(tx *vault.Tx) error {
		return listed(box.RestoreTemplate(tx, name), "coffer trash ls")
	})
}
