package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) sealCommand() *cobra.Command {
	var all bool
	ls := noArgs("ls", "list the seals that you are a party of", func(ctx context.Context) error { return c.runSealLs(ctx, all) })
	ls.Example = "  coffer seal ls\n  coffer seal ls --all"
	show := oneArg("show SEAL", "show where a seal stands, and who withholds what", c.runSealShow)
	show.Example = "  coffer seal show home/bank"
	update := oneArg("update SEAL", "send the item as it is now; it stays sealed", c.runSealUpdate)
	update.Long = `Send the recipient the item as it is now; it stays sealed, and no custodian takes part. An update adds and never takes
back: to take something out of a seal, withdraw it and seal anew.`
	update.Example = "  coffer seal update home/bank"
	withdraw := oneArg("withdraw SEAL", "end a seal for ever", c.runSealWithdraw)
	withdraw.Long = `End a seal for ever: its custodians destroy their shares, the recipient's client deletes the file, and a copy that was
kept is of no use. The item itself stays in your vault.`
	withdraw.Example = "  coffer seal withdraw home/bank"
	reopen := oneArg("reopen SEAL", "let a seal be asked for again after too many vetoes", c.runSealReopen)
	reopen.Example = "  coffer seal reopen home/bank"
	breakIt := c.sealBreakCommand()
	for _, cmd := range []*cobra.Command{show, update, withdraw, reopen, breakIt} {
		cmd.ValidArgsFunction = c.completeSeal
	}
	cmd := noun("seal", "secrets that open only after a wait", ls, c.sealNewCommand(), show, update,
		c.sealAllowCommand(), c.sealVetoCommand(), withdraw, reopen, breakIt, c.sealOpenCommand())
	for _, of := range []*cobra.Command{ls, cmd} {
		of.Flags().BoolVar(&all, "all", false, "what was withdrawn, too")
	}
	cmd.Long = `A sealed secret is with its recipient already, but its key is not: custodians withhold it. When the recipient breaks the
seal, the sender is told, and can allow it or veto it; after the grace period the custodians give the key. SEAL is the path or
title of the item, the name of the other person, or an @ID, of which the first letters are enough.`
	return cmd
}

func (c *cli) sealBreakCommand() *cobra.Command {
	var again bool
	cmd := oneArg("break SEAL", "ask the custodians for what is sealed for you", func(ctx context.Context, seal string) error {
		return c.runSealBreak(ctx, seal, again)
	})
	cmd.Long = `Ask the custodians for their shares. The sender is told, and may stop it within the grace period; after that coffer seal
open opens it. Nothing of this can be kept from the sender.

With --again the request that is under way is sent once more to the custodians who have given nothing: one whose vault was put
back to an older copy may have forgotten it.`
	cmd.Example = "  coffer seal break @4h2k\n  coffer sync"
	cmd.Flags().BoolVar(&again, "again", false, "send the request that is under way once more")
	return cmd
}

func (c *cli) sealAllowCommand() *cobra.Command {
	var request string
	cmd := oneArg("allow SEAL", "end the wait of who breaks a seal now, or will", func(ctx context.Context, seal string) error {
		return c.runSealAllow(ctx, seal, request)
	})
	cmd.Long = `End the wait of a request: the custodians release their shares at once. Without a pending request this lifts the seal:
whoever it is for can open it without waiting from then on. SEAL all allows every pending request.`
	cmd.Example = "  coffer seal allow home/bank\n  coffer seal allow home/bank --request @4h2k"
	cmd.Flags().StringVar(&request, "request", "", "which request, where there are several: the beginning of its @ID")
	cmd.ValidArgsFunction = c.completeSeal
	return cmd
}

func (c *cli) sealVetoCommand() *cobra.Command {
	var request, reason string
	cmd := oneArg("veto SEAL", "stop who breaks a seal", func(ctx context.Context, seal string) error {
		return c.runSealVeto(ctx, seal, request, reason)
	})
	cmd.Long = `Stop a request: nothing is released for it. They may ask again, until too many requests were vetoed; then only you can
reopen the seal. SEAL all stops every pending request. The next coffer sync tells the custodians: do not put it off.`
	cmd.Example = "  coffer seal veto home/bank --reason \"I am well\"\n  coffer seal veto all"
	f := cmd.Flags()
	f.StringVar(&request, "request", "", "which request, where there are several: the beginning of its @ID")
	f.StringVar(&reason, "reason", "", "what the others are told")
	cmd.ValidArgsFunction = c.completeSeal
	return cmd
}

func (c *cli) sealOpenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "open SEAL BOX[/FOLDER]", Short: "open a seal that was released, into a box", Args: cobra.ExactArgs(2),
		Long: `Open a seal whose custodians have given their shares, and put the item that was in it into a box, which is made if it
is missing.`,
		Example: "  coffer seal open @4h2k family",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runSealOpen(cmd.Context(), args[0], args[1])
		},
		ValidArgsFunction: c.completeSeal,
	}
	return cmd
}

