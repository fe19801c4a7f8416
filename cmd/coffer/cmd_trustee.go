package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/vault/secret"
)

func (c *cli) trusteeCommand() *cobra.Command {
	ls := noArgs("ls", "list who holds shares of the key to your vault", c.runTrusteeLs)
	ls.Example = "  coffer trustee ls\n  coffer trustee ls --json"
	renew := noArgs("renew", "give your trustees new shares, under new keys", func(ctx context.Context) error { return c.runTrusteeRenew(ctx, nil) })
	renew.Long = `Give the same people new shares. The vault gets new keys, for which the master password is needed: the shares that there were
open no copy made from now on.`
	renew.Example = "  coffer trustee renew"
	drill := noArgs("drill", "ask every trustee to prove that the shares are there", c.runTrusteeDrill)
	drill.Long = `Ask every trustee to prove that their shares are still there. Their clients answer by themselves at the next sync; coffer trustee
ls shows who did. A sheet of paper proves nothing: ask whoever has it.`
	drill.Example = "  coffer trustee drill\n  coffer sync"
	cmd := noun("trustee", "who can bring your access back", ls, c.trusteeSetCommand(), c.trusteeDropCommand(), renew, drill)
	cmd.Long = `Trustees each hold a share of two keys to your vault: one for everything, one for what is not secret. So many of them together, and
no one alone, bring your access back when the master password is forgotten: after a request that you and whoever may veto are
told of, a code, their word, and a wait. None of them ever sees the password, or a key.`
	return cmd
}

type trusteeFlags struct {
	app.TrusteeOrder
	wait string
}

func (c *cli) trusteeSetCommand() *cobra.Command {
	var o trusteeFlags
	cmd := &cobra.Command{
		Use: "set NAME...", Short: "name your trustees",
		Long: `Name your trustees: contacts whom you know, verified. --threshold says how many of all shares open the vault. --paper NAME
puts one more share on paper, for somebody without Coffer. The reset threshold is for giving the vault a new password
without what is secret; it is the same when left out.

What this binds is honest clients: so many trustees who leave Coffer aside and have a copy of the vault need no wait and fear no
veto. Paper obeys nothing at all. Choose people who would not do that together, and mind who has the file.`,
		Example: `  coffer trustee set --threshold 2 bob carol dave
  coffer trustee set --threshold 3 --wait 7d --veto erin --paper "the drawer" bob carol dave`,
		RunE: func(cmd *cobra.Command, names []string) error {
			o.Names = names
			return c.runTrusteeSet(cmd.Context(), o)
		},
		ValidArgsFunction: c.completeContact(),
	}
	f := cmd.Flags()
	f.IntVar(&o.Threshold, "threshold", 0, "how many shares open the vault")
	f.IntVar(&o.ResetThreshold, "reset-threshold", 0, "how many give it a new password without what is secret; as many when left out")
	f.StringVar(&o.wait, "wait", "3d", "how long each trustee waits after the code was typed, 1d to 366d")
	f.BoolVar(&o.ExtraWait, "extra-wait", false, "wait once more where you were not reached, or mail is missing")
	f.StringArrayVar(&o.Veto, "veto", nil, "a contact who may veto besides you; may be repeated")
	f.StringArrayVar(&o.Papers, "paper", nil, "what you call somebody whose share is on paper; may be repeated")
	f.BoolVar(&o.PaperOnly, "paper-only", false, "put every share on paper: nobody waits, nobody is told, nobody can veto")
	f.BoolVar(&o.Unverified, "unverified", false, "take people whose safety number was not compared")
	completeFlag(cmd, "veto", c.completeContact())
	return cmd
}

func (c *cli) trusteeDropCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "drop [NAME...]", Short: "make do without some trustees, or without any",
		Long: `Make do without some trustees: the others get new shares under new keys, and the threshold stays. With --all there are none
any more. Needs the master password. What those who left had opens copies of the vault that were made before.`,
		Example: "  coffer trustee drop carol\n  coffer trustee drop --all",
		RunE: func(cmd *cobra.Command, names []string) error {
			switch {
			case all == (len(names) > 0):
				return app.Fail(app.Usage, "coffer trustee drop NAME…, or coffer trustee drop --all", "who is to be dropped?")
			case all:
				return c.runTrusteeEnd(cmd.Context())
			}
			return c.runTrusteeRenew(cmd.Context(), names)
		},
		ValidArgsFunction: c.completeTrustees,
	}
	cmd.Flags().BoolVar(&all, "all", false, "drop all of them")
	return cmd
}

// completeTrustees completes what trustees are called.
func (c *cli) completeTrustees(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completeFirst(func(ctx context.Context, a *app.App) (names []string, err error) {
		t, err := a.Trustees(ctx)
		for _, one := range t.Trustees {
			names = append(names, one.Name)
		}
		return names, err
	})(cmd, nil, start)
}

func (c *cli) runTrusteeSet(ctx context.Context, o trusteeFlags) (err error) {
	if o.Threshold == 0 {
		return app.Fail(app.Usage, "say --threshold N", "how many shares are to open the vault?")
	}
	if o.Wait, err = app.ParseSpan(o.wait); err != nil {
		return err
	}
	has := false
	err = c.with(ctx, func(a *app.App) (err error) {
		if has, err = a.HasTrustees(ctx); err != nil || has {
			return err
		}
		info, _, err := a.SetTrustees(ctx, o.TrusteeOrder, secret.Text{})
		if err != nil {
			return err
		}
		return c.trusteesSet(info)
	})
	if err != nil || !has {
		return err
	}
	if err := c.confirm(ctx, "your trustees get new shares, and the vault new keys?"); err != nil {
		return err
	}
	return c.withPassword(ctx, masterPassword, func(a *app.App, password secret.Text) error {
		info, exposed, err := a.SetTrustees(ctx, o.TrusteeOrder, password)
		if err != nil {
			return err
		}
		c.noteNewKeys(exposed)
		return c.trusteesSet(info)
	})
}

