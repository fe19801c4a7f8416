package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) depositCommand() *cobra.Command {
	ls := noArgs("ls", "list the shares that you hold for others, and what you may veto", c.runDepositLs)
	ls.Example = "  coffer deposit ls\n  coffer deposit ls --json"
	show := oneArg("show DEPOSIT", "show what you hold for somebody, and with whom", c.runDepositShow)
	show.Example = "  coffer deposit show alice"
	accept := oneArg("accept DEPOSIT", "keep a share for somebody", func(ctx context.Context, ref string) error {
		return c.runDepositAnswer(ctx, func(a *app.App) (app.DepositInfo, error) { return a.AcceptDeposit(ctx, ref) }, "you hold a share for %s now; coffer sync tells them")
	})
	accept.Long = `Keep a share of the key to somebody's vault. You cannot read anything with it; with others you can bring their access back.
When a ticket comes, you are the one to make sure who asks.`
	accept.Example = "  coffer deposit accept alice\n  coffer sync"
	cmd := noun("deposit", "shares that you hold for others", ls, show, accept,
		c.depositEndCommand("refuse", "do not keep a share for somebody", (*app.App).RefuseDeposit),
		c.depositEndCommand("return", "give a share back that you accepted", (*app.App).ReturnDeposit), c.depositPackCommand())
	for _, sub := range []*cobra.Command{show, accept} {
		sub.ValidArgsFunction = c.completeDeposit
	}
	cmd.Long = `A deposit is a share of the keys to somebody's vault, which you keep as their trustee. DEPOSIT is the name of the owner, or an
@ID, of which the first letters are enough.`
	return cmd
}

func (c *cli) depositEndCommand(use, short string, end func(*app.App, context.Context, string, string) (app.DepositInfo, error)) *cobra.Command {
	var reason string
	cmd := oneArg(use+" DEPOSIT", short, func(ctx context.Context, ref string) error {
		if err := c.confirm(ctx, "destroy the share that is here? this cannot be taken back"); err != nil {
			return err
		}
		return c.runDepositAnswer(ctx, func(a *app.App) (app.DepositInfo, error) { return end(a, ctx, ref, reason) },
			"the share for %s is destroyed; coffer sync tells them")
	})
	cmd.Long = "Destroy the share that is here and tell its owner, who needs another trustee then."
	cmd.Example = "  coffer deposit " + use + " alice --reason \"I am moving abroad\""
	cmd.Flags().StringVar(&reason, "reason", "", "what the owner is told")
	cmd.ValidArgsFunction = c.completeDeposit
	return cmd
}

func (c *cli) depositPackCommand() *cobra.Command {
	var output string
	var force bool
	cmd := &cobra.Command{
		Use: "pack [DEPOSIT] -o FILE", Short: "write the file with which somebody asks the trustees", Args: cobra.MaximumNArgs(1),
		Long: `Write the pack of a vault: its number, who its trustees are and where they are reached. Whoever lost their vault opens a ticket
with it: coffer ticket open recover --from FILE. Nothing in it is secret, but it tells who trusts whom.`,
		Example: "  coffer deposit pack alice -o alice.pack",
		RunE: func(cmd *cobra.Command, args []string) error {
			ref := ""
			if len(args) > 0 {
				ref = args[0]
			}
			return c.runDepositPack(cmd.Context(), ref, output, force)
		},
		ValidArgsFunction: c.completeDeposit,
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "the file to write")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}

// completeDeposit completes the owners of deposits.
func (c *cli) completeDeposit(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completeFirst(func(ctx context.Context, a *app.App) (names []string, err error) {
		all, err := a.Deposits(ctx)
		for _, d := range all {
			names = append(names, d.Owner)
		}
		return names, err
	})(cmd, args, start)
}

func (c *cli) runDepositLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Deposits(ctx)
		if err != nil {
			return err
		}
		if c.json {
			docs := []depositDoc{}
			for _, d := range all {
				docs = append(docs, newDepositDoc(d))
			}
			return c.printJSON(docs)
		}
		rows := [][]string{}
		for _, d := range all {
			rows = append(rows, []string{"@" + d.ID.String()[:8], d.Owner, d.Role, d.State})
		}
		return c.table(rows)
	})
}

func (c *cli) runDepositShow(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		d, err := a.Deposit(ctx, ref)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newDepositDoc(d))
		}
		rows := [][]string{{"deposit", "@" + d.ID.String()}, {"owner", d.Owner}, {"you", depositRole(d)}, {"state", d.State}, {"since", localTime(d.Since)},
			{"opens", "any " + counted(d.Threshold, "share", "shares") + " of " + counted(d.Shares, "share", "shares") + " bring the access back"},
			{"wait", app.FormatSpan(d.Wait) + " after the code of a ticket was typed"}}
		if len(d.Others) > 0 {
			rows = append(rows, []string{"others", strings.Join(d.Others, ", ")})
		}
		if len(d.Veto) > 0 {
			rows = append(rows, []string{"veto", strings.Join(d.Veto, ", ") + ", and the owner"})
		}
		if err := c.table(rows); err != nil {
			return err
		}
		if d.State == "offered" {
			c.note("coffer deposit accept %s keeps it, coffer deposit refuse %s does not", "@"+d.ID.String()[:8], "@"+d.ID.String()[:8])
		}
		return nil
	})
}

func depositRole(d app.DepositInfo) string {
	if d.Role == "trustee" {
		return "hold one share of each key, and promise to make sure who asks before you approve"
	}
	return "may veto who asks, and hold nothing"
}

func (c *cli) runDepositAnswer(ctx context.Context, answer func(*app.App) (app.DepositInfo, error), done string) error {
	return c.with(ctx, func(a *app.App) error {
		d, err := answer(a)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newDepositDoc(d))
		}
		c.note(done, quoted(d.Owner))
		return nil
	})
}

func (c *cli) runDepositPack(ctx context.Context, ref, output string, force bool) error {
	if output == "" {
		return app.Fail(app.Usage, "", "say where to with -o FILE")
	}
	return c.with(ctx, func(a *app.App) error {
		pack, d, err := a.PackOf(ctx, ref)
		if err != nil {
			return err
		}
		if err := host.WriteAtomic(output, force, func(w io.Writer) error { _, err := w.Write(pack); return err }); err != nil {
			return err
		}
		c.note("wrote %s about the vault of %s; coffer ticket open recover --from %s asks its trustees", output, quoted(d.Owner), output)
		return nil
	})
}

type depositDoc struct {
	ID         string   `json:"id"`
	Owner      string   `json:"owner"`
	Vault      string   `json:"vault"`
	Generation uint64   `json:"generation"`
	Role       string   `json:"role"`
	State      string   `json:"state"`
	Since      string   `json:"since"`
	Threshold  int      `json:"threshold"`
	Shares     int      `json:"shares"`
	Wait       string   `json:"wait"`
	Others     []string `json:"others"`
	Veto       []string `json:"veto"`
}

func newDepositDoc(d app.DepositInfo) depositDoc {
	return depositDoc{"@" + d.ID.String(), d.Owner, d.Vault.String(), d.Generation, d.Role, d.State, jsonTime(d.Since), d.Threshold, d.Shares,
		app.FormatSpan(d.Wait), append([]string{}, d.Others...), append([]string{}, d.Veto...)}
}
