package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/vault/secret"
)

type compareFlags struct {
	number  string
	qr      bool
	differs bool
	live    bool
	anew    bool
}

func (c *cli) contactVerifyCommand() *cobra.Command {
	var o compareFlags
	cmd := oneArg("verify NAME", "compare the safety number with a contact", func(ctx context.Context, name string) error {
		if o.live || o.anew {
			return c.runContactVerifyLive(ctx, name, o)
		}
		return c.runContactVerify(ctx, name, o)
	})
	cmd.Long = `Show the safety number of you and a contact, and record that both of you see the
same one. Compare it side by side, or read it to each other over a way on which you know one another: not over the
way the card came. Same number: you hold each other's keys, and nobody stands between.

Not the same: somebody may have exchanged a card on its way. --differs takes an earlier comparison back.

With --live both read six words to each other instead, on the telephone or face to face. They are drawn by both sides over
the post: say it on one side, let each side sync twice, and say it on both.`
	cmd.Example = `  coffer contact verify bob
  coffer contact verify bob --qr
  coffer contact verify bob --number "40094 77972 …"
  coffer contact verify bob --live
  coffer contact verify bob --differs`
	cmd.ValidArgsFunction = c.completeContact()
	f := cmd.Flags()
	f.StringVar(&o.number, "number", "", "the number that the contact sees, instead of a question")
	f.BoolVar(&o.qr, "qr", false, "draw the number as a QR code")
	f.BoolVar(&o.differs, "differs", false, "record that it is not the same")
	f.BoolVar(&o.live, "live", false, "compare six words that both of you read aloud")
	f.BoolVar(&o.anew, "anew", false, "with --live: begin again")
	return cmd
}

func (c *cli) runContactVerify(ctx context.Context, name string, o compareFlags) error {
	if o.number != "" && o.differs {
		return app.Fail(app.Usage, "", "say --number or --differs, not both")
	}
	return c.with(ctx, func(a *app.App) error {
		info, err := a.ToCompare(ctx, name)
		if err != nil {
			return err
		}
		if !o.differs {
			if err := c.compare(ctx, info, o); err != nil {
				return err
			}
		}
		if info.Contact, err = a.Compared(ctx, info, !o.differs); err != nil {
			return err
		}
		if !o.differs {
			info.Alike = nil
		}
		if c.json {
			return c.printJSON(newContactDoc(info))
		}
		c.note("%s", app.ComparedText(info.Contact, !o.differs))
		return nil
	})
}

// compare lets the person compare, or does so with what they typed.
func (c *cli) compare(ctx context.Context, info app.ContactInfo, o compareFlags) error {
	if o.number != "" {
		if !app.SameSafetyNumber(o.number, info.Safety) {
			return app.Fail(app.Password, "if it was typed right, somebody exchanged a card on its way: coffer contact verify "+app.NameWord(info.Name)+" --differs records that",
				"this is not the safety number with %s", quoted(info.Name))
		}
		return nil
	}
	if !c.json {
		if err := c.showSafety(info.Safety, o.qr); err != nil {
			return err
		}
	}
	if alarm := looksLike(info.Alike); alarm != "" {
		c.tell("warning: %s %s", quoted(info.Name), alarm)
	}
	return c.confirm(ctx, "does "+quoted(info.Name)+" see the same number?")
}

// showSafety prints the twelve groups in three lines, so that people keep their
// place.
func (c *cli) showSafety(number string, code bool) error {
	if code {
		if err := c.qr(secret.New(number)); err != nil {
			return err
		}
	}
	groups := strings.Fields(number)
	for i := 0; i+4 <= len(groups); i += 4 {
		c.say("%s", strings.Join(groups[i:i+4], " "))
	}
	return nil
}
