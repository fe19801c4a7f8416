package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/vault/secret"
)

func (c *cli) vaultAdoptCommand() *cobra.Command {
	former := passwordSource{flags: "--former-password-file FILE or --former-password-fd N"}
	drop := false
	cmd := noArgs("adopt", "bring back what a reset has put out of reach", func(ctx context.Context) error {
		return c.runVaultAdopt(ctx, former, drop)
	})
	cmd.Long = `After trustees have reset the vault, its secrets lie beside it, as they were,
under the former master password. With that one they come back: passwords and
attachments, and, unless others were begun since, identity, contacts, circles,
seals and what is held for others. Contacts that were verified are to be verified
anew. What you have changed since stays; where a secret field is still empty it is
filled in. Once all of it is back the former vault is deleted; --drop deletes it
without, and for good.`
	cmd.Example = "  coffer vault adopt\n  coffer vault adopt --former-password-file FILE\n  coffer --yes vault adopt --drop"
	f := cmd.Flags()
	f.StringVar(&former.file, "former-password-file", "", "read the former master password from this file")
	f.IntVar(&former.fd, "former-password-fd", -1, "read the former master password from this file descriptor")
	f.BoolVar(&drop, "drop", false, "give up what is not back yet")
	return cmd
}

type adoptedDoc struct {
	Items  int  `json:"items"`
	Filled int  `json:"filled"`
	Left   int  `json:"left"`
	People bool `json:"people"`
	Former bool `json:"former"` // it is still there
}

func (c *cli) runVaultAdopt(ctx context.Context, former passwordSource, drop bool) error {
	return c.with(ctx, func(a *app.App) error {
		if !a.HasFormer() {
			return app.Fail(app.NotFound, "", "there is nothing to adopt: this vault was not reset")
		}
		if drop {
			return c.dropFormer(ctx, a)
		}
		password, err := c.formerPassword(ctx, former)
		if err != nil {
			return err
		}
		defer password.Wipe()
		done, err := a.Adopt(ctx, password)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(adoptedDoc{done.Items, done.Filled, done.Left, done.People, a.HasFormer()})
		}
		c.note("%s as before, %s filled in", counted(done.Items, "item is", "items are"), counted(done.Filled, "changed item", "changed items"))
		if done.Left > 0 {
			c.note("%s deleted, moved or filled in since, and stay as they are", counted(done.Left, "item was", "items were"))
		}
		if done.People {
			c.note("contacts, circles, seals and what is held for others are back; verify your contacts anew, and name trustees anew")
		} else {
			c.note("contacts and what belongs to them stay behind, because others were begun since")
		}
		if a.HasFormer() {
			c.note("the former vault stays beside this one; coffer vault adopt --drop deletes it for good")
		}
		return nil
	})
}

func (c *cli) dropFormer(ctx context.Context, a *app.App) error {
	if err := c.confirm(ctx, "delete the former vault for good, with all that is not back yet?"); err != nil {
		return err
	}
	if err := a.DropFormer(ctx); err != nil {
		return err
	}
	c.note("the former vault is deleted")
	return nil
}

// formerPassword asks for the master password of before the reset.
func (c *cli) formerPassword(ctx context.Context, from passwordSource) (secret.Text, error) {
	p, given, err := c.passwordFrom(ctx, from)
	if given || err != nil {
		return p, err
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, &app.Error{Kind: app.Locked, Err: err, Hint: "give it with " + from.flags,
			What: "there is no terminal to ask for the former master password on"}
	}
	defer t.Close()
	return t.ReadPassword(ctx, c.prompt("former master password"))
}
