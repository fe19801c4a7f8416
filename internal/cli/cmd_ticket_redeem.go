package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type redeemFlags struct {
	ticketFileFlags
	vaultFile string
	sheets    []string
	fresh     passwordSource
	noSync    bool
	wish      app.Wish // where every share is on paper
}

func (c *cli) ticketRedeemCommand() *cobra.Command {
	var o redeemFlags
	cmd := noArgs("redeem", "carry out a ticket of your own that was released", func(ctx context.Context) error { return c.runTicketRedeem(ctx, o) })
	cmd.Long = `Carry out a ticket that was released: with enough shares the vault is opened and gets a new master password, all in one step; an
interrupt leaves it as it was. Trustees' shares are worth nothing after that: name trustees anew at once.

The vault is the one of --dir. With --vault FILE it is made in --dir from a copy of the vault file, which is all that it takes;
attachments are not in that file. The order of freeze, thaw, delete and email is put into the vault that is in use, which --dir or
--vault names, and goes to the owner's client by way of the trustees: where that vault is not here, by way of them alone. After a reset coffer vault adopt brings back what was secret. --share FILE takes a share that is on paper: the sheet that ends in .txt, a file with its
words, or the text of its QR code, - for standard input; it may be repeated. At a terminal, --share ask takes one that you type, a
column of the sheet at a time. A share on paper is
also shown to the trustees, for whom it counts as one of theirs; it stays here. Where every share is on paper there is nobody
to ask, and no ticket: leave --ticket out, and say with --kind what the sheets are for, as with coffer ticket open; recover when left out.`
	cmd.Example = `  coffer ticket redeem --ticket alice.ticket
  coffer ticket redeem --ticket alice.ticket --vault /media/stick/vault.db --dir ~/recovered
  coffer ticket redeem --ticket alice.ticket --share ask
  coffer ticket redeem --vault /media/stick/vault.db --dir ~/recovered --share ask --share ask
  coffer ticket redeem --vault ~/.local/share/coffer/vault.db --kind freeze --share ask --share ask`
	o.register(cmd)
	cmd.Args = ticketByFlag
	f := cmd.Flags()
	f.StringVar(&o.vaultFile, "vault", "", "a copy of the vault file, from which a vault is made")
	f.StringArrayVar(&o.sheets, "share", nil, "a file with a share that is on paper, - or ask; may be repeated")
	o.fresh.flags = "--new-password-file FILE or --new-password-fd N"
	f.StringVar(&o.fresh.file, "new-password-file", "", "read the new master password from this file")
	f.IntVar(&o.fresh.fd, "new-password-fd", -1, "read the new master password from this file descriptor")
	f.StringVar(&o.wish.Kind, "kind", "", "without --ticket, where every share is on paper: "+strings.Join(app.TicketKinds(), ", "))
	f.StringVar(&o.wish.Email, "email", "", "the new address, for the kind email")
	completeFlag(cmd, "kind", completeWords(app.TicketKinds()...))
	f.BoolVar(&o.noSync, "no-sync", false, "do not look into the post before")
	return cmd
}

type redeemedDoc struct {
	Kind    string   `json:"kind"`
	Dir     string   `json:"dir"`
	Ended   []string `json:"trustees_ended"`
	Exposed int      `json:"exposed"`
	Faults  []string `json:"faults,omitempty"`
}

func (c *cli) runTicketRedeem(ctx context.Context, o redeemFlags) error {
	defer c.dialogue()()
	if o.path == "" {
		return c.redeemPaper(ctx, o)
	}
	if o.wish.Kind != "" || o.wish.Email != "" {
		return app.Fail(app.Usage, "--kind and --email are for sheets without a ticket", "the ticket itself says what it is for")
	}
	return c.asking(ctx, o.ticketFileFlags, func(q *app.Asking) error {
		sheets, err := c.sheets(ctx, q, o.sheets)
		if err != nil {
			return err
		}
		defer app.WipeShares(sheets)
		if len(sheets) > 0 {
			if err := q.ShowSheets(sheets); err != nil {
				return err
			}
		}
		if !o.noSync {
			if err := c.trySync(ctx, q); err != nil {
				return err
			}
		}
		done, err := q.Redeem(ctx, c.redeemOptions(ctx, o, sheets))
		if err != nil {
			return err
		}
		return c.redeemed(done)
	})
}

func (c *cli) redeemOptions(ctx context.Context, o redeemFlags, sheets []app.Share) app.RedeemOptions {
	return app.RedeemOptions{VaultFile: o.vaultFile, Named: c.dir != "", Sheets: sheets, Password: func() (secret.Text, error) {
		return c.newPassword(ctx, "new master password", o.fresh, app.CheckNewPassword)
	}}
}

// redeemPaper opens a vault all of whose shares are on paper.
func (c *cli) redeemPaper(ctx context.Context, o redeemFlags) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	if o.wish.Kind == "" {
		o.wish.Kind = "recover"
	}
	trust, err := app.OpenPaperTrust(ctx, env, o.vaultFile, o.wish)
	if err != nil {
		return err
	}
	sheets, err := c.sheets(ctx, trust, o.sheets)
	if err != nil {
		return err
	}
	defer app.WipeShares(sheets)
	if o.wish.Kind == "delete" {
		if err := c.confirm(ctx, "order to delete this vault?"); err != nil {
			return err
		}
	}
	done, err := trust.Redeem(ctx, c.redeemOptions(ctx, o, sheets))
	if err != nil {
		return err
	}
	return c.redeemed(done)
}

// redeemed says what a redeemed ticket has changed.
func (c *cli) redeemed(done app.Redeemed) error {
	if c.json {
		return c.printJSON(redeemedDoc{done.Kind, done.Dir, append([]string{}, done.Trusted...), len(done.Exposed), done.Faults})
	}
	for _, f := range done.Faults {
		c.tell("%s", host.Safe(f))
	}
	if app.IsOrder(done.Kind) {
		return c.ordered(done)
	}
	c.note("the vault in %s has a new master password and new keys", done.Dir)
	if len(done.Trusted) > 0 {
		c.tell("the shares of %s are worth nothing now: coffer trustee set names trustees anew, do not put it off", quotedList(done.Trusted))
	}
	if n := len(done.Exposed); n > 0 {
		c.note("older copies of the file still open with the old password, and with those shares: they hold %s", counted(n, "item", "items"))
	}
	if done.Kind == "reset" {
		c.tell("what was secret is out of reach: passwords, attachments, contacts, seals and what is held for others; coffer vault adopt brings it back with the former master password")
		return nil
	}
	c.note("next: coffer unlock, then coffer sync, which tells your contacts; coffer verify says whether attachments are missing")
	return nil
}

// ordered says where an order went.
func (c *cli) ordered(done app.Redeemed) error {
	if done.Dir != "" {
		c.note("the order to %s stands in the vault in %s; coffer --dir %s status shows it", done.Kind, done.Dir, host.ShellWord(done.Dir))
	} else {
		c.note("that vault is not in the folder of this machine, so that the order stands in none yet")
	}
	if f := done.Frozen; f != nil && f.Deleting {
		c.note("the vault is deleted from %s on, by coffer --dir %s vault rm, seen at two openings a day apart; until then coffer unlock by its owner is a veto",
			localTime(f.Until), host.ShellWord(host.Safe(done.Dir)))
	}
	if done.OnPaper {
		return nil
	}
	c.note("coffer ticket sync --ticket FILE hands it to the trustees, who pass it on to the owner's client")
	return nil
}
