package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) vaultCommand() *cobra.Command {
	rm := noArgs("rm", "delete the whole vault in 14 days", c.runVaultRm)
	rm.Long = `Mark the vault for deletion. It stays in use for 14 days, says so whenever it is
opened, and can be taken back by coffer vault restore. Then the vault file, its
attachments and what this machine remembers of it are deleted, as soon as the
date was seen at two openings a day apart. Exports and other copies stay.

Where trustees have ordered to delete the vault, and that is due, it goes at
once and without a password.`
	rm.Example = "  coffer vault rm"
	restore := noArgs("restore", "take the deletion of the vault back", c.runVaultRestore)
	restore.Example = "  coffer vault restore"
	return noun("vault", "the owner's data, and the end of the vault", c.vaultShowCommand(), c.vaultEditCommand(), rm, restore, c.vaultThawCommand(), c.vaultAdoptCommand())
}

func (c *cli) vaultEditCommand() *cobra.Command {
	var o app.Owner
	cmd := &cobra.Command{
		Use:   "edit",
		Short: "change the owner's data",
		Long: `Change what the vault knows of its owner, all of it optional; an empty text
deletes one. What it replaces is kept, encrypted, for as long as owner.retention
says; coffer vault show --former lists it. The greeting is shown before the
password is asked, so that you know whom you tell it; it lies in clear on this
machine, and nothing is kept of a former one.`,
		Example: `  coffer vault edit --name Ann --email ann@acme.example
  coffer vault edit --greeting "good morning, captain"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.runVaultEdit(cmd, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Name, "name", "", "your name")
	f.StringVar(&o.Email, "email", "", "your e-mail address")
	f.StringVar(&o.Question, "question", "", "a question that only you can answer, for those who help you")
	f.StringVar(&o.Greeting, "greeting", "", "a sentence shown before the password is asked")
	return cmd
}

func (c *cli) runVaultEdit(cmd *cobra.Command, o app.Owner) error {
	given := false
	for _, name := range []string{"name", "email", "question", "greeting"} {
		given = given || cmd.Flags().Changed(name)
	}
	if !given {
		return app.Fail(app.Usage, "coffer vault edit --help shows the flags", "nothing to change is named")
	}
	return c.with(cmd.Context(), func(a *app.App) error {
		now, err := a.Owner(cmd.Context())
		if err != nil {
			return err
		}
		for _, part := range []struct {
			flag     string
			to, from *string
		}{
			{"name", &now.Name, &o.Name}, {"email", &now.Email, &o.Email},
			{"question", &now.Question, &o.Question}, {"greeting", &now.Greeting, &o.Greeting},
		} {
			if cmd.Flags().Changed(part.flag) {
				*part.to = *part.from
			}
		}
		return a.SetOwner(cmd.Context(), now)
	})
}

func (c *cli) runVaultRm(ctx context.Context) error {
	if ordered, err := c.rmOrdered(ctx); ordered || err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		n, err := a.Contents(ctx)
		if err != nil {
			return err
		}
		question := fmt.Sprintf("delete the whole vault, %s in %s, in 14 days?",
			counted(n.Items, "item", "items"), counted(n.Boxes, "box", "boxes"))
		if err := c.confirm(ctx, question); err != nil {
			return err
		}
		due, err := a.RemoveVault(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(removedDoc{Due: jsonTime(due)})
		}
		c.note("this vault will be deleted from %s on; coffer vault restore takes that back", localTime(due))
		return nil
	})
}

// runVaultRestore comes before what is due: it also works at the last moment.
func (c *cli) runVaultRestore(ctx context.Context) error {
	return c.withUnreminded(ctx, func(a *app.App) error {
		if err := a.RestoreVault(ctx); err != nil {
			return err
		}
		return c.done(backDoc{Kind: "vault"}, "the vault stays")
	})
}
