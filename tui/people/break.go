package people

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// breaking is a seal of the owner's that somebody breaks.
type breaking struct {
	d    *screen.Desk
	id   app.ID
	name string

	there bool
	info  app.SealInfo
	page  widget.Page
}

func newBreak(d *screen.Desk, id app.ID, title string) *breaking {
	return &breaking{d: d, id: id, name: title}
}

// Title is where this is.
func (b *breaking) Title() string { return "break of " + b.name }

// Start reads the seal.
func (b *breaking) Start() tea.Cmd {
	ref := "@" + b.id.String()
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (app.SealInfo, error) { return a.Seal(ctx, ref) },
		func(info app.SealInfo) tea.Cmd {
			b.info, b.there = info, true
			return nil
		})
}

// Typing never holds.
func (b *breaking) Typing() bool { return false }

// Keys are what can be done here.
func (b *breaking) Keys() []screen.Key {
	may := func(deed string) string {
		if !slices.Contains(b.info.May, deed) {
			return "the seal does not stand so that you may " + deed
		}
		return ""
	}
	return []screen.Key{
		{Press: []string{"v", "n"}, Does: "veto the break: it does not open", Short: "veto", Why: may("veto"), Do: func() tea.Cmd { return veto(b.d, &b.info, 2) }},
		{Press: []string{"A", "y"}, Does: "allow the break: it opens without waiting", Short: "allow", Why: may("allow"), Do: func() tea.Cmd { return allow(b.d, &b.info, 1) }},
	}
}

// veto asks why, and stops the break; so many screens are left then.
func veto(d *screen.Desk, i *app.SealInfo, leave int) tea.Cmd {
	id, who, title, ids := i.ID, i.Recipient, i.Title, pending(i)
	return prompt(ask.Line{Name: "veto", Label: "reason", Optional: true, Does: "veto the break", Short: "veto", Facts: []widget.Fact{
		{Text: quoted(who) + " breaks the seal of " + quoted(title), Tone: widget.Alarm}, {},
		{Text: "A veto stops this request. They can ask again, unless so many vetoes were said as the seal allows. The reason is read by them and by the custodians; it may be empty."},
	}}, func(reason string) tea.Cmd {
		return decide(d, leave, "stopped; f5 tells them", each(ids, func(ctx context.Context, a *app.App, request string) error {
			_, err := a.VetoSeal(ctx, "@"+id.String(), request, strings.TrimSpace(reason))
			return err
		}))
	})
}

// allow ends the wait.
func allow(d *screen.Desk, i *app.SealInfo, leave int) tea.Cmd {
	id, who, title, ids := i.ID, i.Recipient, i.Title, pending(i)
	return screen.Send(screen.Ask{Does: "allow", Question: quoted(who) + " reads " + quoted(title) + " as soon as this arrives, without waiting. Nothing takes that back.", Do: func() tea.Cmd {
		return decide(d, leave, "allowed; f5 tells them", each(ids, func(ctx context.Context, a *app.App, request string) error {
			_, _, err := a.AllowSeal(ctx, "@"+id.String(), request)
			return err
		}))
	}})
}

// pending are the requests that a person was shown: they are named, since to allow what
// nobody asks for any more would lift the seal for ever.
func pending(i *app.SealInfo) (ids []string) {
	for _, r := range i.Requests {
		if r.Pending {
			ids = append(ids, "@"+r.ID)
		}
	}
	return ids
}

// each does it for all of them.
func each(ids []string, do func(ctx context.Context, a *app.App, request string) error) func(context.Context, *app.App) error {
	return func(ctx context.Context, a *app.App) error {
		if len(ids) == 0 {
			return app.Fail(app.Refused, "", "nobody breaks this seal any more")
		}
		for _, id := range ids {
			if err := do(ctx, a, id); err != nil {
				return err
			}
		}
		return nil
	}
}

// decide does it, leaves so many screens and says so.
func decide(d *screen.Desk, leave int, text string, f func(context.Context, *app.App) error) tea.Cmd {
	return screen.Do(d, "", f, func() tea.Cmd {
		var cmds []tea.Cmd
		for range leave {
			cmds = append(cmds, screen.Send(screen.Back{}))
		}
		return tea.Sequence(append(cmds, screen.Send(screen.Again{}), screen.Send(screen.Say{Text: text}))...)
	})
}

// Update hears the keys that scroll.
func (b *breaking) Update(msg tea.Msg) tea.Cmd { b.page.Update(msg); return nil }

// View draws the screen.
func (b *breaking) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, s.Width)
	if !b.there {
		sh.say(l.Dim, "reading …")
		return sh.lines
	}
	i := &b.info
	sh.say(l.Warn, quoted(i.Recipient)+" breaks the seal of "+quoted(i.Title))
	due := app.Incoming{Due: i.Due()}
	sh.say(l.Warn, dueText(&due, "it opens", b.d))
	sh.gap()
	sh.fact("item", placeText(i.Path, i.Title))
	sh.fact("sealed for", i.Recipient+", since "+app.LocalTime(i.Since))
	sh.fact("wait", app.FormatSpan(i.Grace)+" after a request")
	sh.fact("withheld by", i.Protection)
	for _, r := range i.Requests {
		if r.Pending {
			b.request(sh, &r)
		}
	}
	return b.page.View(sh.lines, s, l)
}

func (b *breaking) request(sh *sheet, r *app.SealRequest) {
	sh.title("request @" + r.ID[:min(8, len(r.ID))])
	sh.fact("stands", r.Sentence)
	for _, c := range r.Custodians {
		sh.fact(c.Name, custodianText(&c, b.d))
	}
}

// custodianText says how far one custodian is, and how long that still takes.
func custodianText(c *app.Progress, d *screen.Desk) string {
	text := app.CustodianProgress(*c, true)
	if c.Seen && !c.Ready && !c.Given && !c.Due.IsZero() {
		text += ", " + leftText(c.Due, d.Now())
	}
	return text
}

// Wipe forgets what came from the vault.
func (b *breaking) Wipe() { *b = breaking{d: b.d, id: b.id} }
