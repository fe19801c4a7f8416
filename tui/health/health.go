// Package health has the screens of what is to be mended: what coffer check finds of
// passwords, what coffer doctor finds of everything else, and one password that is in no
// vault.
package health

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Health is the list of findings, the worst first, and beside it that of the doctor.
type Health struct {
	d *screen.Desk

	asked   asked // who was asked about breaches
	report  app.CheckReport
	there   bool // a check came to an end
	failed  string
	old     bool // the vault was changed since
	running int  // the number of the check whose end is awaited
	named   bool // the settings name a file of breach data

	rows     []*app.CheckFinding
	list     widget.List
	kind     string // this one alone; "" is all
	withLeft bool   // show what is left alone, too
	query    widget.Input
	asking   bool // the filter has the keys

	doctor doctor
	second bool // the doctor's list is shown
}

// asked is who was asked about breaches.
type asked int

const (
	nobody asked = iota
	file
	online
)

func (a asked) String() string {
	return [...]string{"nobody was asked about breaches", "your breach data were asked", "breaches were asked about online"}[a]
}

// New makes the screen.
func New(d *screen.Desk) *Health { return &Health{d: d, query: widget.Input{Label: "filter"}} }

// Title is where this is.
func (h *Health) Title() string {
	if h.second {
		return "doctor"
	}
	return "health"
}

// Start checks without asking anybody. What was asked about breaches is not thrown away
// because something was changed: it is said that it is older.
func (h *Health) Start() tea.Cmd {
	if h.asked != nobody {
		h.old = true
		return h.examine()
	}
	what := ""
	if !h.there {
		what = "checking"
	}
	return tea.Batch(h.check(nobody, what), h.examine())
}

// found is what a check brings.
type found struct {
	report app.CheckReport
	named  bool
}

// check begins a check; of two at once the later one counts.
func (h *Health) check(who asked, what string) tea.Cmd {
	h.running++
	number, machine := h.running, h.d.Machine
	return screen.Try(h.d, what, func(ctx context.Context, a *app.App) (f found, err error) {
		in, err := machine.Breaches(who == online)
		if err != nil {
			return f, err
		}
		f.named = in.File != ""
		var o app.CheckOptions
		if who != nobody {
			o.In = &in
		}
		f.report, err = a.Check(ctx, o)
		return f, err
	}, func(f found, err error) tea.Cmd {
		if number != h.running {
			return nil
		}
		cmd := h.checked(who, f, err)
		if what != "" { // a person asked for it
			h.list.At = 0
		}
		return cmd
	})
}

func (h *Health) checked(who asked, f found, err error) tea.Cmd {
	if err != nil {
		h.failed = app.Told(err).Error()
		return screen.Send(screen.Failed{Err: err})
	}
	h.report, h.asked, h.there, h.old, h.failed = f.report, who, true, false, ""
	if who != online {
		h.named = f.named
	}
	h.narrow()
	return nil
}

// narrow keeps the findings that are to be shown, and the cursor on the one that it was
// on.
func (h *Health) narrow() {
	before := h.current()
	h.rows = h.rows[:0]
	h.keep(h.report.Findings)
	if h.withLeft {
		h.keep(h.report.Ignored)
	}
	at := h.list.At
	h.list.SetLen(len(h.rows))
	for i, f := range h.rows {
		if before != nil && f.ID == before.ID && f.Field == before.Field && f.Kind == before.Kind {
			at = i
		}
	}
	h.list.At = max(0, min(at, len(h.rows)-1))
}

func (h *Health) keep(all []app.CheckFinding) {
	words := strings.Fields(strings.ToLower(h.query.Text()))
	for i := range all {
		f := &all[i]
		if (h.kind == "" || f.Kind.Code() == h.kind) && hasAll(strings.ToLower(f.Kind.Code()+" "+f.Severity.String()+" "+f.Text()), words) {
			h.rows = append(h.rows, f)
		}
	}
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// current is the finding under the cursor, or nil.
func (h *Health) current() *app.CheckFinding {
	if h.list.At < len(h.rows) {
		return h.rows[h.list.At]
	}
	return nil
}

// Typing holds while the filter has the keys.
func (h *Health) Typing() bool { return h.asking }

// Update hears the filter, the cursor and the mouse.
func (h *Health) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		h.press(msg)
	case tea.PasteMsg:
		h.typed(msg)
	case screen.Mouse:
		return h.mouse(msg)
	}
	return nil
}

func (h *Health) press(msg tea.KeyPressMsg) {
	switch {
	case h.second:
		h.doctor.list.Press(msg.String())
	case !h.asking:
		h.list.Press(msg.String())
	case msg.Text == "" && (msg.String() == "up" || msg.String() == "down"):
		h.list.Press(msg.String())
	default:
		h.typed(msg)
	}
}

func (h *Health) typed(msg tea.Msg) {
	if h.asking && h.query.Update(msg) {
		h.narrow()
	}
}

func (h *Health) mouse(m screen.Mouse) tea.Cmd {
	if h.second {
		h.doctor.list.Mouse(m.MouseMsg, m.Y-headLines)
		return nil
	}
	if h.list.Mouse(m.MouseMsg, m.Y-headLines) && h.whyNoItem() == "" {
		return h.open()
	}
	return nil
}

// Wipe forgets what came from the vault.
func (h *Health) Wipe() {
	h.query.Wipe()
	*h = *New(h.d)
}
