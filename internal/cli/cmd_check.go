package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type checkFlags struct {
	breachFlags
	ignored bool
}

func (c *cli) checkCommand() *cobra.Command {
	var o checkFlags
	cmd := &cobra.Command{
		Use:   "check [PATH]",
		Short: "say which passwords to change first, and why",
		Long: `Look at all passwords and PINs, or at those of a box, a folder or an item, or at
one of them by PATH#FIELD: which are easy to guess, used twice or nearly twice,
old, expired, against the rules (coffer config ls: check.*), or sent over plain
http; and at what guessing the master password costs. What to change first comes
first. A box that is called ignore or unignore is named with a slash at its end.
The exit code is 10 when something was found, and else that of what kept
breaches from being asked about, if something did.

Breaches are asked about only if you say so: with --hibp online, where the
server is told five hex digits of the hash of each password; with
--hibp-offline, or the setting hibp.data, in a file, and nothing leaves.`,
		Example: `  coffer check
  coffer check work --hibp
  coffer check --hibp-offline pwned.table --json
  coffer check ignore home/door --finding simple-pin --because 'four digits is all it takes'`,
		Args:              checkPlace,
		ValidArgsFunction: c.completeItem,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runCheck(cmd.Context(), strings.Join(args, ""), o)
		},
	}
	o.register(cmd)
	cmd.Flags().BoolVar(&o.ignored, "ignored", false, "show what you left with coffer check ignore, too")
	cmd.AddCommand(c.checkIgnoreCommand(), c.checkUnignoreCommand())
	return cmd
}

// checkPlace refuses a second word, which most often is the name of a field.
func checkPlace(cmd *cobra.Command, args []string) error {
	if len(args) > 1 && len(similarCommands(cmd, args[0])) == 0 {
		return app.Fail(app.Usage, "a field is PATH#FIELD; a name with spaces wants quotes", "%s takes one PATH", cmd.CommandPath())
	}
	return cobra.MaximumNArgs(1)(cmd, args)
}

func (c *cli) runCheck(ctx context.Context, place string, o checkFlags) error {
	if !o.online && o.asks() {
		return app.Fail(app.Usage, "say --hibp, or leave them out", "--hibp-url, --hibp-proxy and --ntlm are about asking online")
	}
	p, err := c.breachPlace(o.breachFlags)
	if err != nil {
		return err
	}
	in, gone := app.CheckedIn(p, o.online || o.file != "")
	if gone != "" {
		c.tell("the breach data of the setting hibp.data are not there: %s", host.Safe(gone))
	}
	if err := c.readyToCheck(in); err != nil {
		return err
	}
	options := app.CheckOptions{Place: place, In: in, Standing: !o.online && o.file == ""}
	return c.with(ctx, func(a *app.App) error {
		c.catchSignals()
		r, err := a.Check(ctx, options)
		c.endProgress()
		if err != nil {
			return err
		}
		if r.Unused != nil {
			c.tell("the breach data of the setting hibp.data cannot be used: %s", host.Safe(r.Unused.What))
		}
		if err := c.printCheck(&r, o.ignored, in != nil && r.Unused == nil); err != nil {
			return err
		}
		if n := len(r.Findings); n > 0 {
			return app.Fail(app.Findings, "begin with the first: "+nextOf(&r.Findings[0]), "%s", counted(n, "thing to mend", "things to mend"))
		}
		if len(r.Unknown) > 0 {
			return unknownFailure(&r)
		}
		if r.Unused != nil {
			return r.Unused
		}
		return nil
	})
}

// readyToCheck says what keeps breaches from being asked about before a password is typed.
func (c *cli) readyToCheck(in *app.BreachPlace) error {
	if in == nil {
		return nil
	}
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	return env.ReadyBreaches(*in)
}

type checkDoc struct {
	Items    int            `json:"items"`
	Secrets  int            `json:"secrets"`
	Breaches bool           `json:"breaches"` // whether they were asked about
	Findings []checkFinding `json:"findings"`
	Unknown  []checkFinding `json:"unanswered"`
	Ignored  []checkFinding `json:"ignored"`
}

