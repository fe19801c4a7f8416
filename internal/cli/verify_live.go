package cli

import (
	"context"
	"strings"

	"coffer/internal/app"
)

type liveDoc struct {
	Contact contactDoc `json:"contact"`
	Words   []string   `json:"words"`
	Begun   bool       `json:"begun"`
}

// runContactVerifyLive takes the next step of a live introduction: it begins one,
// waits for the other side, or compares the words.
func (c *cli) runContactVerifyLive(ctx context.Context, name string, o compareFlags) error {
	if o.number != "" || o.qr || o.differs && o.anew {
		return app.Fail(app.Usage, "", "--live goes with --differs or --anew alone")
	}
	return c.with(ctx, func(a *app.App) error {
		s, err := a.LiveIntroduction(ctx, name, o.anew)
		if err != nil {
			return err
		}
		if len(s.Words) == 0 {
			return c.liveWaits(s, o)
		}
		if !c.json {
			c.say("%s", strings.Join(s.Words, " "))
		}
		if !o.differs {
			if err := c.confirm(ctx, "does "+quoted(s.Name)+" read the same six words, in a voice that you know?"); err != nil {
				return err
			}
		}
		if s.Contact, err = a.Compared(ctx, s.ContactInfo, !o.differs); err != nil {
			return err
		}
		if err := a.EndLive(ctx, "@"+s.ID.String()); err != nil {
			return err
		}
		if c.json {
			return c.printJSON(liveDoc{newContactDoc(s.ContactInfo), s.Words, false})
		}
		c.note("%s", app.HeardText(s.Contact, !o.differs))
		return nil
	})
}

// liveWaits says what is missing before there are words.
func (c *cli) liveWaits(s app.LiveState, o compareFlags) error {
	if o.differs {
		return app.Fail(app.Refused, "coffer sync, and coffer contact verify "+app.NameWord(s.Name)+" --live again", "there are no words to compare yet")
	}
	if c.json {
		return c.printJSON(liveDoc{newContactDoc(s.ContactInfo), []string{}, s.Begun})
	}
	if s.Begun {
		c.note("began; coffer sync now, let %s sync and you once more, then say this again: both of you", quoted(s.Name))
		return nil
	}
	c.note("there are no words yet: coffer sync, and let %s sync", quoted(s.Name))
	return nil
}
