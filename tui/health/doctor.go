package health

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// doctor is the list of what would fail when it matters.
type doctor struct {
	failed string
	list   widget.Rows[app.Finding]
}

// examine lets the doctor look.
func (h *Health) examine() tea.Cmd {
	return screen.Try(h.d, "", func(ctx context.Context, a *app.App) ([]app.Finding, error) { return a.Doctor(ctx) },
		func(found []app.Finding, err error) tea.Cmd {
			if err != nil {
				h.doctor.failed = app.Told(err).Error()
				return screen.Send(screen.Failed{Err: err})
			}
			h.doctor.failed = ""
			return h.doctor.list.Set(found)
		})
}

func (d *doctor) view(s screen.Size, l *look.Look) []string {
	lines := []string{l.Dim.Render(look.Fit(" "+d.head(), s.Width)), ""}
	if len(d.list.All) == 0 {
		return look.Lines(append(lines, "  "+look.Cut(d.nothing(), s.Width-2)), s.Width, s.Height)
	}
	var detail []string
	if s.Height >= leastForDetail {
		detail = d.detail(s, l)
	}
	list := screen.Size{Width: s.Width, Height: max(1, s.Height-len(lines)-len(detail))}
	lines = append(lines, d.list.View(nil, "", list, l, func(f *app.Finding, cells int) string {
		return look.Fit(string(f.Severity), 8) + "  " + look.Fit(text(f), cells-10)
	})...)
	return look.Lines(append(lines, detail...), s.Width, s.Height)
}

func text(f *app.Finding) string {
	if f.About != "" {
		return f.About + ": " + f.What
	}
	return f.What
}

func (d *doctor) head() string {
	if len(d.list.All) == 0 {
		return ""
	}
	return app.Counted(len(d.list.All), "thing", "things") + " would fail when it matters"
}

func (d *doctor) nothing() string {
	switch {
	case d.failed != "":
		return "the doctor could not look: " + d.failed
	case !d.list.Read:
		return "the doctor looks …"
	}
	return "nothing would fail that the doctor knows of"
}

func (d *doctor) detail(s screen.Size, l *look.Look) []string {
	f := d.list.Current()
	facts := []widget.Fact{{Name: string(f.Severity), Text: f.What, Tone: tone(string(f.Severity))}}
	if f.About != "" {
		facts = append(facts, widget.Fact{Name: "about", Text: f.About})
	}
	facts = append(facts, widget.Fact{Name: "to do", Text: f.Next})
	return widget.Detail(facts, leastDetail, s, l)
}
