// Package entry has the screens before the vault is open: the password, and the first
// start.
package entry

import (
	"context"

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
	New   bool       // it was made just now
	State door.State // as it was looked at, by who needed no password
}

// Unlock asks for the master password.
type Unlock struct {
	d    *screen.Desk
	door *door.Door

	vault    string // its name, where it is not the usual one
	why      string // it was locked
	before   door.Before
	password widget.Input
	busy     bool

	elsewhere door.State // as another terminal may have unlocked it
	looking   bool
}

// NewUnlock makes the screen. Why says why it is there again; it may be empty.
func NewUnlock(d *screen.Desk, door *door.Door, vault, why string) *Unlock {
	return &Unlock{d: d, door: door, vault: vault, why: why,
		password: widget.Input{Label: "master password", Hidden: true, Most: app.MaxPassword}}
}

// Title is where this is.
func (u *Unlock) Title() string { return "locked" }

// Start looks at the locked vault.
func (u *Unlock) Start() tea.Cmd {
	return screen.Run(u.d.Jobs, "", func(ctx context.Context, _ screen.Progress) (door.Before, error) { return u.door.Before(ctx) },
		func(before door.Before, err error) tea.Cmd {
			u.before = before
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
	does, wait, f := "unlock the vault", u.wait(), u.before.Frozen
	if f != nil && f.Deleting {
		does = "unlock the vault, which vetoes its deletion"
	}
	keys := []screen.Key{
		{Press: []string{"enter"}, Does: does, Short: "unlock", Why: wait, Do: func() tea.Cmd { return u.try(false) }},
		{Press: []string{"ctrl+o"}, Does: "open the companion tier alone: it lists and searches, and shows no secret", Short: "companion tier alone", Why: wait,
			Do: func() tea.Cmd { return u.try(true) }},
	}
	if u.joins() {
		keys[0] = u.joinKey()
	}
	if f != nil && !f.Deleting {
		keys = append(keys, u.frozenKeys(wait)...)
	}
	return append(keys, forgot("the master password is lost: ask the trustees of the vault", u.password.Wipe))
}

// forgot leads to the trustees of a vault. What was typed as a password does not wait there.
func forgot(does string, wipe func()) screen.Key {
	return screen.Key{Press: []string{"ctrl+t"}, Does: does, Short: "I forgot the password", Do: func() tea.Cmd {
		wipe()
		return screen.Send(screen.Asking{})
	}}
}

// wait says why no password is taken now.
func (u *Unlock) wait() string {
	switch why := u.d.WhyNoPassword(); {
	case u.working():
		return "the password is being tried"
	case why != "":
		return why
	case u.password.Empty():
		return "type the master password first"
	}
	return ""
}

// Update hears what is typed, and looks each second whether that is needed.
func (u *Unlock) Update(msg tea.Msg) tea.Cmd {
	if _, second := msg.(screen.Tick); second {
		return u.look()
	}
	if !u.working() {
		u.password.Update(msg)
	}
	return nil
}

// working tells that a password is being tried, and nobody has given that up.
func (u *Unlock) working() bool { return u.busy && u.d.Jobs.Current() != nil }

func (u *Unlock) try(companion bool) tea.Cmd {
	password := u.password.Secret()
	u.password.Wipe()
	u.busy, u.why = true, ""
	return screen.Run(u.d.Jobs, "opening the vault", func(ctx context.Context, _ screen.Progress) (door.Welcome, error) {
		defer password.Wipe()
		return u.door.Unlock(ctx, password, companion)
	}, u.tried)
}

func (u *Unlock) tried(w door.Welcome, err error) tea.Cmd {
	u.heard(err)
	switch f := app.FrozenIn(err); {
	case err == nil:
		return screen.Send(Opened{Welcome: w})
	case f != nil:
		return u.shut(f, w.Decided)
	}
	return screen.Send(screen.Failed{Err: err})
}

// heard hears what came of a password. That the vault is frozen says only the right one.
func (u *Unlock) heard(err error) {
	u.busy = false
	if app.FrozenIn(err) != nil {
		err = nil
	}
	u.d.Tried(err)
}

// View draws the screen.
func (u *Unlock) View(s screen.Size, l *look.Look) []string {
	width := min(s.Width-4, 60)
	lines := []string{l.Title.Render("coffer"), ""}
	for _, text := range []string{u.before.Greeting, u.why, u.elsewhereText()} {
		if text != "" {
			lines = append(append(lines, look.Wrap(look.Safe(text), width)...), "")
		}
	}
	for _, text := range u.doubts() {
		for _, line := range look.Wrap(look.Safe(text), width) {
			lines = append(lines, l.Warn.Render(line))
		}
		lines = append(lines, "")
	}
	last := []string{u.password.View(width, l, !u.working())}
	if u.vault != "" {
		last = append(last, "", l.Dim.Render(look.Cut("vault "+u.vault, width)))
	}
	lines = lines[:max(0, min(len(lines), s.Height-len(last)))] // the password is in sight, whatever is said above it
	return centre(append(lines, last...), s, width)
}

// doubts are what whoever unlocks must know before.
func (u *Unlock) doubts() (all []string) {
	if f := u.before.Frozen; f != nil {
		all = append(all, frozenText(f))
	}
	if n := u.before.Tried; n > u.d.Trial.Wrong {
		all = append(all, app.Counted(n, "wrong password was", "wrong passwords were")+" typed on this machine since the last right one")
	}
	return all
}

// Wipe overwrites what was typed.
func (u *Unlock) Wipe() { u.password.Wipe(); u.before, u.elsewhere = door.Before{}, door.State{} }

// centre puts a narrow block into the middle.
func centre(lines []string, s screen.Size, width int) []string {
	block := make([]string, max(0, (s.Height-len(lines))/3), s.Height+len(lines))
	left := max(0, (s.Width-width)/2)
	for _, line := range lines {
		block = append(block, look.Fit("", left)+line)
	}
	return look.Lines(block, s.Width, s.Height)
}
