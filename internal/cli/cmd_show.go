package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) showCommand() *cobra.Command {
	var reveal bool
	cmd := &cobra.Command{
		Use:   "show PATH",
		Short: "show an item with all its fields",
		Long: `Show an item: where it lies, its fields and the tier of each, its attachments.
Values of the core tier are covered, and their length with them, unless you say
--reveal.`,
		Example: `  coffer show work/mail/acme
  coffer show acme --reveal
  coffer show @1f4c --json`,
		Args:              cobra.ExactArgs(1),
		Annotations:       map[string]string{onlyReads: "true"},
		ValidArgsFunction: c.completeItem,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runShow(cmd.Context(), args[0], reveal) },
	}
	cmd.Flags().BoolVar(&reveal, "reveal", false, "show secret values, too")
	return cmd
}

func (c *cli) runShow(ctx context.Context, ref string, reveal bool) error {
	var s app.Shown
	err := c.reading(ctx, func(a *app.App) (err error) {
		s, err = a.Show(ctx, ref)
		return err
	})
	if err != nil {
		return err
	}
	defer s.Wipe()
	return c.printItem(&s, reveal)
}

// printItem shows an item, or prints its document.
func (c *cli) printItem(s *app.Shown, reveal bool) error {
	if reveal {
		if err := s.Revealable(); err != nil {
			return err
		}
	}
	if s.Moved {
		c.note("warning: title, folder, address, dates or fields were changed without the core key; if this is right, confirm it with coffer verify --accept PATH")
	}
	if c.json {
		return c.printJSON(itemDoc(s, reveal))
	}
	var rows [][]string
	for _, row := range app.ItemHead(s) {
		rows = append(rows, row[:])
	}
	rows = append(rows, []string{})
	for i := range s.Fields {
		rows = append(rows, fieldRows(s, &s.Fields[i], reveal)...)
	}
	for i := range s.Attachments {
		at := &s.Attachments[i]
		rows = append(rows, []string{at.Name, app.SizeText(at.Size), "attached file"})
	}
	c.say("%s", s.Path().String())
	return c.table(rows)
}

// covered stands for a secret of any length.
const covered = "••••••••"

// fieldRows are one row, or one for each line of a value.
func fieldRows(s *app.Shown, f *app.Field, reveal bool) [][]string {
	lines := strings.Split(fieldText(s, f, reveal), "\n")
	rows := [][]string{{f.Name, lines[0], f.Tier.String()}}
	for _, line := range lines[1:] {
		rows = append(rows, []string{"", line})
	}
	if m, half := s.Complement(f.Name); half {
		rows[0] = append(rows[0], "one half; the other half: "+m.Hint)
	}
	return rows
}

func fieldText(s *app.Shown, f *app.Field, reveal bool) string {
	switch {
	case f.Tier == app.Core && s.Locked:
		return "(locked)"
	case f.Value.IsZero():
		return ""
	case f.Tier == app.Core && !reveal:
		return covered
	case f.Kind == app.KindFile:
		return "(" + app.SizeText(int64(f.Value.Len())) + ")"
	}
	return strings.TrimSuffix(f.Value.Reveal(), "\n")
}