type checkFinding struct {
	Finding  string   `json:"finding"`
	Severity string   `json:"severity"`
	Path     string   `json:"path,omitempty"`
	ID       string   `json:"id,omitempty"`
	Field    string   `json:"field,omitempty"`
	Why      string   `json:"why"`
	Count    uint64   `json:"count,omitempty"`
	Score    *int     `json:"score,omitempty"`
	Guesses  *float64 `json:"guesses_log10,omitempty"`
	Reasons  []string `json:"reasons,omitempty"`
	Others   []string `json:"others,omitempty"`
	At       string   `json:"at,omitempty"`
	Error    string   `json:"error,omitempty"`
	Reason   string   `json:"reason,omitempty"` // why it is left
	Date     string   `json:"date,omitempty"`   // when it was left
}

func checkFindings(all []app.CheckFinding) []checkFinding {
	docs := make([]checkFinding, 0, len(all))
	for i := range all {
		docs = append(docs, checkFindingDoc(&all[i]))
	}
	return docs
}

func checkFindingDoc(f *app.CheckFinding) checkFinding {
	doc := checkFinding{
		Finding: f.Kind.Code(), Severity: f.Severity.String(), Path: f.PathText(), ID: f.IDText(), Field: f.Field,
		Why: f.Why, Count: f.Count, At: jsonTime(f.At),
	}
	others := f.Others()
	for _, o := range others[:min(len(others), maxOthers)] {
		doc.Others = append(doc.Others, o.Text())
	}
	if f.Left != nil {
		doc.Reason, doc.Date = f.Left.Reason, jsonTime(f.Left.Date)
	}
	if f.Judged() {
		guesses := f.Strength.Told()
		doc.Score, doc.Guesses = &f.Strength.Score, &guesses
		for r := range f.Strength.Reasons.All() {
			doc.Reasons = append(doc.Reasons, r.Code())
		}
	}
	if f.Err != nil {
		doc.Error = app.Explain(f.Err).What
	}
	return doc
}

func (c *cli) printCheck(r *app.CheckReport, ignored, asked bool) error {
	if c.json {
		return c.printJSON(checkDoc{r.Items, r.Secrets, asked, checkFindings(r.Findings), checkFindings(r.Unknown), checkFindings(r.Ignored)})
	}
	rows := checkRows(r.Findings, "")
	if ignored {
		rows = append(rows, checkRows(r.Ignored, "left: ")...)
	}
	if err := c.table(append(rows, unknownRows(r.Causes())...)); err != nil {
		return err
	}
	if !asked {
		c.note("breaches were not asked about; --hibp does that, and tells the server five hex digits for each password")
	}
	if len(r.Ignored) > 0 && !ignored {
		c.note("%s left alone; --ignored shows them", counted(len(r.Ignored), "finding is", "findings are"))
	}
	if len(r.Findings) > 0 && len(r.Unknown) > 0 {
		c.note("%s", unknownText(len(r.Unknown)))
	}
	if len(r.Findings) == 0 && len(r.Unknown) == 0 {
		c.note("%s", app.NothingToMend(r))
	}
	return nil
}

// maxOthers is how many other places JSON names; the count says how many there are.
const maxOthers = 100

// nextOf is what to do about a finding.
func nextOf(f *app.CheckFinding) string {
	switch {
	case f.IsVault():
		return "coffer kdf raise"
	case f.Field == "":
		return "coffer edit " + host.ShellWord(f.PathText())
	}
	return "coffer edit " + host.ShellWord(f.PathText()) + " --field " + host.ShellWord(f.Field) + " --generate" + lengthFlag(f.NewLength)
}

// lengthFlag asks for a length, where the usual one does not do.
func lengthFlag(n int) string {
	if n == 0 {
		return ""
	}
	return " --length " + strconv.Itoa(n)
}

func checkRows(all []app.CheckFinding, mark string) (rows [][]string) {
	for i := range all {
		f := &all[i]
		why := f.Why
		if also := f.AlsoText(); also != "" {
			why += ": " + also
		}
		if f.Left != nil {
			why += "; left " + app.LeftText(f.Left)
		}
		rows = append(rows, []string{f.Severity.String(), mark + f.Kind.Code(), f.Text(), host.Safe(why)})
	}
	return rows
}
