package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) circleCommand() *cobra.Command {
	ls := noArgs("ls", "list the circles", c.runCircleLs)
	ls.Example = "  coffer circle ls\n  coffer circle ls --json"
	show := oneArg("show NAME", "show who is in a circle", c.runCircleShow)
	show.Long = `Show the circles that are in a circle, and all contacts that it stands for: its
own, and those of the circles in it.`
	show.Example = "  coffer circle show family"
	rm := oneArg("rm NAME", "put a circle into the trash", c.runCircleRm)
	rm.Long = `Put a circle into the trash; coffer trash restore --circle brings it back with the
members it had. Its contacts stay. Where it is in other circles they reach nobody by way of it any more.`
	rm.Example = "  coffer circle rm family"
	for _, cmd := range []*cobra.Command{show, rm} {
		cmd.ValidArgsFunction = c.completeCircle
	}
	return noun("circle", "lists of contacts to share with", ls, c.circleNewCommand(), show,
		c.circleAddCommand(), c.circleDropCommand(), c.circleRenameCommand(), rm)
}

func (c *cli) circleNewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "new NAME [MEMBER]...", Short: "make a circle", Args: cobra.MinimumNArgs(1),
		Long: `Make a circle, empty or with members: contacts, and other circles. It has a name
that no contact has.`,
		Example: "  coffer circle new family bob carol\n  coffer circle new everybody family work",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runCircleNew(cmd.Context(), args[0], args[1:])
		},
		ValidArgsFunction: c.completeMembers,
	}
}

func (c *cli) circleAddCommand() *cobra.Command {
	return &cobra.Command{
		Use: "add NAME MEMBER...", Short: "put contacts or circles into a circle", Args: cobra.MinimumNArgs(2),
		Long: `Put contacts or circles into a circle. A circle cannot hold itself, by way of
others neither. A name that a contact and a circle have is none: name one of them by its @ID.`,
		Example: "  coffer circle add family bob carol\n  coffer circle add everybody family",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runCircleAdd(cmd.Context(), args[0], args[1:])
		},
		ValidArgsFunction: c.completeMembers,
	}
}

func (c *cli) circleDropCommand() *cobra.Command {
	return &cobra.Command{
		Use: "drop NAME MEMBER...", Short: "take contacts or circles out of a circle", Args: cobra.MinimumNArgs(2),
		Long: `Take contacts or circles out of a circle. Who is also in a circle within it is
still reached by it, and Coffer says so.`,
		Example: "  coffer circle drop family carol",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runCircleDrop(cmd.Context(), args[0], args[1:])
		},
		ValidArgsFunction: c.completeMembers,
	}
}

func (c *cli) circleRenameCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rename NAME NEW", Short: "call a circle something else", Args: cobra.ExactArgs(2),
		Example: "  coffer circle rename family relatives",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runCircleRename(cmd.Context(), args[0], args[1])
		},
		ValidArgsFunction: c.completeCircle,
	}
}

// completeCircle completes the name of a circle as the first argument.
func (c *cli) completeCircle(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	names := func(ctx context.Context, a *app.App) ([]string, error) { return a.CircleNames(ctx) }
	return c.completeFirst(names)(cmd, args, start)
}

// completeMembers completes the name of a circle, and then those of contacts and
// circles that do not stand in the line yet.
func (c *cli) completeMembers(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		if cmd.Name() == "new" { // a name that there is not yet
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return c.completeCircle(cmd, args, start)
	}
	found := c.completeCompanion(cmd, func(a *app.App) ([]string, error) {
		names, err := a.ContactNames(cmd.Context())
		if err != nil {
			return nil, err
		}
		circles, err := a.CircleNames(cmd.Context())
		return append(names, circles...), err
	})
	found = slices.DeleteFunc(found, func(name string) bool { return slices.Contains(args, name) })
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeAnybody completes the names of contacts and circles, wherever it stands.
func (c *cli) completeAnybody(cmd *cobra.Command, _ []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completeMembers(cmd, []string{""}, start)
}

type circleDoc struct {
	Name    string            `json:"name"`
	ID      string            `json:"id"`
	Circles []innerCircleDoc  `json:"circles"`
	People  []circlePersonDoc `json:"people"`
}

type innerCircleDoc struct {
	Name    string `json:"name"`
	ID      string `json:"id"`
	Trashed bool   `json:"trashed"`
	People  int    `json:"people"`
}

type circlePersonDoc struct {
	Name    string   `json:"name"`
	ID      string   `json:"id"`
	State   string   `json:"state"`
	Member  bool     `json:"member"`
	Through []string `json:"through"`
}

func newCircleDoc(i app.CircleInfo) circleDoc {
	doc := circleDoc{Name: i.Name, ID: i.ID.String(), Circles: []innerCircleDoc{}, People: []circlePersonDoc{}}
	for _, in := range i.Inner {
		doc.Circles = append(doc.Circles, innerCircleDoc{in.Name, in.ID.String(), in.Removed, in.People})
	}
	for _, p := range i.People {
		doc.People = append(doc.People, circlePersonDoc{p.Name, p.ID.String(), p.State, p.Member, append([]string{}, p.Through...)})
	}
	return doc
}

func (c *cli) runCircleLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Circles(ctx)
		if err != nil {
			return err
		}
		docs, rows := []circleDoc{}, [][]string{}
		for _, i := range all {
			docs = append(docs, newCircleDoc(i))
			row := []string{i.Name, counted(len(i.People), "contact", "contacts")}
			if n := len(i.Inner); n > 0 {
				row = append(row, counted(n, "circle in it", "circles in it"))
			}
			rows = append(rows, row)
		}
		if c.json {
			return c.printJSON(docs)
		}
		return c.table(rows)
	})
}

