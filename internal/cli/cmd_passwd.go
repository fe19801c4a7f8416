package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/vault/secret"
)

type passwdFlags struct {
	new         passwordSource
	compromised bool
}

func (c *cli) passwdCommand() *cobra.Command {
	var o passwdFlags
	cmd := noArgs("passwd", "change the master password", func(ctx context.Context) error {
		return c.runPasswd(ctx, o)
	})
	cmd.Long = `Change the master password and write the vault file anew, so that the old one
opens nothing in it. The old one is asked for, also while the vault is unlocked;
other sessions and all tokens end. Copies of the file that were made before keep the old
password. If somebody else may know it, say --compromised: then the vault gets
new keys, too, and the items are listed that such a copy still opens.`
	cmd.Example = `  coffer passwd
  coffer passwd --compromised
  coffer passwd --password-file OLD --new-password-file NEW`
	f := cmd.Flags()
	o.new.flags = "--new-password-file FILE or --new-password-fd N"
	f.StringVar(&o.new.file, "new-password-file", "", "read the new password from this file")
	f.IntVar(&o.new.fd, "new-password-fd", -1, "read the new password from this file descriptor")
	f.BoolVar(&o.compromised, "compromised", false, "somebody else may know the old password: make new keys")
	return cmd
}

func (c *cli) runPasswd(ctx context.Context, o passwdFlags) error {
	return c.withPassword(ctx, "current master password", func(a *app.App, old secret.Text) error {
		if err := c.changePassword(ctx, a, o); err != nil {
			return err
		}
		return c.tellStale(ctx, a, old)
	})
}

func (c *cli) changePassword(ctx context.Context, a *app.App, o passwdFlags) error {
	password, err := c.newPassword(ctx, "new master password", o.new, app.CheckNewPassword)
	if err != nil {
		return err
	}
	defer func() { password.Wipe() }()
	p := candidateIn(&password, "master password")
	if !o.new.named() { // none is generated: nobody would have seen it
		p.ask = func() (secret.Text, error) {
			return c.newPassword(ctx, "new master password", o.new, app.CheckNewPassword)
		}
	}
	if err := c.offerLookUp(ctx, p); err != nil {
		return err
	}
	if o.compromised {
		exposed, err := a.Compromised(ctx, password)
		if err != nil {
			return err
		}
		c.note("changed the master password")
		return c.rekeyed(exposed)
	}
	if err := a.SetPassword(ctx, password); err != nil {
		return err
	}
	c.note("changed the master password")
	c.note("copies of the vault made before still open with the old one; if somebody may have both, run coffer passwd --compromised")
	return nil
}

func (c *cli) rekeyCommand() *cobra.Command {
	cmd := noArgs("rekey", "give the vault new keys", func(ctx context.Context) error {
		return c.withPassword(ctx, masterPassword, func(a *app.App, password secret.Text) error {
			exposed, err := a.Rekey(ctx, password)
			if err != nil {
				return err
			}
			return c.rekeyed(exposed)
		})
	})
	cmd.Long = `Make new keys and write every record anew under them. The master password and
what trustees hold open the vault as before. Whoever held the former keys opens
no copy that is made from now on. Copies made before stay open to them: the
items in them are listed, so that you can change what matters.`
	cmd.Example = "  coffer rekey"
	return cmd
}

type exposedDoc struct {
	Exposed []pathDoc `json:"exposed"`
}

type pathDoc struct {
	Path string `json:"path"`
	ID   string `json:"id"`
	User string `json:"user,omitempty"`
}

// rekeyed lists what old copies still open.
func (c *cli) rekeyed(exposed []app.Entry) error {
	c.note("the vault has new keys")
	if len(exposed) > 0 {
		c.note("copies made before still hold these items; change what somebody else may have read")
	}
	if !c.json {
		for _, e := range exposed {
			c.say("%s", e.Path())
		}
		return nil
	}
	return c.printJSON(exposedDoc{newExposedDocs(exposed)})
}

func newExposedDocs(exposed []app.Entry) []pathDoc {
	docs := []pathDoc{}
	for _, e := range exposed {
		docs = append(docs, pathDoc{Path: e.Path().String(), ID: e.ID.String()})
	}
	return docs
}
