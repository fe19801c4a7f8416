package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type forgetFlags struct {
	stdin, dry bool
}

func (c *cli) forgetCommand() *cobra.Command {
	var o forgetFlags
	cmd := &cobra.Command{
		Use:   "forget [TERM]",
		Short: "find all that holds a text, and delete it for good",
		Long: `Find all that holds a text, without regard to case, and delete it for good,
after a question: items that hold it in their title, folder, template, tags,
names and values of fields or names of attachments, and those in the trash also
in former revisions; of other items those former revisions alone; templates of
your own; what came from contacts; contacts who have ended; and what the log
says of all that. Seals of deleted items are withdrawn, and shares of them stop.
Then the vault file is written anew, and so are the backups of this machine in
which it stands and which today's keys open. Nobody can take that back.

What something else depends on stays, such as a box or a contact, and is listed
with what ends it. The content of attached files is not looked at. Who received
something has it, and so has every copy of the vault that was made before, such
as backups in other places: the next coffer backup push replaces those of them
that this machine has, where it goes to.

Other programs can see arguments: a text that is secret comes from --stdin.`,
		Example: `  coffer forget acme --dry-run
  coffer forget acme
  coffer --yes forget --stdin <the-name`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runForget(cmd.Context(), args, o) },
	}
	cmd.Flags().BoolVar(&o.stdin, "stdin", false, "read the text from standard input; so does - in its place")
	cmd.Flags().BoolVarP(&o.dry, "dry-run", "n", false, "show what is found, and delete nothing")
	return cmd
}

type forgetDoc struct {
	Deleted    bool          `json:"deleted"`
	Found      []forgetEntry `json:"found"`
	LogEntries int           `json:"log_entries"`
	Ends       []string      `json:"ends"`
	Received   []string      `json:"received"`
	Backups    []forgetDay   `json:"backups"`
	Strange    int           `json:"backups_unreadable"`
	Elsewhere  string        `json:"backups_elsewhere,omitempty"`
}

type forgetDay struct {
	ID     string `json:"id"`
	Made   string `json:"made"`
	Things int    `json:"things"`
	Unread string `json:"unread,omitempty"`
}

type forgetEntry struct {
	Kind   string   `json:"kind"`
	ID     string   `json:"id,omitempty"`
	Name   string   `json:"name"`
	State  string   `json:"state,omitempty"`
	Places []string `json:"places"`
	Goes   bool     `json:"goes"`
	Kept   string   `json:"kept,omitempty"`
	Next   string   `json:"next,omitempty"`
}

func newForgetDoc(p *app.ForgetPlan, deleted bool) forgetDoc {
	doc := forgetDoc{Deleted: deleted, Found: []forgetEntry{}, LogEntries: p.LogEntries,
		Ends: append([]string{}, p.Ends...), Received: append([]string{}, p.Received...)}
	doc.Backups, doc.Strange, doc.Elsewhere = []forgetDay{}, p.Strange, p.Elsewhere
	for _, b := range p.Backups {
		doc.Backups = append(doc.Backups, forgetDay{b.ID.String(), jsonTime(b.Made), b.Things, b.Unread})
	}
	for i := range p.Found {
		f := &p.Found[i]
		e := forgetEntry{Kind: f.Kind, Name: f.Name, State: f.State, Places: f.Places, Goes: f.Goes(), Kept: f.Kept, Next: f.Next}
		if !f.ID.IsZero() {
			e.ID = f.ID.String()
		}
		doc.Found = append(doc.Found, e)
	}
	return doc
}

func (c *cli) runForget(ctx context.Context, args []string, o forgetFlags) error {
	if firstOf(args) == "-" {
		args, o.stdin = nil, true
	}
	term, err := c.textGiven(ctx, args, o.stdin)
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		p, err := a.FindForget(ctx, term)
		if err != nil {
			return err
		}
		if !c.json {
			if err := c.showForget(&p); err != nil {
				return err
			}
		}
		if !o.dry && !p.Empty() {
			if err := c.confirm(ctx, "forget "+forgetCounts(&p)+" for good?"); err != nil {
				return err
			}
			if err := a.Forget(ctx, p); err != nil {
				return err
			}
			c.note("forgot %s", forgetCounts(&p))
		}
		if c.json {
			return c.printJSON(newForgetDoc(&p, !o.dry && !p.Empty()))
		}
		return nil
	})
}

func forgetCounts(p *app.ForgetPlan) string {
	text := counted(p.Goes(), "thing", "things") + " and " + counted(p.LogEntries, "entry", "entries") + " of the log"
	if n := p.InBackups(); n > 0 {
		text += ", also from " + counted(n, "backup", "backups")
	}
	return text
}

// showForget prints what is found: what goes, and what stays.
func (c *cli) showForget(p *app.ForgetPlan) error {
	rows := [][]string{}
	for i := range p.Found {
		f := &p.Found[i]
		id := ""
		if !f.ID.IsZero() {
			id = "@" + f.ID.String()
		}
		deed := "goes"
		if !f.Goes() {
			deed = "stays"
		}
		rows = append(rows, []string{deed, f.Kind, f.Name, id, c.inVault(f.Sentence())})
	}
	if err := c.table(rows); err != nil {
		return err
	}
	if len(p.Found) == 0 && len(p.Backups) == 0 {
		c.note("nothing holds that")
	}
	if p.LogEntries > 0 {
		c.note("what the log says of it goes, too: %s", counted(p.LogEntries, "entry", "entries"))
	}
	if len(p.Ends) > 0 {
		c.note("%s", strings.Join(p.Ends, "; "))
	}
	for i := range p.Backups {
		c.note("%s", p.Backups[i].Sentence())
	}
	if p.Strange > 0 {
		c.tell("warning: %s of this machine cannot be read, and may hold it; %s", counted(p.Strange, "backup", "backups"), app.StrangeText(p.Strange))
	}
	if p.Elsewhere != "" && !p.Empty() {
		c.note("backups were brought to %s last, and keep it until coffer backup push brings those of this machine there again; what lies in other "+
			"places, or there alone, stays: coffer backup rm --from ADDRESS deletes it", p.Elsewhere)
	}
	for _, has := range p.Received {
		c.note("%s, and keeps it; ask them to delete it", has)
	}
	return nil
}
