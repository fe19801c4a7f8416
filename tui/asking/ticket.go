package asking

import (
	"cmp"
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// ticket is one's own: its code, how far each trustee is, and what comes next.
type ticket struct {
	d     *desk
	file  *opened
	s     *standing
	fresh bool // it was read just now
	page  widget.Page

	sheets int // shares on paper that were taken here
}

func newTicket(d *desk, n *news) *ticket {
	return &ticket{d: d, file: n.file, s: n.standing, fresh: true}
}

func (t *ticket) Title() string { return "ticket @" + t.s.info.ID.Short() }

// Start reads the ticket once more, where it was not read just now.
func (t *ticket) Start() tea.Cmd {
	if t.fresh {
		t.fresh = false
		return nil
	}
	return t.work("", func(ctx context.Context, q *app.Asking) (*standing, error) { return read(ctx, q, false) })
}

// work does something with the ticket, and shows how it stands then.
func (t *ticket) work(what string, f func(context.Context, *app.Asking) (*standing, error)) tea.Cmd {
	return screen.Run(t.d.Jobs, what, func(ctx context.Context, _ screen.Progress) (s *standing, err error) {
		err = t.file.with(func(q *app.Asking) error { s, err = f(ctx, q); return err })
		return s, err
	}, func(s *standing, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		t.s = s
		return told(s)
	})
}

func (t *ticket) Typing() bool { return false }

func (t *ticket) Keys() []screen.Key {
	over, asked, paper := "", "", ""
	if !t.s.info.Live {
		over = "the ticket is over"
	}
	if len(t.s.info.SheetsOf) == 0 {
		paper = "nobody has a share on paper"
	}
	if len(t.s.info.Questions) == 0 {
		asked = "no trustee asks you anything"
	}
	return []screen.Key{
		{Press: []string{"f5", "s"}, Does: "sync: carry what the ticket says, and take in what trustees say", Short: "sync", Do: t.sync},
		{Press: []string{"r"}, Does: "carry the ticket out", Short: "carry it out", Why: t.whyNot(), Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: t.redeems()}) }},
		{Press: []string{"a"}, Does: "answer what trustees ask", Short: "answer", Why: asked, Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newAnswers(t)}) }},
		{Press: []string{"p"}, Does: "take a share that is on paper", Short: "share on paper", Why: cmp.Or(over, paper), Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newSheet(t.d, t.takeSheet)}) }},
		{Press: []string{"n"}, Does: "open a new ticket that stands for this one", Short: "replace", Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newWanted(t.d, t.s.info.Number)})
		}},
		{Press: []string{"w"}, Does: "withdraw the ticket: end it for ever", Short: "withdraw", Why: over, Do: t.withdraw},
	}
}

// whyNot is what keeps the ticket from being carried out.
func (t *ticket) whyNot() string {
	i := &t.s.info
	switch {
	case !i.Redeemed.IsZero():
		return "it was carried out on " + app.LocalTime(i.Redeemed)
	case i.Stage == "released" || i.Live && given(i)+t.sheets >= i.Threshold:
		return ""
	case !i.Live:
		return "the ticket is over"
	}
	return fmt.Sprintf("%d of %s are here", given(i)+t.sheets, app.Counted(i.Threshold, "share", "shares"))
}

// given counts the shares that are here.
func given(i *app.AskingInfo) (n int) {
	for _, p := range i.Trustees {
		if p.Given && p.Fault == "" {
			n++
		}
	}
	return n
}

func (t *ticket) sync() tea.Cmd {
	return t.work("syncing the ticket", func(ctx context.Context, q *app.Asking) (*standing, error) { return read(ctx, q, true) })
}

func (t *ticket) withdraw() tea.Cmd {
	return screen.Send(screen.Ask{Does: "withdraw it", Question: "The ticket ends for ever: trustees give nothing for it any more, and what they have waited is lost. A sync tells them, now.", Do: func() tea.Cmd {
		return t.work("withdrawing the ticket", func(ctx context.Context, q *app.Asking) (*standing, error) {
			if err := q.Withdraw(); err != nil {
				return nil, err
			}
			return read(ctx, q, true)
		})
	}})
}

func (t *ticket) Update(msg tea.Msg) tea.Cmd { t.page.Update(msg); return nil }

func (t *ticket) View(s screen.Size, l *look.Look) []string {
	lines := []string{""}
	if t.s.info.Live && t.s.info.Stage != "released" {
		lines = append(codeLines(t.s.info.Code, s.Width, l), "")
	}
	return t.page.View(append(lines, widget.Facts(facts(t.s, t.d.Now()), s.Width, l)...), s, l)
}

// Wipe closes the ticket file, and forgets what it said.
func (t *ticket) Wipe() { t.file.Wipe(); t.s = &standing{} }
