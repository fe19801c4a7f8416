package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// report says what is stored about whom.
type report struct {
	d     *screen.Desk
	about string // the @ID of a contact; empty: about everybody

	there bool
	r     app.Report
	page  widget.Page
}

func newReport(d *screen.Desk, about string) screen.Screen { return &report{d: d, about: about} }

// Title is where this is.
func (r *report) Title() string {
	if r.about != "" {
		return "about one contact"
	}
	return "report"
}

// Start gathers it.
func (r *report) Start() tea.Cmd {
	about := r.about
	return screen.Call(r.d, "gathering what is stored", func(ctx context.Context, a *app.App) (app.Report, error) { return a.Report(ctx, about) },
		func(now app.Report) tea.Cmd {
			r.r, r.there = now, true
			return nil
		})
}

// Typing never holds.
func (r *report) Typing() bool { return false }

// Keys are what can be done with it.
func (r *report) Keys() []screen.Key {
	why, one := "", ""
	if !r.there {
		why = "it is being read"
	}
	if r.about != "" {
		one = "it is about one contact; esc goes back to the whole"
	}
	return []screen.Key{
		{Press: []string{"a"}, Does: "report on one contact alone, such as they may ask for", Short: "about one", Why: one, Core: true, Do: r.choose},
		{Press: []string{"w"}, Does: "write it to a file as one page of HTML", Short: "write a page", Why: why, Do: func() tea.Cmd { return r.write("page of HTML", (*app.Report).WriteHTML) }},
		{Press: []string{"W"}, Does: "write it to a file as JSON, for programs", Why: why, Do: func() tea.Cmd { return r.write("JSON", (*app.Report).WriteJSON) }},
	}
}

// choose takes a contact.
func (r *report) choose() tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewPick(r.d, ask.Pick{
		Name: "about whom", Empty: "there is no contact yet",
		Read: func(ctx context.Context, a *app.App) (all []ask.Choice, err error) {
			contacts, err := a.Contacts(ctx)
			for i := range contacts {
				c := &contacts[i]
				all = append(all, ask.Choice{Ref: "@" + c.ID.String(), Name: c.Name, Note: c.State().String()})
			}
			return all, err
		},
		Done: func(chosen []ask.Choice) tea.Cmd {
			return screen.Send(screen.Open{Screen: newReport(r.d, chosen[0].Ref)})
		},
	})})
}

// write asks where to, and writes what is shown.
func (r *report) write(what string, to func(r *app.Report, path string, force bool) error) tea.Cmd {
	shown := r.r
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "write the report", Label: "file", Path: r.d, Does: "write it as " + what, Short: "write it",
		Facts: []widget.Fact{{Text: "It names people and lies in clear: keep it like a letter. No secret is part of it. No file is replaced."}},
		Do: func(typed secret.Text) tea.Cmd {
			path := typed.Reveal()
			typed.Wipe()
			return screen.Run(r.d.Jobs, "writing", func(context.Context, screen.Progress) (struct{}, error) {
				return struct{}{}, to(&shown, path, false)
			}, func(_ struct{}, err error) tea.Cmd {
				if err != nil {
					return screen.Send(screen.Failed{Err: err})
				}
				return screen.Leave("wrote " + look.Safe(path))
			})
		},
	})})
}

// Update hears the keys that scroll.
func (r *report) Update(msg tea.Msg) tea.Cmd { r.page.Update(msg); return nil }

// View draws the screen.
func (r *report) View(s screen.Size, l *look.Look) []string {
	if !r.there {
		return look.Lines([]string{"", "  reading …"}, s.Width, s.Height)
	}
	return r.page.View(append([]string{""}, widget.Facts(reportFacts(&r.r), s.Width, l)...), s, l)
}

func reportFacts(r *app.Report) []widget.Fact {
	facts := []widget.Fact{{Name: r.Title(), Tone: widget.Title}, {Text: "as of " + app.LocalTime(r.Made) + ", vault " + r.Vault.String(), Tone: widget.Quiet}}
	for i := range r.Sections {
		s := &r.Sections[i]
		facts = append(facts, widget.Fact{}, widget.Fact{Name: s.Title, Tone: widget.Title})
		for j := range s.Rows {
			facts = append(facts, widget.Fact{Text: s.Rows[j].Name + ": " + s.Rows[j].Text()})
		}
		if len(s.Rows) == 0 {
			facts = append(facts, widget.Fact{Text: "nothing", Tone: widget.Quiet})
		}
	}
	return facts
}

// Wipe forgets what came from the vault.
func (r *report) Wipe() { *r = report{d: r.d} }
