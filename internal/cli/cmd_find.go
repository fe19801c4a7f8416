package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type findFlags struct {
	app.Query
	stdin bool
	long  bool
}

func (c *cli) findCommand() *cobra.Command {
	var o findFlags
	cmd := &cobra.Command{
		Use:   "find [TEXT]",
		Short: "search items",
		Long: `Print the paths of the items that hold a text, without regard to case: in title,
folder, tag, attachment's name or a value of the companion tier; with --core in
secret values, too. What is found is not printed; --long says where it
stands, with the user name and the @ID of the item.

Other programs can see arguments: a text that is secret comes from --stdin.`,
		Example: `  coffer find acme
  coffer find --core --stdin <part-of-a-password
  coffer find ann --box work --template login --long
  coffer find --tag production`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runFind(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.Core, "core", false, "look into secret values, too")
	f.BoolVar(&o.stdin, "stdin", false, "read the text from standard input")
	f.BoolVarP(&o.long, "long", "l", false, "say where the text stands, the user name and the @ID")
	f.StringVar(&o.Box, "box", "", "only in this box")
	f.StringVar(&o.Folder, "folder", "", "only in this folder of a box, and below it")
	f.StringVar(&o.Tag, "tag", "", "only items with this tag")
	f.StringVarP(&o.Template, "template", "t", "", "only items of this template")
	f.BoolVar(&o.Favourite, "favourite", false, "only favourites")
	completeFlag(cmd, "box", c.completeBox)
	completeFlag(cmd, "template", c.completeTemplate)
	return cmd
}

// textGiven takes a text to look for from the argument or from standard input; empty where
// neither is given.
func (c *cli) textGiven(ctx context.Context, args []string, stdin bool) (string, error) {
	switch {
	case len(args) > 0 && stdin:
		return "", app.Fail(app.Usage, "leave one out", "the text is an argument or comes from --stdin")
	case !stdin:
		return firstOf(args), nil
	}
	in, err := c.input("--stdin")
	if err != nil {
		return "", err
	}
	s, err := readSecret(ctx, in, maxFindText)
	defer s.Wipe()
	return s.Reveal(), err
}

func (c *cli) findText(ctx context.Context, args []string, o *findFlags) (err error) {
	if o.Text, err = c.textGiven(ctx, args, o.stdin); err != nil {
		return err
	}
	if o.Text == "" && o.Tag == "" && o.Template == "" && o.Box == "" && o.Folder == "" && !o.Favourite {
		return app.Fail(app.Usage, "coffer ls lists all items", "there is nothing to look for")
	}
	return nil
}

// maxFindText bounds what is looked for, in bytes.
const maxFindText = 4 << 10

func (c *cli) runFind(ctx context.Context, args []string, o findFlags) error {
	if err := c.findText(ctx, args, &o); err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		o.Users = o.long
		found, err := a.Find(ctx, o.Query)
		switch {
		case err != nil:
			return err
		case c.json:
			return c.printMatches(found)
		case o.long:
			return c.printPlaces(found)
		}
		entries := make([]app.Entry, len(found))
		for i := range found {
			entries[i] = found[i].Entry
		}
		return c.printPaths(entries)
	})
}

func (c *cli) printPlaces(found []app.Match) error {
	rows := make([][]string, len(found))
	for i := range found {
		m := &found[i]
		rows[i] = []string{m.Path().String(), orDash(m.User), "@" + m.ID.String(), strings.Join(placeNames(m), ", ")}
	}
	return c.table(rows)
}

func placeNames(m *app.Match) []string {
	names := make([]string, len(m.Places))
	for i, p := range m.Places {
		names[i] = host.Safe(strings.TrimSpace(string(p.Part) + " " + p.Name))
	}
	return names
}

type jsonMatch struct {
	jsonLabel
	Places []jsonPlace `json:"places"`
}

type jsonPlace struct {
	Part string `json:"part"`
	Name string `json:"name,omitempty"`
}

func (c *cli) printMatches(found []app.Match) error {
	docs := make([]jsonMatch, len(found))
	for i := range found {
		docs[i] = jsonMatch{jsonLabel: entryDoc(&found[i].Entry), Places: []jsonPlace{}}
		for _, p := range found[i].Places {
			docs[i].Places = append(docs[i].Places, jsonPlace{Part: string(p.Part), Name: p.Name})
		}
	}
	return c.printJSON(docs)
}
