package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) logCommand() *cobra.Command {
	return noun("log", "what was changed, sent, opened or tried, and the proof of it",
		c.logLsCommand(), c.logShowCommand(), c.logVerifyCommand(), c.logHeadCommand(), c.logExportCommand(), c.logWitnessCommand())
}

// logFlags choose entries.
type logFlags struct {
	since, until, action, item, contact string
}

func (o *logFlags) register(c *cli, cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "entries from this date on, like 2031-05-06, or from so long ago, like 7d")
	f.StringVar(&o.until, "until", "", "entries from before this date, or before so long ago")
	f.StringVar(&o.action, "action", "", "entries of this action, like item.edit, or of all of its kind, like item")
	f.StringVar(&o.item, "item", "", "entries that changed this item; an @ID names one that is gone, too")
	f.StringVar(&o.contact, "contact", "", "entries about this contact, and what was sent to them or came from them")
	completeFlag(cmd, "action", c.completeFirst(func(ctx context.Context, a *app.App) ([]string, error) { return a.LogActions(ctx) }))
	completeFlag(cmd, "item", c.completePath(1))
	completeFlag(cmd, "contact", c.completeContact())
}

func (o *logFlags) filter(c *cli) (f app.LogFilter, err error) {
	f = app.LogFilter{Action: o.action, Item: o.item, Contact: o.contact}
	now := c.Clock.Now()
	if o.since != "" {
		if f.Since, err = app.ParseLogDate(o.since, now); err != nil {
			return f, err
		}
	}
	if o.until != "" {
		f.Until, err = app.ParseLogDate(o.until, now)
	}
	return f, err
}

func (c *cli) logLsCommand() *cobra.Command {
	var o logFlags
	var last int
	var all bool
	cmd := noArgs("ls", "list the entries of the log, the newest first", func(ctx context.Context) error {
		if all { // --last is of no account then
			last = 0
		} else if last < 1 {
			return app.Fail(app.Usage, "--all lists every entry", "--last is at least 1")
		}
		return c.runLogLs(ctx, o, last)
	})
	cmd.Long = `List what was changed, sent, opened or tried, the newest first: the number of the entry, when it was, the action, and what or whom
it was about. Paths and names are as they were then. What was read with a token waits on its machine until the next change of the
vault; coffer token uses shows that, too.`
	cmd.Example = "  coffer log ls\n  coffer log ls --contact bob --since 30d\n  coffer log ls --item work/mail/acme --all --json"
	o.register(c, cmd)
	cmd.Flags().IntVar(&last, "last", 50, "how many entries, at most")
	cmd.Flags().BoolVar(&all, "all", false, "all of them")
	return cmd
}

type logDoc struct {
	Number  uint64        `json:"number"`
	Time    string        `json:"time"`
	Action  string        `json:"action"`
	Text    string        `json:"text,omitempty"`
	About   []logAboutDoc `json:"about"`
	More    int           `json:"more,omitempty"`
	Items   []string      `json:"items"`
	Changed int           `json:"records"`
	Proof   *logProofDoc  `json:"proof,omitempty"`
}

type logAboutDoc struct {
	What string `json:"what"`
	Who  string `json:"who"`
}

type logProofDoc struct {
	Leaf   string `json:"leaf"`
	Size   uint64 `json:"size"`
	Root   string `json:"root"`
	Hashes int    `json:"hashes"`
}

func newLogDoc(e *app.LogEntry) logDoc {
	d := logDoc{Number: e.Number, Time: jsonTime(e.Time), Action: e.Action, Text: e.Text, About: []logAboutDoc{},
		More: e.More, Items: orNone(e.Items), Changed: e.Changed}
	for _, s := range e.About {
		d.About = append(d.About, logAboutDoc{What: s.What, Who: s.Who})
	}
	return d
}

func (c *cli) runLogLs(ctx context.Context, o logFlags, last int) error {
	f, err := o.filter(c)
	if err != nil {
		return err
	}
	f.Last = last
	return c.with(ctx, func(a *app.App) error {
		all, size, err := a.Log(ctx, f)
		if err != nil {
			return err
		}
		return c.printLog(all, size)
	})
}

func (c *cli) printLog(all []app.LogEntry, size uint64) error {
	list := c.newLogList()
	for i := range all {
		list.add(&all[i])
	}
	if c.json {
		return c.printJSON(list.docs)
	}
	if len(all) == 0 {
		c.note("none of the %s fits", counted(int(size), "entry", "entries"))
	}
	return c.table(list.rows)
}

// logList keeps entries as they are going to be printed, and in no other way: as rows, or as
// data.
type logList struct {
	json bool
	docs []logDoc
	rows [][]string
}

func (c *cli) newLogList() *logList { return &logList{json: c.json, docs: []logDoc{}} }

func (l *logList) add(e *app.LogEntry) {
	if l.json {
		l.docs = append(l.docs, newLogDoc(e))
		return
	}
	l.rows = append(l.rows, []string{strconv.FormatUint(e.Number, 10), localTime(e.Time), e.Action, e.Sentence()})
}

func (c *cli) logShowCommand() *cobra.Command {
	cmd := oneArg("show NUMBER", "show an entry of the log, and prove that it stands there", func(ctx context.Context, arg string) error {
		n, err := strconv.ParseUint(arg, 10, 64)
		if err != nil {
			return app.Fail(app.Usage, "coffer log ls shows the numbers", "%s is no number of an entry", host.Safe(arg))
		}
		return c.runLogShow(ctx, n)
	})
	cmd.Long = `Show an entry of the log whole, with its hash and the root of the tree that it stands in. That it does stand there at this number
is proved before it is shown.`
	cmd.Example = "  coffer log show 12\n  coffer log show 12 --json"
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

func (c *cli) runLogShow(ctx context.Context, n uint64) error {
	return c.with(ctx, func(a *app.App) error {
		p, err := a.LogAt(ctx, n)
		if err != nil {
			return err
		}
		if c.json {
			d := newLogDoc(&p.LogEntry)
			d.Proof = &logProofDoc{p.Leaf, p.Size, p.Root, p.Hashes}
			return c.printJSON(d)
		}
		rows := [][]string{{"entry", strconv.FormatUint(p.Number, 10)}, {"time", localTime(p.Time)}, {"action", p.Action}}
		if p.Text != "" {
			rows = append(rows, []string{"about", p.Text})
		}
		for _, s := range p.About {
			rows = append(rows, []string{"", s.Sentence()})
		}
		for _, path := range p.Items {
			rows = append(rows, []string{"item", path})
		}
		rows = append(rows, []string{"records", strconv.Itoa(p.Changed)}, []string{"leaf", p.Leaf},
			[]string{"proved", "by " + counted(p.Hashes, "hash", "hashes") + " to the root of " + counted(int(p.Size), "entry", "entries")},
			[]string{"root", p.Root})
		return c.table(rows)
	})
}
