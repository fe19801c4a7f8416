package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type genFlagSet struct {
	recipe func() app.Recipe
	count  int
	clip   bool
}

// maxGenerated is how many secrets one command draws at most.
const maxGenerated = 1000

type genDoc struct {
	Values      []string `json:"values"`
	EntropyBits float64  `json:"entropy_bits"`
}

func (c *cli) genCommand() *cobra.Command {
	var o genFlagSet
	cmd := &cobra.Command{
		Use:   "gen",
		Short: "generate a password, a passphrase or a PIN",
		Long: `Generate a secret and print it; nothing is stored, and no vault is opened.
Its bits of entropy are told on standard error. Passphrases are drawn from the
EFF large word list.`,
		Example: `  coffer gen
  coffer gen --length 32 --no-symbols --no-look-alikes
  coffer gen --words 6 --clip
  coffer gen --pin 6 --count 3`,
		Args: noArgsBut("use --length N, --words N or --pin N"),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.runGen(cmd.Context(), o) },
	}
	o.recipe = genFlags(cmd)
	f := cmd.Flags()
	f.IntVar(&o.count, "count", 1, "how many, one a line")
	f.BoolVar(&o.clip, "clip", false, "copy it to the clipboard instead of printing it")
	return cmd
}

func (c *cli) runGen(ctx context.Context, o genFlagSet) error {
	switch {
	case o.count < 1 || o.count > maxGenerated:
		return app.Fail(app.Usage, "", "--count is from 1 to %d", maxGenerated)
	case o.clip && o.count > 1:
		return app.Fail(app.Usage, "leave --count out", "the clipboard holds one secret")
	case o.clip && c.json:
		return app.Fail(app.Usage, "leave one out", "--clip prints nothing, so --json has nothing to say")
	}
	all, bits, err := drawAll(o.recipe(), c.Rand, o.count)
	defer wipeAll(all)
	if err != nil {
		return err
	}
	if o.clip {
		err = c.clip(ctx, all[0])
	} else {
		err = c.printGenerated(all, bits)
	}
	if err == nil && !c.json {
		c.note("%.1f bits of entropy", bits)
	}
	return err
}

func drawAll(r app.Recipe, rand io.Reader, n int) (all []secret.Text, bits float64, err error) {
	for range n {
		var s secret.Text
		if s, bits, err = r.Generate(rand); err != nil {
			return all, 0, err
		}
		all = append(all, s)
	}
	return all, bits, nil
}

func wipeAll(all []secret.Text) {
	for _, s := range all {
		s.Wipe()
	}
}

func (c *cli) printGenerated(all []secret.Text, entropy float64) error {
	if c.json {
		doc := genDoc{EntropyBits: entropy}
		for _, s := range all {
			doc.Values = append(doc.Values, s.Reveal())
		}
		return c.printJSON(doc)
	}
	for _, s := range all {
		if err := c.printSecretLine(s); err != nil {
			return err
		}
	}
	return nil
}

// printSecretLine prints a secret and a newline: as it is, but to a terminal so
// that the terminal obeys nothing in it.
func (c *cli) printSecretLine(s secret.Text) error {
	if isTerminal(c.Stdout) {
		_, err := io.WriteString(c.out, host.SafeLines(s.Reveal())+"\n")
		return err
	}
	line := append(append(make([]byte, 0, s.Len()+1), s.Bytes()...), '\n')
	defer clear(line)
	_, err := c.out.Write(line)
	return err
}
