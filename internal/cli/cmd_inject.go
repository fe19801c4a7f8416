package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type injectFlags struct {
	in, out string
	force   bool
}

func (c *cli) injectCommand() *cobra.Command {
	var o injectFlags
	cmd := &cobra.Command{
		Use:   "inject [-i FILE] [-o FILE]",
		Short: "fill in the references of a text",
		Long: `Copy a text from standard input to standard output, with the value in the place
of each {{ coffer://PATH#FIELD }}. Values go in as they are: nothing is escaped,
and references in them stay. A reference that is wrong or leads nowhere is an
error before anything is written. At most 16 MiB.

A file that is written holds secrets: it has mode 0600, and appears whole or not
at all.`,
		Example: `  coffer inject < app.conf.in > app.conf
  coffer inject -i app.conf.in -o /run/app/app.conf --force`,
		Args: noArgsBut("use -i FILE"),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.runInject(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.in, "in", "i", "", "read the text from this file; - is standard input")
	f.StringVarP(&o.out, "out", "o", "", "write the result to this file; - is standard output")
	f.BoolVar(&o.force, "force", false, "replace the file of --out if it exists")
	return cmd
}

func (c *cli) runInject(ctx context.Context, o injectFlags) error {
	text, err := c.readSheet(ctx, o.in)
	if err != nil {
		return err
	}
	sheet, err := app.ParseSheet(text)
	if err != nil {
		return err
	}
	values, err := c.reveal(ctx, sheet.Refs)
	if err != nil {
		return err
	}
	defer app.WipeRevealed(values)
	fill := func(w io.Writer) error { return sheet.Fill(w, values) }
	if o.out != "" && o.out != "-" {
		return host.WriteAtomic(o.out, o.force, fill)
	}
	if isTerminal(c.Stdout) {
		return fill(safeWriter{c.out})
	}
	return fill(c.out)
}

func (c *cli) readSheet(ctx context.Context, path string) ([]byte, error) {
	if path != "" && path != "-" {
		return readFile(ctx, path, app.MaxSheet+1)
	}
	in, err := c.input("the text")
	if err != nil {
		return nil, err
	}
	if isTerminal(in) {
		c.note("reading the text from standard input; end it with Ctrl-D, or name a file with -i FILE")
	}
	return host.ReadAll(ctx, in, app.MaxSheet+1)
}

// safeWriter makes text safe for the terminal behind it.
type safeWriter struct{ w io.Writer }

func (s safeWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(s.w, host.SafeLines(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
