package cli

import (
	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

// A ticket of one's own lies in a file, which --ticket names; an argument means a ticket
// in a vault. Whoever gives the file as the argument is told the flag, before any
// password is asked for.

// ticketInVault is for commands about either.
func ticketInVault(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && app.IsTicketFile(args[0]) {
		return errTicketArgument(cmd, args[0])
	}
	return cobra.MaximumNArgs(1)(cmd, args)
}

// ticketByFlag is for commands about tickets of one's own alone.
func ticketByFlag(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		return errTicketArgument(cmd, args[0])
	}
	return cobra.NoArgs(cmd, args)
}

func errTicketArgument(cmd *cobra.Command, path string) error {
	return app.Fail(app.Usage, "say "+cmd.CommandPath()+" "+ticketFlag(path), "the file of a ticket of your own is named by a flag: %s", host.Safe(path))
}
