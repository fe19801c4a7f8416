package cli

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type getFlags struct {
	output string
	force  bool
	clip   bool
	qr     bool
}

func (c *cli) getCommand() *cobra.Command {
	var o getFlags
	cmd := &cobra.Command{
		Use:   "get PATH [NAME]",
		Short: "print a secret, or one field of an item",
		Long: `Print the main secret of an item and a newline, or the field of that name, and
nothing else. With -o FILE it is written as it is, without a newline; so is a
file that is attached to the item. The file - is standard output.`,
		Example: `  coffer get work/mail/acme
  coffer get work/mail/acme username
  coffer get acme --clip
  coffer get home/passport scan.pdf -o scan.pdf`,
		Args:              cobra.RangeArgs(1, 2),
		Annotations:       map[string]string{onlyReads: "true"},
		ValidArgsFunction: c.completeName,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runGet(cmd.Context(), args[0], strings.Join(args[1:], ""), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "write to this file; - is standard output")
	f.BoolVar(&o.force, "force", false, "replace the file")
	f.BoolVar(&o.clip, "clip", false, "copy it to the clipboard instead, from where it goes again by itself")
	f.BoolVar(&o.qr, "qr", false, "draw it as a QR code")
	return cmd
}

func (o getFlags) check() error {
	ways := 0
	for _, given := range []bool{o.output != "", o.clip, o.qr} {
		if given {
			ways++
		}
	}
	switch {
	case ways > 1:
		return app.Fail(app.Usage, "leave all but one out", "--output, --clip and --qr exclude each other")
	case o.force && o.output == "":
		return app.Fail(app.Usage, "say --output FILE", "--force is about a file")
	}
	return nil
}

func (c *cli) runGet(ctx context.Context, ref, name string, o getFlags) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.output != "" {
		return c.getContent(ctx, ref, name, o)
	}
	var v app.Value
	err := c.reading(ctx, func(a *app.App) (err error) {
		v, err = a.Get(ctx, ref, name)
		return err
	})
	defer func() { v.Field.Value.Wipe() }()
	if err != nil {
		return err
	}
	c.tellMissing(&v)
	switch {
	case v.Attachment != nil:
		return errAttached(name)
	case o.clip: // for as long as the clipboard holds it, the vault is closed
		return c.clip(ctx, v.Field.Value)
	case o.qr:
		return c.qr(v.Field.Value)
	case c.json:
		return c.printJSON(valueDoc(&v))
	}
	return c.printValue(&v)
}

// getContent writes what may be an attached file, which is read as it is
// written.
func (c *cli) getContent(ctx context.Context, ref, name string, o getFlags) error {
	c.catchSignals() // a file is written whole or not at all
	return c.with(ctx, func(a *app.App) error {
		v, err := a.Get(ctx, ref, name)
		if err != nil {
			return err
		}
		defer v.Field.Value.Wipe()
		c.tellMissing(&v)
		if o.output == "-" {
			return c.printContent(ctx, a, &v)
		}
		return c.writeContent(ctx, a, &v, o)
	})
}

func errAttached(name string) error {
	return app.Fail(app.Usage, "-o FILE writes it, -o - prints it", "%q is an attached file", host.Safe(name))
}

// tellMissing says what half a secret lacks.
func (c *cli) tellMissing(v *app.Value) {
	if v.Missing != nil {
		c.note("this is one half: %s; the other half: %s", missingLetters(v.Missing), host.Safe(v.Missing.Hint))
	}
}

func missingLetters(m *app.Missing) string {
	numbers := make([]string, len(m.Positions))
	for i, n := range m.Positions {
		numbers[i] = fmt.Sprint(n)
	}
	if len(numbers) == 1 {
		return "letter " + numbers[0] + " is missing"
	}
	return "letters " + strings.Join(numbers, ", ") + " are missing"
}

// printValue prints a text and a newline; what is no text as it is, and not to
// a terminal.
func (c *cli) printValue(v *app.Value) error {
	if v.Field.Kind != app.KindFile {
		return c.printSecretLine(v.Field.Value)
	}
	if isTerminal(c.Stdout) {
		return app.Fail(app.Usage, "-o FILE writes it", "this is a file and may not be text")
	}
	_, err := c.out.Write(v.Field.Value.Bytes())
	return err
}

// printContent streams an attachment to standard output. It is read twice: not
// before all of it was seen whole may any of it go where it cannot be taken
// back.
func (c *cli) printContent(ctx context.Context, a *app.App, v *app.Value) error {
	if isTerminal(c.Stdout) {
		return c.printToTerminal(v)
	}
	if v.Attachment == nil {
		_, err := c.out.Write(v.Field.Value.Bytes())
		return err
	}
	if err := a.ReadAttachment(ctx, v.Attachment, io.Discard); err != nil {
		return err
	}
	return a.ReadAttachment(ctx, v.Attachment, c.out)
}

// printToTerminal prints text so that the terminal only shows it, and nothing
// that may be something else.
func (c *cli) printToTerminal(v *app.Value) error {
	if v.Attachment != nil || v.Field.Kind == app.KindFile {
		return app.Fail(app.Refused, "name a file with -o", "this is a file and may not be text; it is not printed to a terminal")
	}
	return c.printSecretLine(v.Field.Value)
}

func (c *cli) writeContent(ctx context.Context, a *app.App, v *app.Value, o getFlags) error {
	err := host.WriteAtomic(o.output, o.force, func(w io.Writer) error {
		if v.Attachment != nil {
			return a.ReadAttachment(ctx, v.Attachment, w)
		}
		_, err := w.Write(v.Field.Value.Bytes())
		return err
	})
	if err == nil {
		c.note("wrote %s", host.Safe(o.output))
	}
	return err
}

type getDoc struct {
	ID      string       `json:"id"`
	Path    string       `json:"path"`
	Field   string       `json:"field"`
	Kind    string       `json:"kind"`
	Tier    string       `json:"tier"`
	Value   *string      `json:"value,omitempty"`
	Base64  *string      `json:"value_base64,omitempty"`
	Missing *jsonMissing `json:"missing,omitempty"`
}

func valueDoc(v *app.Value) getDoc {
	doc := getDoc{
		ID: v.ID.String(), Path: v.Path.String(),
		Field: v.Field.Name, Kind: string(v.Field.Kind), Tier: v.Field.Tier.String(),
		Missing: missingDoc(v.Missing),
	}
	doc.Value, doc.Base64 = jsonValue(&v.Field)
	return doc
}

// jsonValue is a value as JSON can hold it: text, or bytes in base64.
func jsonValue(f *app.Field) (text, encoded *string) {
	if f.Kind == app.KindFile {
		s := base64.StdEncoding.EncodeToString(f.Value.Bytes())
		return nil, &s
	}
	s := f.Value.Reveal()
	return &s, nil
}
