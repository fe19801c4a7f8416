package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) rmCommand() *cobra.Command {
	var retention string
	cmd := &cobra.Command{
		Use:   "rm PATH...",
		Short: "put items into the trash",
		Long: `Put items into the trash, all of them or none. From there coffer trash restore
brings them back until their date; then they are deleted for good.`,
		Example: `  coffer rm work/mail/acme
  coffer rm work/a work/b --retention 7d`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: c.completePath(0),
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runRm(cmd.Context(), args, retention) },
	}
	cmd.Flags().StringVar(&retention, "retention", "", "how long the trash keeps them, like 7d; the setting trash.retention when left out")
	return cmd
}

type rmDoc struct {
	ID   string `json:"id"`
	Path string `json:"path"`
	Due  string `json:"due"`
}

func (c *cli) runRm(ctx context.Context, refs []string, retention string) error {
	keep, err := parseRetention(retention)
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Remove(ctx, refs, keep)
		if err != nil {
			return err
		}
		docs := make([]rmDoc, 0, len(all))
		for _, r := range all {
			docs = append(docs, rmDoc{ID: r.ID.String(), Path: r.Path.String(), Due: jsonTime(r.Due)})
		}
		if c.json {
			return c.printJSON(docs)
		}
		for _, r := range all {
			c.note("put %s into the trash; it is deleted from %s on; coffer trash restore @%s brings it back",
				host.Safe(r.Path.String()), localTime(r.Due), r.ID)
		}
		return nil
	})
}

// parseRetention reads how long; zero is the setting, and "not at all" a second.
func parseRetention(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := app.ParseSpan(s)
	return max(d, time.Second), err
}