// completeSeal completes what seals are called.
func (c *cli) completeSeal(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completeCore(func(ctx context.Context, a *app.App) (names []string, err error) {
		all, err := a.Seals(ctx)
		for _, i := range app.Standing(all) {
			names = append(names, "@"+i.ID.String()+"\t"+i.Title)
		}
		return names, err
	})(cmd, args, start)
}

// allRequests is the word for every pending request.
const allRequests = "all"

func (c *cli) runSealAllow(ctx context.Context, ref, request string) error {
	return c.with(ctx, func(a *app.App) error {
		return c.decideRequests(ctx, a, ref, request, "allow", func(ref, request string) error {
			info, lifted, err := a.AllowSeal(ctx, ref, request)
			if err != nil {
				return err
			}
			if lifted {
				return c.sealDone(info, "lifted the seal of %s: %s can open it without waiting; coffer sync tells them", quoted(info.Title), info.Recipient)
			}
			return c.sealDone(info, "allowed %s to open %s at once; coffer sync tells the custodians", info.Recipient, quoted(info.Title))
		})
	})
}

func (c *cli) runSealVeto(ctx context.Context, ref, request, reason string) error {
	return c.with(ctx, func(a *app.App) error {
		return c.decideRequests(ctx, a, ref, request, "veto", func(ref, request string) error {
			info, err := a.VetoSeal(ctx, ref, request, reason)
			if err != nil {
				return err
			}
			return c.sealDone(info, "stopped the request of %s for %s; coffer sync tells the custodians", info.Recipient, quoted(info.Title))
		})
	})
}

// decideRequests decides one request, or all that are pending, once they were
// shown.
func (c *cli) decideRequests(ctx context.Context, a *app.App, ref, request, verb string, decide func(ref, request string) error) error {
	if ref != allRequests {
		return decide(ref, request)
	}
	pending, err := a.Breaking(ctx)
	if err != nil {
		return err
	}
	var all [][2]string
	for _, i := range pending {
		for _, r := range i.Requests {
			if r.Pending {
				all = append(all, [2]string{"@" + i.ID.String(), r.ID})
				c.note("%s breaks the seal of %s: %s", i.Recipient, quoted(i.Title), r.Sentence)
			}
		}
	}
	if len(all) == 0 {
		return app.Fail(app.Refused, "coffer seal ls shows where they stand", "there is no pending request")
	}
	if err := c.confirm(ctx, verb+" "+counted(len(all), "request", "requests")+"?"); err != nil {
		return err
	}
	for _, one := range all {
		if err := decide(one[0], one[1]); err != nil {
			return err
		}
	}
	return nil
}

// sealDone says what was done, or shows the seal as JSON.
func (c *cli) sealDone(info app.SealInfo, format string, args ...any) error {
	if c.json {
		return c.printJSON(newSealDoc(info))
	}
	c.note(format, args...)
	return nil
}

func (c *cli) runSealUpdate(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		info, err := a.UpdateSeal(ctx, ref)
		if err != nil {
			return err
		}
		return c.sealDone(info, "sealed version %d of %s for %s; coffer sync sends it", info.Version, quoted(info.Title), info.Recipient)
	})
}

func (c *cli) runSealWithdraw(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		info, err := a.Seal(ctx, ref)
		if err != nil {
			return err
		}
		question := "withdraw the seal of " + quoted(info.Title) + " for " + info.Recipient + " for ever?"
		if err := c.confirm(ctx, question); err != nil {
			return err
		}
		if info, err = a.WithdrawSeal(ctx, "@"+info.ID.String()); err != nil {
			return err
		}
		return c.sealDone(info, "withdrew the seal of %s for %s; coffer sync tells the custodians to destroy their shares", quoted(info.Title), info.Recipient)
	})
}

func (c *cli) runSealReopen(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		info, err := a.ReopenSeal(ctx, ref)
		if err != nil {
			return err
		}
		return c.sealDone(info, "reopened the seal of %s; coffer sync tells the others", quoted(info.Title))
	})
}

func (c *cli) runSealBreak(ctx context.Context, ref string, again bool) error {
	return c.with(ctx, func(a *app.App) error {
		info, err := a.BreakSeal(ctx, ref, again)
		if err != nil {
			return err
		}
		if again {
			return c.sealDone(info, "sends the request once more; coffer sync carries it")
		}
		return c.sealDone(info, "asked for the seal of %s; coffer sync tells the custodians, who tell %s. It opens after %s, unless it is allowed before or vetoed",
			info.Sender, info.Sender, app.FormatSpan(info.Grace))
	})
}

func (c *cli) runSealOpen(ctx context.Context, ref, where string) error {
	return c.with(ctx, func(a *app.App) error {
		o, err := a.OpenSeal(ctx, ref, where)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(openedSealDoc{Seal: newSealDoc(o.Info), Path: o.Path, Note: o.Note})
		}
		c.noteArrival(o.NewBox, o.Template)
		c.note("opened: %s", quoted(o.Path))
		if o.Note != "" {
			c.say("%s", o.Note)
		}
		return nil
	})
}
