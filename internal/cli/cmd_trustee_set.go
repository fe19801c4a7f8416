package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/vault/secret"
)

type trusteeFlags struct {
	app.Appointment
	wait string
}

func (c *cli) trusteeSetCommand() *cobra.Command {
	var o trusteeFlags
	cmd := &cobra.Command{
		Use: "set [NAME]...", Short: "choose who together can bring the vault back",
		Long: `Choose trustees: contacts, who each get one share of the recovery keys with the next coffer sync, and people with a sheet of paper. So
many of them as --threshold says open the whole vault again with a ticket; as many as
--reset-threshold set a new password over what is not secret, such as titles and user names. Each waits after a request, you are
told, and you can veto; so can those of --veto.

This binds honest clients. So many trustees who leave Coffer aside and have a copy of the vault are bounded by that number
alone, and by who has the file. A share on paper obeys no wait and no veto: fewer sheets than the threshold, unless you say
--paper-only and name nobody else.

With --inspect you consent that trustees get questions for whoever opens a ticket: a box, a folder, a title, a tag, when the vault was
begun, how many boxes. They get hashes of answers, never the words, and are told how many answers fit; a trustee who changes
their client can try words that are easy to guess against the hashes. coffer trustee renew keeps it, and asks about
the vault as it is then.

The master password is asked for, also with a session. Trustees who are there are replaced, and the vault gets new keys.`,
		Example: `  coffer trustee set --threshold 2 bob carol dave
  coffer trustee set --threshold 3 --wait 7d --veto erin bob carol --paper "uncle frank"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Names = args
			return c.runTrusteeSet(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Threshold, "threshold", 0, "how many shares open everything")
	f.IntVar(&o.ResetThreshold, "reset-threshold", 0, "how many shares set a new password over what is not secret; as many as that when left out")
	f.StringVar(&o.wait, "wait", "3d", "how long each trustee waits after a request, 1d to 366d")
	f.BoolVar(&o.ExtraWait, "extra-wait", false, "wait once more where you were not reached, or mail is missing")
	f.StringArrayVar(&o.Papers, "paper", nil, "whose share is on paper: a name for the sheet; may be repeated")
	f.BoolVar(&o.PaperOnly, "paper-only", false, "every share is on paper: no wait, no veto, and nobody is told")
	f.StringArrayVar(&o.Veto, "veto", nil, "who may stop a request besides you: a contact; may be repeated")
	f.BoolVar(&o.Inspect, "inspect", false, "let trustees ask whoever opens a ticket about what is not secret in the vault")
	f.BoolVar(&o.Unverified, "unverified", false, "take people whose safety number was not compared")
	cmd.ValidArgsFunction = func(cmd *cobra.Command, _ []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return c.completeContact()(cmd, nil, start)
	}
	completeFlag(cmd, "veto", c.completeContact())
	return cmd
}

func (c *cli) runTrusteeSet(ctx context.Context, o trusteeFlags) (err error) {
	if o.Wait, err = app.ParseSpan(o.wait); err != nil {
		return err
	}
	if len(o.Names)+len(o.Papers) > 0 && o.Threshold == 0 {
		return app.Fail(app.Usage, "say --threshold N", "how many shares are to open the vault?")
	}
	return c.withTrustees(ctx, func(a *app.App, password secret.Text) error {
		if err := a.CheckTrustees(ctx, o.Appointment); err != nil {
			return err
		}
		replaced, err := a.HasTrustees(ctx)
		if err != nil {
			return err
		}
		if replaced {
			if err := c.confirm(ctx, "replace the trustees that there are, and give the vault new keys?"); err != nil {
				return err
			}
		}
		info, exposed, err := a.SetTrustees(ctx, o.Appointment, password)
		if err != nil {
			return err
		}
		return c.trusteesChanged(ctx, a, info, exposed, replaced)
	})
}

// trusteesChanged says what trustees there are now, what that binds, who of them has a copy of the vault, and what
// older copies still open.
func (c *cli) trusteesChanged(ctx context.Context, a *app.App, info app.TrusteesInfo, exposed []app.Entry, rekeyed bool) error {
	copies := a.TrusteeCopies(ctx)
	if c.json {
		return c.printJSON(trusteesChangedDoc{newTrusteesDoc(info), newExposedDocs(exposed), c.newFindingDocs(copies)})
	}
	c.note("%s", app.TrusteesSentence(info))
	c.note("%s", app.BindsSentence(info))
	for _, f := range copies {
		c.tell("warning: %s: %s; next: %s", f.About, f.What, c.inVault(f.Next))
	}
	papers, asked := false, []string(nil)
	for _, t := range info.Trustees {
		if t.Paper {
			papers = true
			c.note("coffer trustee paper %s -o FILE.html writes the sheet of %s", app.NameWord(t.Name), quoted(t.Name))
			continue
		}
		asked = append(asked, t.Name)
	}
	if papers {
		c.note("%s", app.PaperSentence(rekeyed))
	}
	if len(asked) > 0 {
		c.note("asked %s to hold a share each; coffer sync sends it, coffer trustee ls shows who accepts", quotedList(asked))
	}
	if info.Inspect {
		c.note("%s", app.InspectSentence)
	}
	if !rekeyed {
		return nil
	}
	c.note("%s", app.NewKeysSentence)
	return c.rekeyed(exposed)
}
