package cli

import (
	"context"

	"coffer/internal/app"
)

// noteClock says that a gap is open.
func (c *cli) noteClock(a *app.App) {
	if open, _ := a.ClockGap(); open {
		c.note("%s", c.inVault(app.ClockGapText))
	}
}

// runConfirmClock confirms the clock after a person has said that it is right.
func (c *cli) runConfirmClock(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		open, withheld := a.ClockGap()
		if !open {
			c.note("no gap is open; there is nothing to confirm")
			return nil
		}
		question := "by this machine it is " + localTime(a.Now()) + "; waits, as of a seal, will count " +
			app.FormatSpan(withheld) + " more, and nothing takes that back: is that date and time right by another clock?"
		if err := c.confirm(ctx, question); err != nil {
			return err
		}
		counted, err := a.ConfirmClock(ctx)
		if err == nil {
			c.note("the clock is confirmed: waits count %s more", app.FormatSpan(counted))
		}
		return err
	})
}

// clockRows say in the status that a gap is open.
func (c *cli) clockRows(a *app.App) [][]string {
	if open, _ := a.ClockGap(); open {
		return [][]string{{"clock", c.inVault(app.ClockGapText)}}
	}
	return nil
}

// clockGapDoc is an open gap in JSON.
type clockGapDoc struct {
	Withheld int64 `json:"withheld_seconds"`
}

func newClockGapDoc(a *app.App) *clockGapDoc {
	open, withheld := a.ClockGap()
	if !open {
		return nil
	}
	return &clockGapDoc{Withheld: int64(withheld.Seconds())}
}
