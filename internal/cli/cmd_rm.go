package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type rmFlags struct {
	retention string
	recursive bool
	tags      []string
}

func (c *cli) rmCommand() *cobra.Command {
	var o rmFlags
	cmd := &cobra.Command{
		Use:   "rm PATH...",
		Short: "put items into the trash",
		Long: `Put items into the trash, all of them or none. From there coffer trash restore
brings them back until their date; then they are deleted for good. With
--recursive a PATH may be a folder or a box: then all items in it and below it
go, after a question if they are several; with --tag, those of them that have
the tag. By the tag duplicate nothing goes that no other item says by now, or that
has former revisions which the other has not.`,
		Example: `  coffer rm work/mail/acme
  coffer rm --recursive import/csv-2031-05-06
  coffer rm --recursive import/csv-2031-05-06 --tag duplicate
  coffer rm work/a work/b --retention 7d`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: c.completePath(0),
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runRm(cmd.Context(), args, o) },
	}
	cmd.Flags().BoolVarP(&o.recursive, "recursive", "r", false, "also all items in a folder and below it")
	cmd.Flags().StringArrayVar(&o.tags, "tag", nil, "with --recursive: only items with this tag; several must all fit")
	cmd.Flags().StringVar(&o.retention, "retention", "", "how long the trash keeps them, like 7d; the setting trash.retention when left out")
	return cmd
}

type rmDoc struct {
	ID   string `json:"id"`
	Path string `json:"path"`
	Due  string `json:"due"`
}

func (c *cli) runRm(ctx context.Context, refs []string, o rmFlags) error {
	keep, err := parseRetention(o.retention)
	if err != nil {
		return err
	}
	if len(o.tags) > 0 && !o.recursive {
		return app.Fail(app.Usage, "", "--tag chooses among the items of a folder or a box: name it with --recursive")
	}
	return c.with(ctx, func(a *app.App) error {
		if o.recursive {
			if refs, err = c.confirmBelow(ctx, a, refs, o.tags); err != nil {
				return err
			}
		}
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
		if o.recursive && len(all) > 1 {
			c.note("put %d items into the trash; they are deleted from %s on; coffer trash ls lists them, coffer trash restore brings one back",
				len(all), localTime(all[0].Due))
			return nil
		}
		for _, r := range all {
			c.note("put %s into the trash; it is deleted from %s on; coffer trash restore @%s brings it back",
				host.Safe(r.Path.String()), localTime(r.Due), r.ID)
		}
		return nil
	})
}

// confirmBelow finds the items in folders, and asks before several go.
func (c *cli) confirmBelow(ctx context.Context, a *app.App, refs, tags []string) ([]string, error) {
	ids, left, err := a.Below(ctx, refs, tags...)
	for _, p := range left {
		c.note("%s stays: nothing else says all that it says now, or has its former revisions; coffer rm without --tag takes it away all the same", host.Safe(p.String()))
	}
	switch {
	case err != nil:
		return nil, err
	case len(ids) == 0 && len(left) > 0:
		return nil, app.Fail(app.NotFound, "", "nothing goes")
	case len(ids) == 0 && len(tags) > 0:
		return nil, app.Fail(app.NotFound, "coffer ls -l shows the tags", "no item in it has the tag")
	case len(ids) == 0:
		return nil, app.Fail(app.NotFound, "coffer box rm removes a box itself", "there is no item in it")
	case len(ids) > 1:
		err = c.confirm(ctx, fmt.Sprintf("put %d items into the trash?", len(ids)))
	}
	return ids, err
}

// parseRetention reads how long; zero is the setting, and "not at all" a second.
func parseRetention(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := app.ParseSpan(s)
	return max(d, time.Second), err
}
