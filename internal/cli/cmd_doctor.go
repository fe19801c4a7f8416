package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) doctorCommand() *cobra.Command {
	cmd := noArgs("doctor", "find what would fail when it matters", c.runDoctor)
	cmd.Long = `Look for what would fail when it matters: no post, a vault that was set back, envelopes that
are missing or could not be read, seals that nobody could open in an emergency, custodians who
are silent or were never verified, trustees who could not help, their shares that somebody may have got by a ticket, deposits
that you did not answer, backups that are missing or old. Each finding is told with what to do next, and the exit
code is 10; without any it is 0. Nothing is changed.`
	cmd.Example = "  coffer doctor\n  coffer doctor --json"
	return cmd
}

type findingDoc struct {
	Check    string `json:"check"`
	Severity string `json:"severity"` // serious, notable
	About    string `json:"about,omitempty"`
	What     string `json:"what"`
	Next     string `json:"next"`
}

func (c *cli) runDoctor(ctx context.Context) error {
	return c.withAsIs(ctx, func(a *app.App) error {
		found, err := a.Doctor(ctx)
		if err != nil {
			return err
		}
		if err := c.printFindings(found); err != nil {
			return err
		}
		if n := len(found); n > 0 {
			return app.Fail(app.Findings, "each finding says what to do next", "the doctor found %s", counted(n, "thing to mend", "things to mend"))
		}
		return nil
	})
}

func (c *cli) newFindingDocs(found []app.Finding) []findingDoc {
	docs := []findingDoc{}
	for _, f := range found {
		docs = append(docs, findingDoc{f.Check, string(f.Severity), f.About, f.What, c.inVault(f.Next)})
	}
	return docs
}

func (c *cli) printFindings(found []app.Finding) error {
	if c.json {
		return c.printJSON(c.newFindingDocs(found))
	}
	for _, f := range found {
		about := ""
		if f.About != "" {
			about = f.About + ": "
		}
		c.say("%s: %s%s", f.Severity, about, f.What)
		c.say("  %s", c.inVault(f.Next))
	}
	if len(found) == 0 {
		c.say("nothing would fail that the doctor knows of")
	}
	return nil
}
