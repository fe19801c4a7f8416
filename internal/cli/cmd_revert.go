package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) revertCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "revert PATH REVISION",
		Short: "make an item again what it was",
		Long: `Write the content of a former revision as the next one, so that nothing is lost.
The folder stays as it is.`,
		Example:           "  coffer revert work/mail/acme 3",
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: c.completeRevision,
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := parseRevision(args[1])
			if err != nil {
				return err
			}
			return c.runRevert(cmd.Context(), args[0], number)
		},
	}
}

// parseRevision reads the number of a revision.
func parseRevision(s string) (uint32, error) {
	number, err := strconv.ParseUint(s, 10, 32)
	if err != nil || number == 0 {
		return 0, app.Fail(app.Usage, "coffer history lists them", "a revision is a number")
	}
	return uint32(number), nil
}

func (c *cli) runRevert(ctx context.Context, ref string, number uint32) error {
	return c.with(ctx, func(a *app.App) error {
		s, changed, err := a.Revert(ctx, ref, number)
		if err != nil {
			return err
		}
		defer s.Wipe()
		if c.json {
			return c.printJSON(itemDoc(&s, false))
		}
		c.note("%s", app.RevertText(&s, number, changed))
		return nil
	})
}
