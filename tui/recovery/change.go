package recovery

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// changed is what came of choosing other trustees, or of new shares.
type changed struct {
	d       *screen.Desk
	info    app.TrusteesInfo // of the trustees that there are now; none where nobody is left
	exposed []app.Entry      // what older copies still open
	rekeyed bool
	copies  []app.Finding // who of them has a copy of the vault besides their share
}

// newPassword asks for the master password, does something about trustees, and shows what
// came of it. So many screens below it are done then.
func newPassword(d *screen.Desk, name, does string, facts []widget.Fact, do func(context.Context, *app.App, secret.Text) (changed, error), screens int) screen.Screen {
	facts = append(facts, widget.Fact{Name: "password", Text: "is asked for also with a session: what trustees have opens the vault for longer"})
	return ask.NewLine(ask.Line{
		Name: name, Facts: facts, Label: "master password", Hidden: true, Does: does, Short: does, Why: d.WhyNoPassword,
		Do: func(password secret.Text) tea.Cmd {
			return screen.Wiping(password, screen.Try(d, "making new keys", func(ctx context.Context, a *app.App) (changed, error) {
				c, err := do(ctx, a, password)
				c.d = d
				if err == nil {
					c.copies = a.TrusteeCopies(ctx)
				}
				return c, err
			}, func(c changed, err error) tea.Cmd {
				d.Tried(err)
				if err != nil {
					return screen.Send(screen.Failed{Err: err})
				}
				var cmds []tea.Cmd
				for range screens {
					cmds = append(cmds, screen.Send(screen.Back{Again: true}))
				}
				return tea.Sequence(append(cmds, screen.Send(screen.Open{Screen: ask.NewText("done", c.facts())}))...)
			}))
		},
	})
}

// facts say what there is now, what is to be done next, and what older copies still open.
func (c changed) facts() (all []widget.Fact) {
	if len(c.info.Trustees) == 0 {
		all = append(all, widget.Fact{Name: "now", Text: "this vault has no trustees any more; s tells them to destroy their shares"})
	} else {
		all = append(all, widget.Fact{Name: "now", Text: app.TrusteesSentence(c.info)}, widget.Fact{Text: app.BindsSentence(c.info)}, widget.Fact{},
			widget.Fact{Name: "next", Text: "back with enter, then s: it sends each their share; they accept, and you see who did", Tone: widget.Alarm})
	}
	for _, f := range c.copies {
		all = append(all, widget.Fact{Name: "warning", Text: f.About + ": " + f.What + "; " + f.Next, Tone: widget.Alarm})
	}
	papers := false
	for _, t := range c.info.Trustees {
		if t.Paper {
			papers = true
			all = append(all, widget.Fact{Name: "the sheet", Text: c.d.Machine.Command("coffer trustee paper " + app.NameWord(t.Name) + " -o FILE.html")})
		}
	}
	if papers {
		all = append(all, widget.Fact{Text: app.PaperSentence(c.rekeyed)})
	}
	if c.info.Inspect {
		all = append(all, widget.Fact{Name: "questions", Text: app.InspectSentence})
	}
	if !c.rekeyed {
		return all
	}
	all = append(all, widget.Fact{}, widget.Fact{Name: "new keys", Text: app.NewKeysSentence})
	if len(c.exposed) > 0 {
		all = append(all, widget.Fact{Name: "copies", Text: fmt.Sprintf("made before still hold %s; change what somebody else may have read:", app.Counted(len(c.exposed), "item", "items")), Tone: widget.Alarm})
	}
	for i := range c.exposed {
		all = append(all, widget.Fact{Text: look.Safe(c.exposed[i].Path().String())})
	}
	return all
}
