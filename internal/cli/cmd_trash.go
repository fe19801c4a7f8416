package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) trashCommand() *cobra.Command {
	ls := &cobra.Command{
		Use: "ls [BOX]", Short: "list what is in the trash",
		Example: "  coffer trash ls\n  coffer trash ls work --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runTrashLs(cmd.Context(), app.TrashFilter{Box: firstOf(args)})
		},
		ValidArgsFunction: c.completeFirst(boxesInUse),
	}
	return noun("trash", "what was put away", ls, c.trashRestoreCommand(), c.trashEmptyCommand())
}

func firstOf(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

type trashedDoc struct {
	Kind    string `json:"kind"`
	Path    string `json:"path"`
	ID      string `json:"id"`
	Trashed string `json:"trashed"`
	Due     string `json:"deleted_from"`
}

func (c *cli) runTrashLs(ctx context.Context, f app.TrashFilter) error {
	return c.with(ctx, func(a *app.App) error {
		t, err := a.Trash(ctx, f)
		if err != nil {
			return err
		}
		docs, rows := []trashedDoc{}, [][]string{}
		for _, e := range t.Items {
			docs = append(docs, trashedDoc{"item", e.Path().String(), e.ID.String(), jsonTime(e.Trashed), jsonTime(e.Due)})
			rows = append(rows, []string{e.Path().String(), "@" + e.ID.String(), "deleted from " + localTime(e.Due)})
		}
		for _, r := range t.Templates {
			docs = append(docs, trashedDoc{"template", r.Name, r.ID.String(), jsonTime(r.Removed), jsonTime(r.Due)})
			rows = append(rows, []string{"template " + r.Name, "", "deleted from " + localTime(r.Due)})
		}
		for _, r := range t.Circles {
			docs = append(docs, trashedDoc{"circle", r.Name, r.ID.String(), jsonTime(r.Removed), jsonTime(r.Due)})
			rows = append(rows, []string{"circle " + r.Name, "", "deleted from " + localTime(r.Due)})
		}
		if c.json {
			return c.printJSON(docs)
		}
		return c.table(rows)
	})
}

func (c *cli) trashRestoreCommand() *cobra.Command {
	var template, circle bool
	cmd := oneArg("restore PATH", "bring an item, a template or a circle back", func(ctx context.Context, ref string) error {
		switch {
		case template && circle:
			return app.Fail(app.Usage, "name one at a time", "--template and --circle mean different things")
		case template:
			return c.restoreNamed(ctx, "template", ref, (*app.App).RestoreTemplate)
		case circle:
			return c.restoreNamed(ctx, "circle", ref, (*app.App).RestoreCircle)
		}
		return c.runTrashRestore(ctx, ref)
	})
	cmd.Long = `Bring an item back to where it was. It is named by the path that it had, by its
title or by its @ID.`
	cmd.Example = "  coffer trash restore work/mail/acme\n  coffer trash restore --template server\n  coffer trash restore --circle family"
	cmd.Flags().BoolVar(&template, "template", false, "bring back a template of that name")
	cmd.Flags().BoolVar(&circle, "circle", false, "bring back a circle of that name")
	cmd.ValidArgsFunction = c.completeFirst(func(ctx context.Context, a *app.App) (names []string, err error) {
		t, err := a.Trash(ctx, app.TrashFilter{})
		for _, e := range t.Items {
			names = append(names, e.Path().String())
		}
		return names, err
	})
	return cmd
}

// runTrashRestore comes before what is due: it also works at the last moment.
func (c *cli) runTrashRestore(ctx context.Context, ref string) error {
	return c.withAsIs(ctx, func(a *app.App) error {
		path, err := a.RestoreItem(ctx, ref)
		if err != nil {
			return err
		}
		return c.done(backDoc{Kind: "item", Path: path.String()}, "%s is back", quoted(path.String()))
	})
}

// restoreNamed brings back what has a name and no path.
func (c *cli) restoreNamed(ctx context.Context, what, name string, restore func(*app.App, context.Context, string) error) error {
	return c.withAsIs(ctx, func(a *app.App) error {
		if err := restore(a, ctx, name); err != nil {
			return err
		}
		return c.done(backDoc{Kind: what, Name: name}, "%s %s is back", what, quoted(name))
	})
}

func (c *cli) trashEmptyCommand() *cobra.Command {
	var older string
	cmd := &cobra.Command{
		Use: "empty [BOX]", Short: "delete what is in the trash for good, now",
		Long: `Delete what is in the trash, of one box or of all, for good, and write the vault
file anew, so that it is off the disk as well. Nobody can take that back.`,
		Example: "  coffer trash empty\n  coffer trash empty work --older 7d",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f := app.TrashFilter{Box: firstOf(args)}
			var err error
			if older != "" {
				if f.Older, err = app.ParseSpan(older); err != nil {
					return err
				}
			}
			return c.runTrashEmpty(cmd.Context(), f)
		},
		ValidArgsFunction: c.completeFirst(boxesInUse),
	}
	cmd.Flags().StringVar(&older, "older", "", "only what was put there at least so long ago, such as 7d")
	return cmd
}

func (c *cli) runTrashEmpty(ctx context.Context, f app.TrashFilter) error {
	return c.with(ctx, func(a *app.App) error {
		t, err := a.Trash(ctx, f)
		if err != nil {
			return err
		}
		if t.Len() == 0 {
			return c.emptied(0)
		}
		if err := c.tellSealsOfTrash(ctx, a, f); err != nil {
			return err
		}
		question := fmt.Sprintf("delete %s, %s and %s for good?", counted(len(t.Items), "item", "items"),
			counted(len(t.Templates), "template", "templates"), counted(len(t.Circles), "circle", "circles"))
		if err := c.confirm(ctx, question); err != nil {
			return err
		}
		n, err := a.EmptyTrash(ctx, f)
		if err != nil {
			return err
		}
		if err := c.emptied(n); err != nil {
			return err
		}
		if l, err := a.BackupsAt("").List(ctx, nil); err == nil && len(l.All) > 0 {
			c.note("backups that were made before still hold it: coffer forget TERM takes it out of those of this machine, and coffer backup rm deletes one")
		}
		return nil
	})
}

type emptiedDoc struct {
	Deleted int `json:"deleted"`
}

func (c *cli) emptied(n int) error {
	switch {
	case c.json:
		return c.printJSON(emptiedDoc{n})
	case n == 0:
		c.note("there is nothing to delete")
	default:
		c.note("deleted for good: %d", n)
	}
	return nil
}

// tellSealsOfTrash says what becomes of the seals of what is about to be deleted.
func (c *cli) tellSealsOfTrash(ctx context.Context, a *app.App, f app.TrashFilter) error {
	seals, err := a.SealsOfTrash(ctx, f)
	for _, i := range seals {
		if i.OnDelete == "withdraw" {
			c.tell("the seal of %s for %s is withdrawn with it", quoted(i.Title), quoted(i.Recipient))
		} else {
			c.tell("the seal of %s is lifted with it: %s can have it at once", quoted(i.Title), quoted(i.Recipient))
		}
	}
	return err
}
