package cli

import (
	"bufio"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type lsFlags struct {
	app.ListQuery
	long bool
}

func (c *cli) lsCommand() *cobra.Command {
	var o lsFlags
	cmd := &cobra.Command{
		Use:   "ls [BOX[/FOLDER]]",
		Short: "list items by their paths",
		Long: `List the paths of all items, or of those in a box or a folder with all below it.
The long list tells when each was changed and when it expires, its template, its
user name, its @ID and its tags; a star marks favourites.`,
		Example: `  coffer ls
  coffer ls work/servers -l
  coffer ls --tag production --expired
  coffer ls --json`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: c.completeItem,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Place = strings.Join(args, "")
			return c.runLs(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&o.long, "long", "l", false, "tell more of each")
	f.StringArrayVar(&o.Tags, "tag", nil, "only those with this tag; several must all fit")
	f.StringVarP(&o.Template, "template", "t", "", "only those of this template")
	f.BoolVar(&o.Favourite, "favourite", false, "only favourites")
	f.BoolVar(&o.Expired, "expired", false, "only those whose date is reached")
	completeFlag(cmd, "template", c.completeTemplate)
	return cmd
}

func (c *cli) runLs(ctx context.Context, o lsFlags) error {
	return c.with(ctx, func(a *app.App) error {
		o.Users = o.long
		all, err := a.List(ctx, o.ListQuery)
		switch {
		case err != nil:
			return err
		case c.json:
			return c.printEntries(all)
		case len(all) == 0 && o.everything():
			c.note("there are no items yet; coffer add BOX/TITLE adds one")
			return nil
		case o.long:
			return c.printLong(all)
		}
		return c.printPaths(all)
	})
}

// everything tells that nothing was left out.
func (o *lsFlags) everything() bool {
	return o.Place == "" && len(o.Tags) == 0 && o.Template == "" && !o.Favourite && !o.Expired
}

func (c *cli) printEntries(all []app.Entry) error {
	docs := make([]jsonLabel, len(all))
	for i := range all {
		docs[i] = entryDoc(&all[i])
	}
	return c.printJSON(docs)
}

// printPaths prints a path a line. Lists may be very long, and neighbours lie in
// the same folder: what they share is made once.
func (c *cli) printPaths(all []app.Entry) error {
	w := bufio.NewWriterSize(c.out, 64<<10)
	var folder string
	for i := range all {
		e := &all[i]
		if i == 0 || e.Box != all[i-1].Box || !slices.Equal(e.Folder, all[i-1].Folder) {
			path := e.Path().String()
			folder = host.Safe(path[:strings.LastIndexByte(path, '/')+1])
		}
		w.WriteString(folder)
		w.WriteString(host.Safe(app.EscapeName(e.Title)))
		w.WriteByte('\n') // errors stay with w until it is flushed
	}
	return w.Flush()
}

func (c *cli) printLong(all []app.Entry) error {
	rows := make([][]string, len(all))
	for i := range all {
		rows[i] = longRow(&all[i])
	}
	return c.table(rows)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func longRow(e *app.Entry) []string {
	star, expires := "-", "-"
	if e.Favourite {
		star = "*"
	}
	if !e.Expires.IsZero() {
		expires = localTime(e.Expires)
	}
	return []string{
		star, localTime(e.Changed), expires, e.Template, e.Path().String(), orDash(e.User), "@" + e.ID.String(),
		strings.Join(e.Tags, ", "),
	}
}
