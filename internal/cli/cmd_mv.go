package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) mvCommand() *cobra.Command {
	var o app.MoveOptions
	cmd := &cobra.Command{
		Use:   "mv PATH NEWPATH",
		Short: "move or rename an item",
		Long: `Put an item under another path, in the same box or another one; NEWPATH with a /
at its end is a folder. The item keeps its @ID and its history.

With a / at the end of both, all items in a folder and below it move, all or
none, and keep the folders that they have below it.`,
		Example: `  coffer mv work/mail/acme work/mail/acme-old
  coffer mv work/mail/acme archive/2031/
  coffer mv import/csv-2031-05-06/ web/`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: c.completePath(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.To = args[1]
			if strings.HasSuffix(args[0], "/") {
				return c.runMoveFolder(cmd.Context(), args[0], o)
			}
			return c.runMove(cmd.Context(), args[0], o, "moved", (*app.App).Move)
		},
	}
	cmd.Flags().BoolVar(&o.Duplicate, "duplicate", false, "move it even if there is an item of that path")
	return cmd
}

type moveDoc struct {
	ID       string `json:"id"`
	From     string `json:"from"`
	Path     string `json:"path"`
	Revision uint32 `json:"revision"`
}

func newMoveDoc(m app.Moved) moveDoc {
	return moveDoc{ID: m.ID.String(), From: m.From.String(), Path: m.To.String(), Revision: m.Revision}
}

// runMove moves or copies, as do says.
func (c *cli) runMove(
	ctx context.Context, ref string, o app.MoveOptions, done string,
	do func(*app.App, context.Context, string, app.MoveOptions) (app.Moved, error),
) error {
	return c.with(ctx, func(a *app.App) error {
		m, err := do(a, ctx, ref, o)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newMoveDoc(m))
		}
		c.note("%s %s to %s", done, host.Safe(m.From.String()), host.Safe(m.To.String()))
		return nil
	})
}

func (c *cli) runMoveFolder(ctx context.Context, folder string, o app.MoveOptions) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.MoveFolder(ctx, folder, o)
		if err != nil {
			return err
		}
		if c.json {
			docs := make([]moveDoc, len(all))
			for i, m := range all {
				docs[i] = newMoveDoc(m)
			}
			return c.printJSON(docs)
		}
		c.note("moved %s from %s to %s", counted(len(all), "item", "items"), host.Safe(folder), host.Safe(o.To))
		return nil
	})
}
