package cli

import (
	"github.com/spf13/cobra"

	"coffer/internal/app"
)

// halfFlags say that the vault keeps one half of a secret only.
type halfFlags struct{ half, hint string }

func (o *halfFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.half, "complement", "", "keep one half of the secret only: first, last, odd or even")
	f.StringVar(&o.hint, "complement-hint", "", "where the other half lies")
	completeFlag(cmd, "complement", completeWords("first", "last", "odd", "even"))
}

func (o *halfFlags) check() error {
	switch {
	case o.half != "" && o.hint == "":
		return app.Fail(app.Usage, "say it with --complement-hint", "nobody would know where the other half lies")
	case o.half == "" && o.hint != "":
		return app.Fail(app.Usage, "say --complement first, last, odd or even", "--complement-hint belongs to half a secret")
	}
	return nil
}

// side is the half that the vault keeps. The other half of a generated secret
// needs a terminal to be shown on, since nobody knows it yet.
func (o *halfFlags) side(c *cli, generated bool) (app.Side, error) {
	side, err := app.ParseSide(o.half)
	if err != nil {
		return side, app.Fail(app.Usage, "", "--complement is first, last, odd or even")
	}
	if t, err := c.terminal(); err == nil {
		t.Close()
	} else if generated {
		return side, app.Fail(app.Usage, "run it on a terminal, or bring a secret that you know",
			"there is no terminal to show the other half of a generated secret on")
	}
	return side, nil
}