func (c *cli) runCircleShow(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		i, err := a.Circle(ctx, name)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newCircleDoc(i))
		}
		rows := [][]string{{"name", i.Name}, {"id", i.ID.String()}}
		for _, in := range i.Inner {
			holds := counted(in.People, "contact", "contacts")
			if in.Removed {
				holds = "in the trash: nobody is reached by way of it"
			}
			rows = append(rows, []string{"circle", in.Name, holds})
		}
		for _, p := range i.People {
			rows = append(rows, []string{"contact", p.Name, p.State, throughCircles(p)})
		}
		return c.table(rows)
	})
}

// throughCircles says how a circle comes to a contact, if it is not a member
// itself alone.
func throughCircles(p app.CirclePerson) string {
	switch {
	case len(p.Through) == 0:
		return ""
	case p.Member:
		return "and " + inCircles(p.Through)
	}
	return inCircles(p.Through)
}

func inCircles(names []string) string {
	quotes := make([]string, len(names))
	for i, name := range names {
		quotes[i] = "in circle " + quoted(name)
	}
	return strings.Join(quotes, " and ")
}

func (c *cli) runCircleNew(ctx context.Context, name string, members []string) error {
	return c.with(ctx, func(a *app.App) error {
		if err := a.NewCircle(ctx, name, members); err != nil {
			return err
		}
		if len(members) > 0 {
			c.note("made circle %s", quoted(name))
			return nil
		}
		c.note("made circle %s; coffer circle add puts somebody in", quoted(name))
		return nil
	})
}

func (c *cli) runCircleAdd(ctx context.Context, name string, members []string) error {
	return c.with(ctx, func(a *app.App) error {
		added, err := a.AddToCircle(ctx, name, members)
		if err != nil {
			return err
		}
		if len(added) == 0 {
			c.note("nothing changed: all of them are in circle %s already", quoted(name))
			return nil
		}
		c.note("put %s into circle %s", quotedList(added), quoted(name))
		return nil
	})
}

func (c *cli) runCircleDrop(ctx context.Context, name string, members []string) error {
	return c.with(ctx, func(a *app.App) error {
		if err := c.confirmWithdrawing(ctx, a, name, members); err != nil {
			return err
		}
		still, err := a.DropFromCircle(ctx, name, members)
		if err != nil {
			return err
		}
		c.note("took %s out of circle %s", quotedList(members), quoted(name))
		for _, s := range still {
			c.tell("warning: %s is still reached by circle %s: %s", quoted(s.Name), quoted(name), inCircles(s.Through))
		}
		return nil
	})
}

func (c *cli) runCircleRename(ctx context.Context, name, to string) error {
	return c.with(ctx, func(a *app.App) error {
		if err := a.RenameCircle(ctx, name, to); err != nil {
			return err
		}
		c.note("circle %s is named %s now", quoted(name), quoted(to))
		return nil
	})
}

func (c *cli) runCircleRm(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		if err := c.confirmWithdrawing(ctx, a, name, nil); err != nil {
			return err
		}
		if err := a.RemoveCircle(ctx, name); err != nil {
			return err
		}
		c.note("circle %s is in the trash; coffer trash restore --circle brings it back", quoted(name))
		return nil
	})
}

// confirmWithdrawing asks where a change of a circle withdraws what is still sealed
// for somebody in it, which cannot be taken back.
func (c *cli) confirmWithdrawing(ctx context.Context, a *app.App, circle string, members []string) error {
	ends, err := a.SealsWithout(ctx, circle, members)
	if err != nil || len(ends) == 0 {
		return err
	}
	for _, i := range ends {
		c.tell("the seal of %s for %s is withdrawn with this", quoted(i.Title), quoted(i.Recipient))
	}
	return c.confirm(ctx, "withdraw "+counted(len(ends), "seal", "seals")+" for ever?")
}
