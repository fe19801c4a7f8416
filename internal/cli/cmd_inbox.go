package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type inboxFlags struct {
	all     bool
	wait    bool
	timeout string
	every   string
}

func (c *cli) inboxCommand() *cobra.Command {
	var o inboxFlags
	ls := noArgs("ls", "list what contacts sent you", func(ctx context.Context) error { return c.runInboxLs(ctx, o) })
	ls.Long = `List what contacts sent you: new, updated since you took it, coming as long as not all of it is
here, taken, or stopped by the sender. What you dropped is listed with --all.

With --wait it waits until something new is there, and syncs meanwhile. Nobody is asked for a password then: unlock
first. The vault is closed between two looks, and each look is a use of the session, so that it does not end for want of
one. Without anything new it ends after --timeout with exit code 5.`
	ls.Example = "  coffer inbox ls\n  coffer inbox --wait --timeout 10m"
	cmd := noun("inbox", "what contacts sent you", ls, c.inboxShowCommand(), c.inboxTakeCommand(), c.inboxDropCommand())
	for _, of := range []*cobra.Command{ls, cmd} {
		f := of.Flags()
		f.BoolVar(&o.all, "all", false, "what was dropped, too")
		f.BoolVar(&o.wait, "wait", false, "wait until something new is there, and sync meanwhile")
		f.StringVar(&o.timeout, "timeout", "", "with --wait: for so long at most, such as 10m; without it for ever")
		f.StringVar(&o.every, "every", "30s", "with --wait: how long between two looks")
	}
	return cmd
}

func (c *cli) inboxShowCommand() *cobra.Command {
	var reveal bool
	cmd := oneArg("show ENTRY", "show what a contact sent", func(ctx context.Context, ref string) error {
		return c.runInboxShow(ctx, ref, reveal)
	})
	cmd.Long = `Show what a contact sent, before you take it. It is named by its title, by the contact, or by
its @ID, of which the beginning is enough. Values of the core tier are covered unless you say --reveal.`
	cmd.Example = "  coffer inbox show wifi\n  coffer inbox show @1f4c --reveal"
	cmd.Flags().BoolVar(&reveal, "reveal", false, "show secret values, too")
	cmd.ValidArgsFunction = c.completeInbox
	return cmd
}

func (c *cli) inboxTakeCommand() *cobra.Command {
	var another bool
	cmd := &cobra.Command{
		Use: "take ENTRY [BOX[/FOLDER]]", Short: "take what a contact sent into a box", Args: cobra.RangeArgs(1, 2),
		Long: `Take what a contact sent into a box; a box that is missing is made. From then on the item
is yours. A newer version becomes the next revision of the item that you took before, wherever that is now: coffer
history keeps what it was. --copy takes it as another item instead.`,
		Example: "  coffer inbox take wifi home\n  coffer inbox take @1f4c work/shared\n  coffer inbox take wifi",
		RunE: func(cmd *cobra.Command, args []string) error {
			where := ""
			if len(args) > 1 {
				where = args[1]
			}
			return c.runInboxTake(cmd.Context(), args[0], where, another)
		},
		ValidArgsFunction: c.completeInbox,
	}
	cmd.Flags().BoolVar(&another, "copy", false, "as an item of its own, also if an older version was taken")
	return cmd
}

func (c *cli) inboxDropCommand() *cobra.Command {
	var undo bool
	cmd := oneArg("drop ENTRY", "put something out of the inbox", func(ctx context.Context, ref string) error {
		return c.runInboxDrop(ctx, ref, undo)
	})
	cmd.Long = `Put something out of the inbox, and newer versions of it, too. The sender is not told. What you
took stays. --undo brings it back, for as long as the trash keeps things.`
	cmd.Example = "  coffer inbox drop wifi\n  coffer inbox drop wifi --undo"
	cmd.Flags().BoolVar(&undo, "undo", false, "bring it back")
	cmd.ValidArgsFunction = c.completeInbox
	return cmd
}

// completeInbox completes the titles in the inbox, which lies under core.
func (c *cli) completeInbox(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return c.paths(cmd, start)
	}
	found := c.completeFrom(cmd.Context(), func(a *app.App) (titles []string, err error) {
		all, err := a.Inbox(cmd.Context(), true)
		for _, e := range all { // a title is what somebody else chose
			if e.Title != "" && host.Safe(e.Title) == e.Title && !strings.HasPrefix(e.Title, "-") {
				titles = append(titles, e.Title)
			}
		}
		return titles, err
	})
	return found, cobra.ShellCompDirectiveNoFileComp
}

type inboxDoc struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	From   string `json:"from"`
	Title  string `json:"title"`
	State  string `json:"state"`
	Number uint64 `json:"number"`
	Time   string `json:"time"`
	Sent   string `json:"sent,omitempty"`
	// Doubtful is left out where safety numbers were compared.
	Doubtful bool `json:"doubtful,omitempty"`
}

func newInboxDoc(e app.InboxEntry) inboxDoc {
	return inboxDoc{e.ID.String(), e.Kind, e.From, e.Title, e.State, e.Number, jsonTime(e.Time), jsonTime(e.Sent), e.Doubtful}
}

