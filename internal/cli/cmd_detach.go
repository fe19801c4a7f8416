package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) detachCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "detach PATH NAME",
		Short: "take an attached file away from an item",
		Long: `Take an attached file away from an item. It stays with the former revisions for
as long as these are kept: coffer revert brings it back.`,
		Example:           "  coffer detach home/passport scan.pdf",
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: c.completeName,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runDetach(cmd.Context(), args[0], args[1])
		},
	}
}

func (c *cli) runDetach(ctx context.Context, ref, name string) error {
	return c.with(ctx, func(a *app.App) error {
		s, err := a.Detach(ctx, ref, name)
		if err != nil {
			return err
		}
		defer s.Wipe()
		if c.json {
			return c.printJSON(itemDoc(&s, false))
		}
		c.note("detached %s from %s", host.Safe(name), host.Safe(s.Path().String()))
		return nil
	})
}
