package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) shareCommand() *cobra.Command {
	ls := noArgs("ls", "list what you share with whom", c.runShareLs)
	ls.Example = "  coffer share ls\n  coffer share ls --json"
	return noun("share", "hand items to contacts", ls, c.shareNewCommand(), c.shareStopCommand())
}

type shareFlags struct {
	noteFlags
	to   []string
	auto bool
}

func (c *cli) shareNewCommand() *cobra.Command {
	var o shareFlags
	cmd := &cobra.Command{
		Use: "new PATH", Short: "hand an item to contacts, or a newer version of it", Args: cobra.ExactArgs(1),
		Long: `Hand an item to contacts: each gets a copy, with its secrets and attachments, by the
next coffer sync. What they take is theirs; run it again to send them a newer version.
With --auto every change follows by itself at a sync, whoever comes into a circle gets the item,
and whoever leaves it gets no newer one. The note is read by all of them.`,
		Example: `  coffer share new work/wifi --to bob
  coffer share new home/alarm --to family --auto --note 'the new code'`,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runShareNew(cmd.Context(), args[0], o) },
		ValidArgsFunction: c.completeItem,
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.to, "to", nil, "a contact or a circle; may be repeated")
	f.BoolVar(&o.auto, "auto", false, "send what changes by itself, and follow who is in the circles")
	o.register(cmd)
	completeFlag(cmd, "to", c.completeAnybody)
	return cmd
}

func (c *cli) shareStopCommand() *cobra.Command {
	var to []string
	cmd := &cobra.Command{
		Use: "stop PATH", Short: "send no newer versions of an item", Args: cobra.ExactArgs(1),
		Long: `Send no newer versions of an item: to anybody, or to those that --to names. The @ID of
one share, as coffer share ls --json shows it, stops that. What they took stays theirs: change the secret where it
opens something. coffer contact exposure lists what somebody could have read.`,
		Example:           "  coffer share stop home/alarm\n  coffer share stop home/alarm --to bob",
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runShareStop(cmd.Context(), args[0], to) },
		ValidArgsFunction: c.completeItem,
	}
	cmd.Flags().StringArrayVar(&to, "to", nil, "a contact or a circle; may be repeated")
	completeFlag(cmd, "to", c.completeAnybody)
	return cmd
}

func (c *cli) runShareNew(ctx context.Context, ref string, o shareFlags) error {
	note, err := o.read(ctx)
	if err != nil {
		return err
	}
	if len(o.to) == 0 {
		return app.Fail(app.Usage, "name contacts or circles with --to", "who should get it is missing")
	}
	return c.with(ctx, func(a *app.App) error {
		done, err := a.Share(ctx, app.ShareOptions{Item: ref, To: o.to, Auto: o.auto, Note: note})
		if err != nil {
			return err
		}
		c.noteShared(done)
		return nil
	})
}

func (c *cli) noteShared(done app.ShareDone) {
	path := host.Safe(done.Path)
	var first, again []string
	for _, to := range done.To {
		if to.Again {
			again = append(again, to.Name)
		} else {
			first = append(first, to.Name)
		}
	}
	if len(first) > 0 {
		c.note("shared %s with %s; coffer sync carries it", path, quotedList(first))
	}
	if len(again) > 0 {
		c.note("sent %s again to %s, who had it before; coffer sync carries it", path, quotedList(again))
	}
	if len(done.To) == 0 {
		c.note("nobody gets %s yet: whoever comes into the circle does, at a coffer sync", path)
	}
	if names := done.Unverified(); len(names) > 0 {
		c.tell("warning: nobody made sure who %s is, so somebody else may read this; coffer contact verify %s does", quotedList(names), app.NameWord(names[0]))
	}
	if len(done.Skipped) > 0 {
		c.note("not connected with you, and passed over: %s", quotedList(done.Skipped))
	}
}

func (c *cli) runShareStop(ctx context.Context, ref string, to []string) error {
	return c.with(ctx, func(a *app.App) error {
		stopped, err := a.StopShare(ctx, ref, to)
		if err != nil {
			return err
		}
		c.note("no newer version goes to %s; what they took stays theirs, and coffer contact exposure shows what that is",
			quotedList(slices.Compact(stopped)))
		return nil
	})
}

type shareDoc struct {
	Item   string           `json:"item"`
	Title  string           `json:"title"`
	Path   string           `json:"path,omitempty"`
	To     []shareTargetDoc `json:"to"`
	Shares []sharePersonDoc `json:"shares"`
}

type shareTargetDoc struct {
	Name   string `json:"name"`
	Circle bool   `json:"circle"`
	Auto   bool   `json:"auto"`
}

type sharePersonDoc struct {
	ID      string `json:"id"`
	Contact string `json:"contact"`
	Number  uint64 `json:"number"`
	Time    string `json:"time"`
	Left    bool   `json:"left"`
	Auto    bool   `json:"auto"`
	Stopped string `json:"stopped,omitempty"`
}

func newShareDoc(i app.ShareInfo) shareDoc {
	doc := shareDoc{Item: i.Item.String(), Title: i.Title, Path: i.Path, To: []shareTargetDoc{}, Shares: []sharePersonDoc{}}
	for _, t := range i.To {
		doc.To = append(doc.To, shareTargetDoc{t.Name, t.Circle, t.Auto})
	}
	for _, p := range i.People {
		doc.Shares = append(doc.Shares, sharePersonDoc{
			p.Share.String(), p.Name, p.Number, jsonTime(p.Sent), p.Left, p.Auto, jsonTime(p.Stopped),
		})
	}
	return doc
}

func (c *cli) runShareLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Shares(ctx)
		if err != nil {
			return err
		}
		docs, rows := []shareDoc{}, [][]string{}
		for _, i := range all {
			docs = append(docs, newShareDoc(i))
			rows = append(rows, shareRows(i)...)
		}
		if c.json {
			return c.printJSON(docs)
		}
		return c.table(rows)
	})
}

// shareRows are one row for each contact.
func shareRows(i app.ShareInfo) (rows [][]string) {
	path := i.Path
	if path == "" {
		path = i.Title + " (not in a box any more)"
	}
	for _, p := range i.People {
		how := "version " + jsonNumber(p.Number) + " of " + localTime(p.Sent)
		switch {
		case !p.Stopped.IsZero():
			how += ", stopped " + localTime(p.Stopped)
		case !p.Left:
			how += ", not sent yet"
		}
		auto := ""
		if p.Auto && p.Stopped.IsZero() {
			auto = "automatic"
		}
		rows = append(rows, []string{path, p.Name, how, auto})
	}
	if len(i.People) == 0 {
		rows = append(rows, []string{path, "nobody yet"})
	}
	return rows
}
