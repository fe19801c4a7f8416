package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type sealFlags struct {
	app.SealOrder
	noteFlags
	grace, notAfter string
}

func (c *cli) sealNewCommand() *cobra.Command {
	var o sealFlags
	cmd := oneArg("new ITEM", "seal an item for others", func(ctx context.Context, item string) error {
		o.Item = item
		return c.runSealNew(ctx, o)
	})
	cmd.Long = `Seal an item: it goes to the recipient encrypted twice, and the outer key is split among custodians, who give it only
after a request, the grace period, and no veto of yours. No custodian can read anything, and the recipient neither until
then. Each recipient gets a seal of their own. Custodians should be verified contacts; self means your own client, which
withholds only while it syncs, and is nothing for an emergency.

With several custodians, --threshold says how many must release; more than half of them when left out.`
	cmd.Example = `  coffer seal new home/bank --to bob --grace 7d --custodian carol --custodian dave --custodian erin --threshold 2
  coffer seal new home/bank --to family --custodian carol --note "call the bank first" --on-delete withdraw`
	f := cmd.Flags()
	f.StringArrayVar(&o.To, "to", nil, "whom to seal it for: a contact or a circle; may be repeated")
	f.StringArrayVar(&o.Custodians, "custodian", nil, "who withholds the key: a contact, or self; may be repeated")
	f.IntVar(&o.Threshold, "threshold", 0, "how many custodians must release it")
	f.StringVar(&o.grace, "grace", "7d", "how long they wait after a request, 1d to 366d")
	f.StringVar(&o.Label, "label", "", "what recipient and custodians see before it is opened; nothing when left out")
	o.register(cmd)
	f.StringVar(&o.OnDelete, "on-delete", "break", "what happens when the item is deleted for good: break (they may have it) or withdraw")
	f.StringVar(&o.notAfter, "not-after", "", "withdraw it by itself on a date like 2031-05-06, or after a time like 365d")
	f.IntVar(&o.MaxVetoes, "max-vetoes", 3, "after so many vetoed requests only you can reopen the seal, 1 to 50")
	f.BoolVar(&o.ExtraWait, "extra-wait", true, "wait once more where you were not reached, or mail is missing")
	f.BoolVar(&o.Auto, "auto", false, "send changes of the item by themselves, at each sync")
	f.BoolVar(&o.Unverified, "unverified", false, "take custodians whose safety number was not compared")
	cmd.ValidArgsFunction = c.completeItem
	completeFlag(cmd, "on-delete", completeWords("break", "withdraw"))
	completeFlag(cmd, "to", c.completeAnybody)
	completeFlag(cmd, "custodian", c.completeAnybody)
	return cmd
}

func (o *sealFlags) order(c *cli, ctx context.Context) (order app.SealOrder, err error) {
	order = o.SealOrder
	switch {
	case len(o.To) == 0:
		return order, app.Fail(app.Usage, "say --to NAME", "whom is it for?")
	case len(o.Custodians) == 0:
		return order, app.Fail(app.Usage, "say --custodian NAME for each, or --custodian self",
			"who withholds the key? a file cannot count days by itself")
	case o.OnDelete != "break" && o.OnDelete != "withdraw":
		return order, app.Fail(app.Usage, "", "--on-delete is break or withdraw")
	}
	if order.Grace, err = app.ParseSpan(o.grace); err != nil {
		return order, err
	}
	if o.notAfter != "" {
		if order.NotAfter, err = app.ParseLastDate(o.notAfter, c.Clock.Now()); err != nil {
			return order, err
		}
	}
	if order.Threshold == 0 {
		order.Threshold = len(order.Custodians)/2 + 1
	}
	order.Note, err = o.read(ctx)
	return order, err
}

func (c *cli) runSealNew(ctx context.Context, o sealFlags) error {
	order, err := o.order(c, ctx)
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		made, err := a.NewSeals(ctx, order)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newSealDocs(made))
		}
		for _, i := range made {
			c.note("sealed %s for %s: @%s; coffer sync sends it", quoted(i.Title), i.Recipient, i.ID.Short())
			if i.Twins > 0 {
				c.tell("warning: %s has %s already; coffer seal ls names them, coffer seal withdraw ends one",
					quoted(i.Recipient), counted(i.Twins, "seal of it, which stays,", "seals of it, which stay,"))
			}
		}
		c.note("%s", made[0].Protection)
		return nil
	})
}
