package items

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
)

type shownCode struct {
	field string
	code  app.Code
	read  time.Time
	until time.Time // then the next one is no more fetched: that would hold the session open
}

// codeFor is for how long one-time codes follow one another.
const codeFor = 2 * time.Minute

func (c *shownCode) Wipe() {
	if c != nil {
		c.code.Code.Wipe()
	}
}

// otp shows the current code, and those after it for a while; or covers it.
func (it *Item) otp() tea.Cmd {
	f := it.current()
	if it.code != nil && it.code.field == f.name && !it.code.code.Counts {
		it.code.Wipe()
		it.code = nil
		return nil
	}
	return it.nextCode(f.name, it.d.Now().Add(codeFor))
}

func (it *Item) nextCode(field string, until time.Time) tea.Cmd {
	ref, now, away := it.ref, it.d.Now, it.away
	return screen.Call(it.d, "", func(ctx context.Context, a *app.App) (*shownCode, error) {
		c, err := a.OTP(ctx, ref, field)
		if err != nil {
			return nil, err
		}
		return &shownCode{field, c, now(), until}, nil
	}, func(c *shownCode) tea.Cmd {
		if away != it.away {
			c.Wipe()
			return nil
		}
		it.code.Wipe()
		it.code = c
		return nil
	})
}

// tickCode gets the next code when this one is over, for a while.
func (it *Item) tickCode(now time.Time) tea.Cmd {
	c := it.code
	if c == nil || c.code.Counts && now.Before(c.until) || !c.code.Counts && now.Sub(c.read) < c.code.Remaining {
		return nil
	}
	it.code.Wipe()
	it.code = nil
	if c.code.Counts || !now.Before(c.until) {
		return nil
	}
	return it.nextCode(c.field, c.until)
}
