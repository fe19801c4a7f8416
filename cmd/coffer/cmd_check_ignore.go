package main

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type ignoreFlags struct {
	app.FindingFilter
	because string
}

func (c *cli) checkIgnoreCommand() *cobra.Command {
	var o ignoreFlags
	cmd := oneArg("ignore PATH", "leave what was found about an item", func(ctx context.Context, ref string) error {
		return c.runCheckIgnore(ctx, ref, o)
	})
	cmd.Long = `Leave what coffer check finds about an item, all of it or one kind, with a reason.
It is found again once the secret, the date or the address changes. That a
password was in a breach is left only if --finding names it.`
	cmd.Example = `  coffer check ignore home/door --because 'four digits is all it takes'
  coffer check ignore work/old --finding breached --because 'the site is gone'`
	cmd.ValidArgsFunction = c.completeItem
	o.register(cmd)
	cmd.Flags().StringVar(&o.because, "because", "", "why; you will read it later")
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
	return c.with(ctx, func(a *app.App) error {
		left, err := a.IgnoreFinding(ctx, ref, o.FindingFilter, o.because)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(checkFindings(left))
		}
		for i := range left {
			c.say("left: %s %s", left[i].Kind.Code(), left[i].Text())
		}
		c.note("found again once it changes, or with coffer check unignore %s", host.ShellWord(ref))
		return nil
	})
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
	cmd.Example = "  coffer check unignore home/door"
	cmd.ValidArgsFunction = c.completeItem
	o.register(cmd)
	return cmd
}
