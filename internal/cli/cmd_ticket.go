package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) ticketCommand() *cobra.Command {
	ls := noArgs("ls", "list the tickets that you decide, may veto, or that are about your vault", c.runTicketLs)
	ls.Example = "  coffer ticket ls\n  coffer ticket ls --json"
	cmd := noun("ticket", "ask trustees for a vault, and answer who asks", ls, c.ticketOpenCommand(), c.ticketShowCommand(), c.ticketSyncCommand(),
		c.ticketAnswerCommand(), c.ticketWithdrawCommand(), c.ticketRedeemCommand(), c.ticketConfirmCommand(), c.ticketApproveCommand(), c.ticketDenyCommand(), c.ticketVetoCommand(), c.ticketExportCommand())
	cmd.Long = `A ticket is one request to the trustees of a vault: to open it under a new master password, for one. Whoever asks needs no
vault; the ticket lies in a file of its own, under a ticket password: open, sync, answer, withdraw and redeem, and show with
--ticket FILE. Trustees, the owner, and whoever may veto see it in their vault: ls, show, confirm, approve, deny and veto.

Every trustee passes the request on to the owner and all who may veto before the wait starts. In a vault, TICKET is an @ID, of which
four letters or more are enough, or the name of the owner.`
	return cmd
}

func (c *cli) ticketShowCommand() *cobra.Command {
	var o ticketFileFlags
	var noSync bool
	var evidence string
	cmd := &cobra.Command{
		Use: "show [TICKET]", Short: "show where a ticket stands", Args: ticketInVault,
		Long: `Show a ticket: who asks for what, who decides, how far each trustee is, and what comes next. With --ticket FILE it is your
own: the file is opened with the ticket password, the post is looked into, and the confirmation code is shown, which you tell each
trustee by voice.`,
		Example: "  coffer ticket show alice\n  coffer ticket show --ticket alice.ticket",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case o.path != "" && len(args) > 0, evidence != "" && (o.path != "" || len(args) > 0):
				return app.Fail(app.Usage, "", "a ticket is in a vault, in a ticket file, or in evidence")
			case evidence != "":
				return c.runEvidenceShow(cmd.Context(), evidence)
			case o.path != "":
				return c.runAskingShow(cmd.Context(), o, noSync)
			case len(args) == 0:
				return c.runTicketShow(cmd.Context(), "")
			}
			return c.runTicketShow(cmd.Context(), args[0])
		},
	}
	o.register(cmd)
	cmd.Flags().BoolVar(&noSync, "no-sync", false, "with --ticket: do not look into the post")
	cmd.Flags().StringVar(&evidence, "file", "", "check the evidence that somebody wrote with coffer ticket export")
	cmd.ValidArgsFunction = c.completeTicket("")
	return cmd
}

// completeTicket completes what tickets in a vault are called, for which one may do
// something; with no deed all of them.
func (c *cli) completeTicket(deed string) completion {
	return c.completeOwned(func(ctx context.Context, a *app.App) (some []ofSomebody, err error) {
		all, err := a.Tickets(ctx)
		for _, t := range all {
			some = append(some, ofSomebody{t.ID, t.Owner, t.Kind + ", " + t.Sentence, len(t.May) > 0,
				deed == "" || slices.Contains(t.May, deed)})
		}
		return some, err
	})
}
