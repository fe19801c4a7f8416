package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) ticketConfirmCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "confirm TICKET [CODE]", Short: "type the code that the requester tells you", Args: cobra.RangeArgs(1, 2),
		Long: `Type the confirmation code of a ticket, as a trustee. The requester tells it over another channel: by voice, best on a number
that you know. It shows that this voice and this ticket belong together, and not whose voice it is: that you must know. With the
right code your wait starts. Five wrong ones close the ticket with you; after three days without a code it vanishes.`,
		Example: "  coffer ticket confirm alice 4H2K-9QRT-XW3M",
		RunE: func(cmd *cobra.Command, args []string) error {
			code := ""
			if len(args) > 1 {
				code = args[1]
			}
			return c.runTicketConfirm(cmd.Context(), args[0], code)
		},
		ValidArgsFunction: c.completeTicket("confirm"),
	}
	return cmd
}

func (c *cli) ticketApproveCommand() *cobra.Command {
	cmd := perhapsOneArg("approve [TICKET]", "say that the request is genuine", func(ctx context.Context, ref string) error {
		return c.runTicketDecision(ctx, c.with, func(a *app.App) (app.TicketInfo, error) { return a.ApproveTicket(ctx, ref) },
			"approved: your client gives its share after the wait, unless somebody vetoes; coffer sync tells the others")
	})
	cmd.Long = `Say that a confirmed ticket is genuine: you know who asks, and that they may. Your client gives its share when its wait is over,
enough trustees are ready, and nobody has vetoed. Until then you can still deny it.`
	cmd.Example = "  coffer ticket approve alice"
	cmd.ValidArgsFunction = c.completeTicket("approve")
	return cmd
}

func (c *cli) ticketDenyCommand() *cobra.Command {
	var reason string
	cmd := perhapsOneArg("deny [TICKET]", "give nothing for this ticket, for ever", func(ctx context.Context, ref string) error {
		return c.runTicketDecision(ctx, c.with, func(a *app.App) (app.TicketInfo, error) { return a.DenyTicket(ctx, ref, reason) },
			"denied: your client gives nothing for this ticket; coffer sync tells the others")
	})
	cmd.Long = `Give nothing for a ticket, as a trustee, also after you approved it. This is for ever: whoever asks must open another one.`
	cmd.Example = "  coffer ticket deny alice --reason \"I called her: it is not hers\""
	cmd.Flags().StringVar(&reason, "reason", "", "what the others are told")
	cmd.ValidArgsFunction = c.completeTicket("deny")
	return cmd
}

func (c *cli) ticketVetoCommand() *cobra.Command {
	var reason string
	cmd := perhapsOneArg("veto [TICKET]", "stop a ticket, as the owner or as somebody who may veto", func(ctx context.Context, ref string) error {
		return c.runTicketDecision(ctx, c.withSpared, func(a *app.App) (app.TicketInfo, error) { return a.VetoTicket(ctx, ref, reason) },
			"vetoed: no trustee who hears of it gives a share; coffer sync tells them, do not put it off")
	})
	cmd.Long = `Stop a ticket: as the owner of the vault, or as somebody who may veto. One veto is enough, until the shares are out. It works
in a frozen vault, too, with the master password.`
	cmd.Example = "  coffer ticket veto @4h2k --reason \"I did not ask for this\"\n  coffer sync"
	cmd.Flags().StringVar(&reason, "reason", "", "what the others are told")
	cmd.ValidArgsFunction = c.completeTicket("veto")
	return cmd
}

func (c *cli) runTicketConfirm(ctx context.Context, ref, code string) error {
	if code == "" {
		t, err := c.terminal()
		if err != nil {
			return app.Fail(app.Usage, "coffer ticket confirm TICKET CODE", "which code did the requester tell you?")
		}
		code, err = t.ReadLine(ctx, "code that the requester tells you: ")
		t.Close()
		if err != nil {
			return err
		}
	}
	return c.runTicketDecision(ctx, c.with, func(a *app.App) (app.TicketInfo, error) { return a.ConfirmTicket(ctx, ref, code) },
		"confirmed: whoever told you the code holds this ticket, whoever that is; next: coffer ticket approve THIS, or deny, then coffer sync")
}

// runner runs something on the unlocked vault: [cli.with], or [cli.withSpared].
type runner func(context.Context, func(*app.App) error) error

// ofTickets has whoever has no vault be told where their own ticket is, and not to make one.
func ofTickets(with runner) runner {
	return func(ctx context.Context, f func(*app.App) error) error {
		return app.WithoutVault(with(ctx, f), "coffer ticket show --ticket FILE shows a ticket of your own; for one that you decide or may veto, --dir names the folder of your vault")
	}
}

func (c *cli) runTicketDecision(ctx context.Context, with runner, decide func(*app.App) (app.TicketInfo, error), done string) error {
	return ofTickets(with)(ctx, func(a *app.App) error {
		info, err := decide(a)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newTicketDoc(info))
		}
		c.note("%s", strings.ReplaceAll(done, "THIS", "@"+info.ID.Short()))
		return nil
	})
}

func (c *cli) runTicketLs(ctx context.Context) error {
	return ofTickets(c.withSpared)(ctx, func(a *app.App) error {
		all, err := a.Tickets(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newTicketDocs(all))
		}
		rows := [][]string{}
		for _, t := range all {
			rows = append(rows, []string{"@" + t.ID.Short(), strings.Join(t.Roles, ", "), t.Kind, whoseVault(t.Owner), t.Sentence})
		}
		return c.table(rows)
	})
}

func (c *cli) runTicketShow(ctx context.Context, ref string) error {
	return ofTickets(c.withSpared)(ctx, func(a *app.App) error {
		info, err := a.Ticket(ctx, ref)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newTicketDoc(info))
		}
		if err := c.table(ticketRows(info)); err != nil {
			return err
		}
		c.noteInspection(info.Inspection)
		if next := nextOfTicket(info); next != "" {
			c.note("%s", c.inVault(next))
		}
		return nil
	})
}

// nextOfTicket is what somebody may do next.
func nextOfTicket(t app.TicketInfo) string {
	which := "@" + t.ID.Short()
	has := func(deed string) bool {
		for _, may := range t.May {
			if may == deed {
				return true
			}
		}
		return false
	}
	switch {
	case has("confirm"):
		return "call whoever asks on a number that you know; coffer ticket confirm " + which + " CODE takes the code that they tell you, coffer ticket deny " + which + " refuses"
	case has("approve"):
		return "the code shows that this voice and this ticket belong together, not whose voice it is; coffer ticket approve " + which + " or deny decides"
	case slices.ContainsFunc(t.Trustees, t.WaitsForSync):
		return "next: coffer sync tells the owner and whoever may veto, and then your wait starts"
	case t.Out:
		return outText(t)
	case has("veto") && t.Live:
		return "coffer ticket veto " + which + " stops it"
	}
	return ""
}
