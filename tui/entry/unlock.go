// Package entry has the screens before the vault is open: the password, and the first
// start.
package entry

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Opened tells the frame that the vault is open.
type Opened struct {
	door.Welcome
	New bool // it was made just now
}

// Unlock asks for the master password.
type Unlock struct {
	jobs *screen.Jobs
	door *door.Door
	now  func() time.Time

	vault    string // its name, where it is not the usual one
	why      string // it was locked
	greeting string
	password widget.Input
	wrong    int // tries that failed here
	until    time.Time
	busy     bool
}

// NewUnlock makes the screen. Why says why it is there again; it may be empty.
func NewUnlock(jobs *screen.Jobs, d *door.Door, now func() time.Time, vault, why string) *Unlock {
	return &Unlock{jobs: jobs, door: d, now: now, vault: vault, why: why,
		password: widget.Input{Label: "master password", Hidden: true, Most: app.MaxPassword}}
}

// Title is where this is.
func (u *Unlock) Title() string { return "locked" }

// Start reads the greeting.
func (u *Unlock) Start() tea.Cmd {
	return screen.Run(u.jobs, "", func(ctx context.Context, _ screen.Progress) (string, error) { return u.door.Greeting(ctx) },
		func(greeting string, err error) tea.Cmd {
			u.greeting = greeting
			if err != nil {
				return screen.Send(screen.Failed{Err: err})
			}
			return nil
		})
}

// Typing holds: every letter may be one of the password.
func (u *Unlock) Typing() bool { return true }

// Keys are what can be done here.
func (u *Unlock) Keys() []screen.Key {
	return []screen.Key{{Press: []string{"enter"}, Does: "unlock the vault", Short: "unlock", Why: u.wait(), Do: u.try}}
}

// wait says why no password is taken now.
func (u *Unlock) wait() string {
	switch left := u.until.Sub(u.now()); {
	case u.busy:
		return "the password is being tried"
	case left > 0:
		return "wait " + app.FormatSpan(left.Round(time.Second)) + " after a wrong password"
	case u.password.Empty():
		return "type the master password first"
	}
	return ""
}

// Update hears what is typed.
func (u *Unlock) Update(msg tea.Msg) tea.Cmd {
	if !u.busy {
		u.password.Update(msg)
	}
	return nil
}

func (u *Unlock) try() tea.Cmd {
	password := u.password.Secret()
	u.password.Wipe()
	u.busy, u.why = true, ""
	return screen.Run(u.jobs, "opening the vault", func(ctx context.Context, _ screen.Progress) (door.Welcome, error) {
		defer password.Wipe()
		return u.door.Unlock(ctx, password)
	}, u.tried)
}

// longestPause is how long a person waits at most between two tries.
const longestPause = 30 * time.Second

func (u *Unlock) tried(w door.Welcome, err error) tea.Cmd {
	u.busy = false
	if err == nil {
		return screen.Send(Opened{Welcome: w})
	}
	if app.Explain(err).Kind == app.Password {
		u.wrong++
		u.until = u.now().Add(min(time.Second<<min(u.wrong-1, 5), longestPause))
	}
	return screen.Send(screen.Failed{Err: err})
}

// View draws the screen.
func (u *Unlock) View(s screen.Size, l *look.Look) []string {
	width := min(s.Width-4, 60)
	lines := []string{l.Title.Render("coffer"), ""}
	for _, text := range []string{u.greeting, u.why} {
		if text != "" {
			lines = append(append(lines, look.Wrap(look.Safe(text), width)...), "")
		}
	}
	lines = append(lines, u.password.View(width, l, !u.busy))
	if u.vault != "" {
		lines = append(lines, "", l.Dim.Render(look.Cut("vault "+u.vault, width)))
	}
	return centre(lines, s, width)
}

// Wipe overwrites what was typed.
func (u *Unlock) Wipe() { u.password.Wipe(); u.greeting = "" }

// centre puts a narrow block into the middle.
func centre(lines []string, s screen.Size, width int) []string {
	block := make([]string, max(0, (s.Height-len(lines))/3), s.Height+len(lines))
	left := max(0, (s.Width-width)/2)
	for _, line := range lines {
		block = append(block, look.Fit("", left)+line)
	}
	return look.Lines(block, s.Width, s.Height)
}
