package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type ignoreFlags struct {
	app.FindingFilter
	because string
	named   func() bool // whether --because was given
}

func (c *cli) checkIgnoreCommand() *cobra.Command {
	var o ignoreFlags
	cmd := oneArg("ignore PATH", "leave what was found about an item", func(ctx context.Context, ref string) error {
		return c.runCheckIgnore(ctx, ref, o)
	})
	cmd.Long = `Leave what coffer check finds about an item or about PATH#FIELD, all of it or one
kind, with a reason. It is found again once the secret, the date or the address
changes. What is left already gets the new reason. That a password was in a
breach is left only if --finding names it.`
	cmd.Example = `  coffer check ignore home/door#pin --because 'four digits is all it takes'
  coffer check ignore work/old --finding breached --because 'the site is gone'`
	cmd.ValidArgsFunction = c.completeItem
	o.register(cmd)
	cmd.Flags().StringVar(&o.because, "because", "", "why, which is asked for when left out; you will read it later")
	o.named = func() bool { return cmd.Flags().Changed("because") }
	return cmd
}

func (o *ignoreFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.Kind, "finding", "", "this kind of finding alone, as coffer check calls it")
	f.StringVar(&o.Field, "field", "", "what is about this field alone")
	completeFlag(cmd, "finding", cobra.FixedCompletions(app.FindingKinds(), cobra.ShellCompDirectiveNoFileComp))
}

func (c *cli) runCheckIgnore(ctx context.Context, ref string, o ignoreFlags) error {
	if err := app.CheckFindingKind(o.Kind); err != nil {
		return err
	}
	reason, err := c.reasonToLeave(ctx, o)
	if err != nil {
		return err
	}
	in, err := c.breachPlace(breachFlags{named: func() bool { return false }})
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		left, err := a.IgnoreFinding(ctx, ref, o.FindingFilter, in, reason)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(leftDocs(left))
		}
		for i := range left {
			c.say("%s", leftAlone(&left[i]))
		}
		if left[0].Unasked {
			c.note("whether it was in a breach was not looked up for that")
		}
		c.note("found again once it changes, or with coffer check unignore %s", host.ShellWord(ref))
		return nil
	})
}

// reasonToLeave is why something is left; whoever does not say it is asked.
func (c *cli) reasonToLeave(ctx context.Context, o ignoreFlags) (reason string, err error) {
	const how = "say why with --because REASON"
	reason = o.because
	if !o.named() {
		t, err := c.terminal()
		if err != nil {
			return "", app.Fail(app.Usage, how, "there is no terminal to ask for the reason on")
		}
		defer t.Close()
		if reason, err = t.ReadLine(ctx, "why is it left? "); err != nil {
			return "", err
		}
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return "", app.Fail(app.Usage, how, "the reason is empty")
	}
	return reason, nil
}

// leftAlone says what is left, and what this replaces.
func leftAlone(f *app.LeftFinding) string {
	what := f.Kind.Code() + " " + f.Text()
	if f.Before == nil {
		return "left: " + what
	}
	return "left anew: " + what + "; before, " + app.LeftText(f.Before)
}

type leftDoc struct {
	checkFinding
	Before *reasonDoc `json:"before,omitempty"` // what this replaces
}

type reasonDoc struct {
	Reason string `json:"reason,omitempty"`
	Date   string `json:"date"`
}

func leftDocs(left []app.LeftFinding) []leftDoc {
	docs := make([]leftDoc, 0, len(left))
	for i := range left {
		doc := leftDoc{checkFinding: checkFindingDoc(&left[i].CheckFinding)}
		if b := left[i].Before; b != nil {
			doc.Before = &reasonDoc{b.Reason, jsonTime(b.Date)}
		}
		docs = append(docs, doc)
	}
	return docs
}

func (c *cli) checkUnignoreCommand() *cobra.Command {
	var o ignoreFlags
	cmd := oneArg("unignore PATH", "find again what was left about an item", func(ctx context.Context, ref string) error {
		if err := app.CheckFindingKind(o.Kind); err != nil {
			return err
		}
		return c.with(ctx, func(a *app.App) error {
			n, err := a.UnignoreFinding(ctx, ref, o.FindingFilter)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(map[string]int{"found_again": n})
			}
			c.say("%s found again", counted(n, "finding is", "findings are"))
			return nil
		})
	})
	cmd.Example = "  coffer check unignore home/door#pin"
	cmd.ValidArgsFunction = c.completeItem
	o.register(cmd)
	return cmd
}
