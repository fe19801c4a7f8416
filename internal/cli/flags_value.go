package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// genFlags registers what every command that generates shares. They are read
// once the flags are parsed.
func genFlags(cmd *cobra.Command) (recipe func() app.Recipe) {
	var r app.Recipe
	var separator string
	f := cmd.Flags()
	f.Var((*count)(&r.Length), "length", "characters of the password")
	f.BoolVar(&r.NoSymbols, "no-symbols", false, "letters and digits only")
	f.StringVar(&r.Symbols, "symbols", "", "the symbols that may occur")
	f.BoolVar(&r.NoLookAlikes, "no-look-alikes", false, "leave out what is easily confused, such as 0 and O")
	f.Var((*count)(&r.PIN), "pin", "a PIN of so many digits instead")
	f.Var((*count)(&r.Words), "words", "a passphrase of so many words instead")
	f.StringVar(&separator, "separator", "-", "between the words")
	f.BoolVar(&r.Capitalise, "capitalise", false, "begin each word with a capital letter")
	f.BoolVar(&r.Digit, "digit", false, "put a digit behind one of the words")
	return func() app.Recipe {
		if f.Changed("separator") {
			r.Separator = &separator
		}
		return r
	}
}

// valueFlags say where a secret value comes from: never from an argument.
type valueFlags struct {
	field    string
	stdin    bool
	fromFile string
	fromFD   int
	generate bool
	recipe   func() app.Recipe
}

func (v *valueFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&v.field, "field", "", "the field that gets the secret value; the main one when left out")
	f.BoolVar(&v.stdin, "stdin", false, "read the secret value from standard input")
	f.StringVar(&v.fromFile, "from-file", "", "read the secret value from this file")
	f.IntVar(&v.fromFD, "from-fd", -1, "read the secret value from this file descriptor")
	f.BoolVarP(&v.generate, "generate", "g", false, "generate the secret value")
	v.recipe = genFlags(cmd)
}

// given tells whether a flag names a source.
func (v *valueFlags) given() bool {
	return v.stdin || v.fromFile != "" || v.fromFD >= 0 || v.generate
}

// check holds the flags against each other, before anything is asked.
func (v *valueFlags) check() error {
	sources := 0
	for _, given := range []bool{v.stdin, v.fromFile != "", v.fromFD >= 0, v.generate} {
		if given {
			sources++
		}
	}
	if sources > 1 {
		return app.Fail(app.Usage, "leave all but one out", "a value comes from one of --stdin, --from-file, --from-fd and --generate")
	}
	if !v.generate && !v.recipe().IsZero() {
		return app.Fail(app.Usage, "say --generate", "some of these flags are about a generated value")
	}
	return nil
}

// value reads or draws the value. A value that was read is as it was, with the
// line end at its end; [app.Line] takes that off. A generated password has the
// given length unless a flag says another.
func (c *cli) value(ctx context.Context, v *valueFlags) (secret.Text, error) {
	switch {
	case v.stdin:
		in, err := c.input("--stdin")
		if err != nil {
			return secret.Text{}, err
		}
		return wholeValue(host.ReadAll(ctx, in, mostRead))
	case v.fromFile != "":
		return wholeValue(readFile(ctx, v.fromFile, mostRead))
	}
	return wholeValue(c.readFD(ctx, v.fromFD, mostRead))
}

// generate draws one value for an item and tells how hard it is to guess.
func (c *cli) generate(r app.Recipe, length int) (secret.Text, error) {
	if r.Length == 0 && r.PIN == 0 && r.Words == 0 {
		r.Length = length
	}
	s, bits, err := r.Generate(c.Rand)
	if err == nil {
		c.note("generated with %.1f bits of entropy", bits)
	}
	return s, err
}

// valueWays are how a value comes without a terminal.
const valueWays = "--stdin, --from-file FILE, --from-fd N or --generate"

// askValue asks for a value on the terminal: once for a text of several lines,
// else twice.
func (c *cli) askValue(ctx context.Context, field string, kind app.FieldKind) (secret.Text, error) {
	if kind != app.KindMultiline {
		return c.newPassword(ctx, field, passwordSource{fd: -1, flags: valueWays}, anyPassword)
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, app.Fail(app.Usage, "give it with "+valueWays, "there is no terminal to ask for the %s on", field)
	}
	defer t.Close()
	return askLines(ctx, t, field)
}

func askLines(ctx context.Context, t *host.Terminal, field string) (secret.Text, error) {
	text, err := t.ReadHiddenText(ctx, field+" (several lines, end with Ctrl-D; not shown): ")
	return app.Line(text), err
}

// mostRead is what is read of a value: one byte more than there may be.
const mostRead = app.MaxValue + 3

// wholeValue is a value as it was read.
func wholeValue(b []byte, err error) (secret.Text, error) {
	if err == nil && len(b) > app.MaxValue+2 {
		err = app.Fail(app.Input, "coffer attach keeps files", "that is longer than %d bytes", app.MaxValue)
	}
	if err != nil {
		clear(b)
		return secret.Text{}, err
	}
	return secret.Take(b), nil
}