func (c *cli) runInboxLs(ctx context.Context, o inboxFlags) error {
	if o.wait {
		return c.runInboxWait(ctx, o)
	}
	if o.timeout != "" {
		return app.Fail(app.Usage, "say --wait", "--timeout is about waiting")
	}
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Inbox(ctx, o.all)
		if err != nil {
			return err
		}
		alarms, err := a.LogAlarms(ctx)
		if err != nil {
			return err
		}
		if !c.json {
			c.tellLogs(alarms)
		}
		return c.printInbox(all)
	})
}

func (c *cli) printInbox(all []app.InboxEntry) error {
	docs, rows := []inboxDoc{}, [][]string{}
	for _, e := range all {
		docs = append(docs, newInboxDoc(e))
		title := e.Title
		if title == "" {
			title = "(not all of it has come)"
		}
		rows = append(rows, []string{"@" + e.ID.Short(), e.State, title, "from " + e.From, localTime(e.Time)})
	}
	if c.json {
		return c.printJSON(docs)
	}
	return c.table(rows)
}

type inboxItemDoc struct {
	inboxDoc
	Note    string    `json:"note,omitempty"`
	TakenTo string    `json:"taken_to,omitempty"`
	Item    *jsonItem `json:"item,omitempty"`
}

func (c *cli) runInboxShow(ctx context.Context, ref string, reveal bool) error {
	var s app.InboxItem
	err := c.reading(ctx, func(a *app.App) (err error) {
		s, err = a.ShowInbox(ctx, ref)
		return err
	})
	if err != nil {
		return err
	}
	defer s.Wipe()
	if c.json {
		doc := inboxItemDoc{inboxDoc: newInboxDoc(s.InboxEntry), Note: s.Note, TakenTo: s.TakenTo}
		if !s.Shown.ID.IsZero() {
			item := itemDoc(&s.Shown, reveal)
			item.Path, item.Revision = "", 0
			doc.Item = &item
		}
		return c.printJSON(doc)
	}
	c.say("%s", s.InboxEntry.Title)
	return c.table(inboxRows(&s, reveal))
}

func inboxRows(s *app.InboxItem, reveal bool) [][]string {
	from := s.From
	if s.Doubtful {
		from += ", and nobody made sure who that is: coffer contact verify " + app.NameWord(s.From) + " does"
	}
	rows := [][]string{
		{"id", "@" + s.InboxEntry.ID.String()}, {"from", from}, {"state", s.State},
		{"version", jsonNumber(s.Number) + " of " + localTime(s.Sent)},
	}
	if s.TakenTo != "" {
		rows = append(rows, []string{"taken to", s.TakenTo})
	}
	if s.Note != "" {
		rows = append(rows, noteRows(s.Note)...)
	}
	if s.Shown.ID.IsZero() {
		return rows
	}
	if s.Template != "" {
		rows = append(rows, []string{"template", s.Template})
	}
	rows = append(rows, []string{})
	for i := range s.Fields {
		rows = append(rows, fieldRows(&s.Shown, &s.Fields[i], reveal)...)
	}
	for i := range s.Attachments {
		at := &s.Attachments[i]
		rows = append(rows, []string{at.Name, app.SizeText(at.Size), "attached file"})
	}
	return rows
}

// noteRows are one row for each line of a note.
func noteRows(note string) (rows [][]string) {
	name := "note"
	for _, line := range strings.Split(note, "\n") {
		rows = append(rows, []string{name, line})
		name = ""
	}
	return rows
}

// noteArrival says what became of an item from somebody else, besides where it is:
// template is one that is missing here.
func (c *cli) noteArrival(newBox bool, template string) {
	if newBox {
		c.note("made the box for it")
	}
	if template != "" {
		c.note("there is no template %s here, so it became an item without one; its fields are all there", quoted(template))
	}
}

func (c *cli) runInboxTake(ctx context.Context, ref, where string, another bool) error {
	return c.with(ctx, func(a *app.App) error {
		took, err := a.TakeInbox(ctx, ref, where, another)
		if err != nil {
			return err
		}
		c.noteArrival(took.NewBox, took.Template)
		if took.Renewed {
			c.note("%s has the newer version from %s; coffer history shows what it was", host.Safe(took.Path), quoted(took.From))
			return nil
		}
		c.note("took %s from %s", host.Safe(took.Path), quoted(took.From))
		return nil
	})
}

func (c *cli) runInboxDrop(ctx context.Context, ref string, undo bool) error {
	return c.with(ctx, func(a *app.App) error {
		e, err := a.DropInbox(ctx, ref, undo)
		switch {
		case err != nil:
			return err
		case undo:
			c.note("%s from %s is in the inbox again", quoted(e.Title), quoted(e.From))
		default:
			c.note("dropped %s from %s; coffer inbox drop --undo brings it back", quoted(e.Title), quoted(e.From))
		}
		return nil
	})
}

func jsonNumber(n uint64) string { return strconv.FormatUint(n, 10) }
