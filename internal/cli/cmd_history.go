package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type historyFlags struct {
	revision uint32
	reveal   bool
}

func (c *cli) historyCommand() *cobra.Command {
	var o historyFlags
	cmd := &cobra.Command{
		Use:   "history PATH [REVISION]",
		Short: "list the revisions of an item, or show one",
		Long: `List what is kept of an item's past, the newest first, and what each revision
changed; or show one revision as coffer show does.`,
		Example: `  coffer history work/mail/acme
  coffer history work/mail/acme 3 --reveal`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: c.completeRevision,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 {
				if cmd.Flags().Changed("revision") {
					return app.Fail(app.Usage, "leave one out", "the revision is an argument or comes with --revision")
				}
				number, err := parseRevision(args[1])
				if err != nil {
					return err
				}
				o.revision = number
			}
			return c.runHistory(cmd.Context(), args[0], o)
		},
	}
	f := cmd.Flags()
	f.Uint32Var(&o.revision, "revision", 0, "show this revision")
	f.BoolVar(&o.reveal, "reveal", false, "show secret values, too")
	return cmd
}

func (c *cli) runHistory(ctx context.Context, ref string, o historyFlags) error {
	if o.reveal && o.revision == 0 {
		return app.Fail(app.Usage, "say which, as in coffer history PATH REVISION", "--reveal is about one revision")
	}
	return c.with(ctx, func(a *app.App) error {
		if o.revision == 0 {
			path, all, err := a.History(ctx, ref)
			if err != nil {
				return err
			}
			return c.printHistory(path, all)
		}
		s, err := a.Revision(ctx, ref, o.revision)
		if err != nil {
			return err
		}
		defer s.Wipe()
		return c.printItem(&s, o.reveal)
	})
}

type historyDoc struct {
	Path      string        `json:"path"`
	Revisions []revisionDoc `json:"revisions"`
}

type revisionDoc struct {
	Revision uint32   `json:"revision"`
	Current  bool     `json:"current"`
	Moved    bool     `json:"moved,omitempty"`
	Changed  string   `json:"changed"`
	Title    string   `json:"title"`
	Differs  []string `json:"differs"`
}

func (c *cli) printHistory(path app.Path, all []app.Revision) error {
	doc := historyDoc{Path: path.String(), Revisions: []revisionDoc{}}
	var rows [][]string
	for i := range all {
		r := &all[i]
		doc.Revisions = append(doc.Revisions, revisionDoc{
			Revision: r.Revision, Current: r.Current, Moved: r.Moved, Changed: jsonTime(r.Changed),
			Title: r.Title, Differs: orNone(r.Differs),
		})
		rows = append(rows, []string{fmt.Sprint(r.Revision), localTime(r.Changed), r.DiffersText()})
	}
	if c.json {
		return c.printJSON(doc)
	}
	return c.table(rows)
}
