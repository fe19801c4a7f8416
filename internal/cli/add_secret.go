package cli

import (
	"context"
	"fmt"
	"io"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// fillSecrets takes the secret from where the flags say, or asks for all.
func (c *cli) fillSecrets(ctx context.Context, d *app.Draft, o *addFlags) error {
	field := o.secretField(d)
	switch {
	case o.noSecret:
		return nil
	case o.given() && field == "":
		return app.Fail(app.Usage, "name a field with --field", "a %s has no main field", o.template)
	case o.given():
		return c.fillSecret(ctx, d, field, &o.valueFlags)
	case o.field != "":
		return c.askField(ctx, d, field)
	}
	return c.askSecrets(ctx, d)
}

// secretField is the field that the flags are about.
func (o *addFlags) secretField(d *app.Draft) string {
	if o.field != "" {
		return o.field
	}
	return d.MainField
}

// draftedPasswords are those of a draft, which may be exchanged if they were typed.
func (c *cli) draftedPasswords(ctx context.Context, d *app.Draft, o *addFlags) (all []*candidate) {
	for _, name := range d.Passwords() {
		p := &candidate{
			name:  name,
			value: func() secret.Text { return d.Value(name) },
			set:   func(value secret.Text) error { return d.SetSecret(name, value) },
		}
		if !o.given() {
			p.ask = func() (secret.Text, error) { return c.askValue(ctx, name, app.KindPassword) }
			p.generate = func() (secret.Text, error) { return c.generate(app.Recipe{}, d.PasswordLength) }
		}
		all = append(all, p)
	}
	return all
}

func (c *cli) fillSecret(ctx context.Context, d *app.Draft, field string, v *valueFlags) error {
	value, err := c.fieldValue(ctx, v, d.Kind(field), d.PasswordLength)
	if err != nil {
		return err
	}
	return d.SetSecret(field, value)
}

// askField asks for the one field that is named.
func (c *cli) askField(ctx context.Context, d *app.Draft, field string) error {
	value, err := c.askValue(ctx, field, d.Kind(field))
	if err != nil {
		return err
	}
	return d.SetSecret(field, value)
}

// fieldValue reads or draws a value that fits the kind of its field.
func (c *cli) fieldValue(ctx context.Context, v *valueFlags, kind app.FieldKind, length int) (secret.Text, error) {
	if v.generate {
		return c.generate(v.recipe().For(kind), length)
	}
	value, err := c.value(ctx, v)
	if err == nil && kind != app.KindFile {
		value = app.Line(value)
	}
	return value, err
}

// askSecrets asks for every secret field, the main one first and, if it is a
// password, twice.
func (c *cli) askSecrets(ctx context.Context, d *app.Draft) error {
	names := d.Unanswered()
	if len(names) == 0 {
		return nil
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return app.Fail(app.Usage, "give it with --stdin, --from-file, --from-fd or --generate, or say --no-secret",
			"%s has no value and there is no terminal to ask on", host.Safe(names[0]))
	}
	defer t.Close()
	io.WriteString(t, "what you type is not shown; an empty answer leaves a field empty\r\n")
	for _, name := range names {
		if err := c.answerSecret(ctx, t, d, name); err != nil {
			return err
		}
	}
	return nil
}

// answerSecret asks until the value can be taken, three times at most: one wrong
// answer does not cost those before it.
func (c *cli) answerSecret(ctx context.Context, t *host.Terminal, d *app.Draft, name string) error {
	for left := tries - 1; ; left-- {
		value, err := c.askSecret(ctx, t, d, name)
		if err != nil || value.IsZero() {
			return err
		}
		err = d.SetSecret(name, value)
		if err == nil || left == 0 || app.Explain(err).Kind != app.Input {
			return err
		}
		fmt.Fprintf(t, "%s, %s left\r\n", app.Explain(err).What, counted(left, "try", "tries"))
	}
}

func (c *cli) askSecret(ctx context.Context, t *host.Terminal, d *app.Draft, name string) (secret.Text, error) {
	switch kind := d.Kind(name); {
	case kind == app.KindMultiline:
		return askLines(ctx, t, name)
	case name == d.MainField && (kind == app.KindPassword || kind == app.KindPIN):
		return askTwice(ctx, t, name, anyPassword)
	}
	return t.ReadPassword(ctx, name+": ")
}