// trusteesSet says who the trustees are now, and what that binds.
func (c *cli) trusteesSet(info app.TrusteesInfo) error {
	if c.json {
		return c.printJSON(newTrusteesDoc(info))
	}
	var names, papers []string
	for _, t := range info.Trustees {
		if t.Paper {
			papers = append(papers, t.Name)
		} else {
			names = append(names, t.Name)
		}
	}
	if len(names) > 0 {
		c.note("asked %s to hold a share each; coffer sync sends it, coffer trustee ls shows who accepts", quotedList(names))
	}
	if len(papers) > 0 {
		c.note("on paper: %s; coffer trustee paper NAME prints a sheet, which obeys no wait and no veto", quotedList(papers))
	}
	c.note("any %s who leave Coffer aside and have a copy of the vault open it without a wait: that is bounded by their number, and by who has the file",
		counted(info.Threshold, "of them", "of them"))
	return nil
}

// noteNewKeys says what the new keys of the vault do not protect.
func (c *cli) noteNewKeys(exposed []app.Entry) {
	c.note("the vault has new keys; older copies of it, with the shares that there were, still open %s", counted(len(exposed), "item", "items"))
}

func (c *cli) runTrusteeRenew(ctx context.Context, drop []string) error {
	question := "your trustees get new shares, and the vault new keys?"
	if len(drop) > 0 {
		question = "drop " + quotedList(drop) + ", and give the others new shares under new keys?"
	}
	if err := c.confirm(ctx, question); err != nil {
		return err
	}
	return c.withPassword(ctx, masterPassword, func(a *app.App, password secret.Text) error {
		info, exposed, err := a.RenewTrustees(ctx, drop, password)
		if err != nil {
			return err
		}
		c.noteNewKeys(exposed)
		return c.trusteesSet(info)
	})
}

func (c *cli) runTrusteeEnd(ctx context.Context) error {
	if err := c.confirm(ctx, "drop all trustees? nobody but you can open the vault then"); err != nil {
		return err
	}
	return c.withPassword(ctx, masterPassword, func(a *app.App, password secret.Text) error {
		exposed, err := a.EndTrustees(ctx, password)
		if err != nil {
			return err
		}
		c.note("there are no trustees any more; coffer sync tells them")
		c.noteNewKeys(exposed)
		return nil
	})
}

func (c *cli) runTrusteeDrill(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		n, err := a.Drill(ctx)
		if err != nil {
			return err
		}
		c.note("asks %s for a proof; coffer sync sends it, their clients answer by themselves", counted(n, "trustee", "trustees"))
		return nil
	})
}

func (c *cli) runTrusteeLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		info, err := a.Trustees(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newTrusteesDoc(info))
		}
		rows := [][]string{}
		for _, t := range info.Trustees {
			rows = append(rows, []string{t.Name, trusteeState(t)})
		}
		for _, name := range info.Veto {
			rows = append(rows, []string{name, "may veto"})
		}
		if err := c.table(rows); err != nil {
			return err
		}
		c.note("any %d of %d open everything, any %d give a new password without what is secret; each trustee waits %s",
			info.Threshold, len(info.Trustees), info.ResetThreshold, app.FormatSpan(info.Wait))
		return nil
	})
}

// trusteeState says how far a trustee is.
func trusteeState(t app.TrusteeInfo) string {
	switch {
	case t.Paper:
		return "on paper"
	case t.State == "accepted" && !t.Confirmed.IsZero():
		return "confirmed on " + localTime(t.Confirmed)
	case t.State == "offered" && !t.Told:
		return "offered, and not told yet"
	}
	return strings.TrimSuffix(t.State+": "+t.Reason, ": ")
}

type trusteesDoc struct {
	ID             string       `json:"id"`
	Generation     uint64       `json:"generation"`
	Made           string       `json:"made"`
	Threshold      int          `json:"threshold"`
	ResetThreshold int          `json:"reset_threshold"`
	Wait           string       `json:"wait"`
	ExtraWait      bool         `json:"extra_wait"`
	Drilled        string       `json:"drilled,omitempty"`
	Trustees       []trusteeDoc `json:"trustees"`
	Veto           []string     `json:"veto"`
	Posts          []string     `json:"posts"`
}

type trusteeDoc struct {
	Name      string `json:"name"`
	Paper     bool   `json:"paper"`
	State     string `json:"state"`
	At        string `json:"at,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Confirmed string `json:"confirmed,omitempty"`
	Told      bool   `json:"told"`
}

func newTrusteesDoc(i app.TrusteesInfo) trusteesDoc {
	d := trusteesDoc{
		ID: "@" + i.ID.String(), Generation: i.Generation, Made: jsonTime(i.Made), Threshold: i.Threshold, ResetThreshold: i.ResetThreshold,
		Wait: app.FormatSpan(i.Wait), ExtraWait: i.ExtraWait, Drilled: jsonTime(i.Drilled), Trustees: []trusteeDoc{},
		Veto: append([]string{}, i.Veto...), Posts: append([]string{}, i.Posts...),
	}
	for _, t := range i.Trustees {
		d.Trustees = append(d.Trustees, trusteeDoc{t.Name, t.Paper, t.State, jsonTime(t.At), t.Reason, jsonTime(t.Confirmed), t.Told})
	}
	return d
}
