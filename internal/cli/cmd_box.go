package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) boxCommand() *cobra.Command {
	ls := noArgs("ls", "list the boxes", c.runBoxLs)
	ls.Example = "  coffer box ls\n  coffer box ls --json"
	show := oneArg("show NAME", "show a box", c.runBoxShow)
	show.Example = "  coffer box show work"
	show.ValidArgsFunction = c.completeFirst(boxesInUse)
	rm := oneArg("rm NAME", "delete a box with all that is in it in 14 days", c.runBoxRm)
	rm.Long = `Hide a box with all that is in it. It is deleted for good after 14 days; until
then coffer box restore brings it back.`
	rm.Example = "  coffer box rm old-job"
	rm.ValidArgsFunction = c.completeFirst(boxesInUse)
	restore := oneArg("restore NAME", "bring a removed box back", c.runBoxRestore)
	restore.Example = "  coffer box restore old-job"
	restore.ValidArgsFunction = c.completeFirst(boxesRemoved)
	return noun("box", "containers of items, with keys of their own", ls, c.boxNewCommand(), show, c.boxRenameCommand(), rm, restore)
}

func boxesInUse(ctx context.Context, a *app.App) ([]string, error)   { return boxNames(ctx, a, false) }
func boxesRemoved(ctx context.Context, a *app.App) ([]string, error) { return boxNames(ctx, a, true) }

func boxNames(ctx context.Context, a *app.App, removed bool) (names []string, err error) {
	all, err := a.Boxes(ctx)
	for _, b := range all {
		if !b.Removed.IsZero() == removed {
			names = append(names, b.Name)
		}
	}
	return names, err
}

type boxDoc struct {
	Name    string `json:"name"`
	ID      string `json:"id"`
	Note    string `json:"note"`
	Created string `json:"created"`
	Items   int    `json:"items"`
	Trashed int    `json:"trashed"`
	Removed string `json:"removed,omitempty"`
	Due     string `json:"deleted_from,omitempty"`
}

func newBoxDoc(b app.BoxInfo) boxDoc {
	return boxDoc{
		Name: b.Name, ID: b.ID.String(), Note: b.Note, Created: jsonTime(b.Created),
		Items: b.Items, Trashed: b.Trashed, Removed: jsonTime(b.Removed), Due: jsonTime(b.Due),
	}
}

func (c *cli) runBoxLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Boxes(ctx)
		if err != nil {
			return err
		}
		if c.json {
			docs := []boxDoc{}
			for _, b := range all {
				docs = append(docs, newBoxDoc(b))
			}
			return c.printJSON(docs)
		}
		rows := [][]string{}
		for _, b := range all {
			state := ""
			if !b.Removed.IsZero() {
				state = "removed, deleted from " + localTime(b.Due)
			}
			rows = append(rows, []string{b.Name, counted(b.Items, "item", "items"), state})
		}
		return c.table(rows)
	})
}

func (c *cli) boxNewCommand() *cobra.Command {
	var note string
	cmd := oneArg("new NAME", "make an empty box", func(ctx context.Context, name string) error {
		return c.with(ctx, func(a *app.App) error {
			if err := a.NewBox(ctx, name, note); err != nil {
				return err
			}
			c.note("made box %s%s", quoted(name), writtenInPaths(name))
			return nil
		})
	})
	cmd.Example = "  coffer box new work\n  coffer box new club --note \"what the treasurer needs\""
	cmd.Flags().StringVar(&note, "note", "", "what the box is for")
	return cmd
}

// writtenInPaths says how a name is written in a path, if not as it is.
func writtenInPaths(name string) string {
	if path := app.BoxPath(name); path != name {
		return "; a path writes it " + path
	}
	return ""
}

func (c *cli) runBoxShow(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		b, err := a.Box(ctx, name)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newBoxDoc(b))
		}
		return c.table([][]string{
			{"name", b.Name}, {"id", b.ID.String()}, {"note", b.Note}, {"created", localTime(b.Created)},
			{"items", fmt.Sprint(b.Items)}, {"trash", fmt.Sprint(b.Trashed)},
		})
	})
}

func (c *cli) boxRenameCommand() *cobra.Command {
	var note string
	cmd := &cobra.Command{
		Use: "rename NAME [NEW]", Short: "give a box another name or note",
		Example: "  coffer box rename work acme\n  coffer box rename work --note \"until May\"",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var to *string
			if len(args) == 2 {
				to = &args[1]
			}
			note := changed(cmd, "note", &note)
			if to == nil && note == nil {
				return app.Fail(app.Usage, "", "name the new name, or --note")
			}
			return c.runBoxRename(cmd.Context(), args[0], to, note)
		},
		ValidArgsFunction: c.completeFirst(boxesInUse),
	}
	cmd.Flags().StringVar(&note, "note", "", "what the box is for")
	return cmd
}

func (c *cli) runBoxRename(ctx context.Context, name string, to, note *string) error {
	return c.with(ctx, func(a *app.App) error {
		if err := a.EditBox(ctx, name, to, note); err != nil {
			return err
		}
		if to != nil {
			c.note("box %s is named %s now", quoted(name), quoted(*to))
		}
		if note != nil {
			c.note("changed the note of the box")
		}
		return nil
	})
}

// removedDoc is what can be taken back until its date.
type removedDoc struct {
	Name string `json:"name,omitempty"`
	Due  string `json:"deleted_from"`
}

func (c *cli) runBoxRm(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		b, err := a.Box(ctx, name)
		if err != nil {
			return err
		}
		question := fmt.Sprintf("delete box %s with %s in 14 days?", quoted(name), counted(b.Items, "item", "items"))
		if b.Trashed > 0 {
			question = fmt.Sprintf("delete box %s with %s and %d more in the trash in 14 days?",
				quoted(name), counted(b.Items, "item", "items"), b.Trashed)
		}
		if err := c.confirm(ctx, question); err != nil {
			return err
		}
		due, err := a.RemoveBox(ctx, name)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(removedDoc{name, jsonTime(due)})
		}
		c.note("box %s will be deleted from %s on; coffer box restore takes that back", quoted(name), localTime(due))
		return nil
	})
}

// runBoxRestore comes before what is due: it also works at the last moment.
func (c *cli) runBoxRestore(ctx context.Context, name string) error {
	return c.withAsIs(ctx, func(a *app.App) error {
		if err := a.RestoreBox(ctx, name); err != nil {
			return err
		}
		return c.done(backDoc{Kind: "box", Name: name}, "box %s is back", quoted(name))
	})
}
