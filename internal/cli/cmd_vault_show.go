package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type ownerDoc struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Question string `json:"question"`
	Greeting string `json:"greeting"`
	Due      string `json:"deleted_from,omitempty"`
}

func (c *cli) vaultShowCommand() *cobra.Command {
	var former bool
	cmd := noArgs("show", "show the owner's data", func(ctx context.Context) error {
		if former {
			return c.runVaultFormer(ctx)
		}
		return c.runVaultShow(ctx)
	})
	cmd.Long = `Show what the vault knows of its owner; with --former what was said before in
the place of that: until when it was, and from when on it is deleted. How long it
is kept is the setting owner.retention.`
	cmd.Example = "  coffer vault show\n  coffer vault show --former"
	cmd.Flags().BoolVar(&former, "former", false, "former values alone")
	return cmd
}

func (c *cli) runVaultShow(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		o, err := a.Owner(ctx)
		if err != nil {
			return err
		}
		due, _, err := a.Removal(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(ownerDoc{o.Name, o.Email, o.Question, o.Greeting, jsonTime(due)})
		}
		rows := [][]string{{"name", o.Name}, {"email", o.Email}, {"question", o.Question}, {"greeting", o.Greeting}}
		if !due.IsZero() {
			rows = append(rows, []string{"deleted from", localTime(due)})
		}
		return c.table(rows)
	})
}

type formerDoc struct {
	What  string `json:"what"`
	Value string `json:"value"`
	Until string `json:"until"`
	Due   string `json:"deleted_from"`
}

func (c *cli) runVaultFormer(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.FormerOwner(ctx)
		if err != nil {
			return err
		}
		docs, rows := []formerDoc{}, [][]string{}
		for _, f := range all {
			docs = append(docs, formerDoc{f.What, f.Value, jsonTime(f.Until), jsonTime(f.Due)})
			rows = append(rows, []string{f.What, f.Value, "until " + localTime(f.Until), "deleted from " + localTime(f.Due)})
		}
		if c.json {
			return c.printJSON(docs)
		}
		if len(rows) == 0 {
			c.note("nothing is kept of former data")
		}
		return c.table(rows)
	})
}
