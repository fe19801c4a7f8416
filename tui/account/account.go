// Package account has the screens of who owns the vault and what opens it: the owner's
// data, the master password and what guessing it costs, keyslots, sessions, logins, and
// the settings.
package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/moving"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Account lists what there is, with how it stands.
type Account struct {
	d     *screen.Desk
	list  widget.List
	facts facts
	there bool
}

// facts are what the list says of each part; none is a secret.
type facts struct {
	owner    app.Owner
	kdf      app.Params
	slots    int
	sessions app.SessionState
	last     *app.Login
	set      int // settings that are not the default
	all      int
	goes     time.Time // the vault for good; zero: never
}

// New makes the screen.
func New(d *screen.Desk) *Account { return &Account{d: d} }

// Title is where this is.
func (c *Account) Title() string { return "account" }

// Start reads what the list says.
func (c *Account) Start() tea.Cmd {
	return screen.Call(c.d, "", c.read, func(f facts) tea.Cmd {
		c.facts, c.there = f, true
		c.list.SetLen(len(c.parts()))
		return nil
	})
}

func (c *Account) read(ctx context.Context, a *app.App) (f facts, err error) {
	if f.owner, err = a.Owner(ctx); err != nil {
		return f, err
	}
	slots, err := a.Slots(ctx)
	if err != nil {
		return f, err
	}
	f.slots = len(slots)
	if f.kdf, err = a.KDF(ctx); err != nil {
		return f, err
	}
	if f.sessions, err = a.SessionState(ctx); err != nil {
		return f, err
	}
	logins, err := a.Logins(ctx)
	if err != nil {
		return f, err
	}
	if n := len(logins); n > 0 {
		f.last = &logins[n-1]
	}
	if f.goes, _, err = a.Removal(ctx); err != nil {
		return f, err
	}
	all, err := readSettings(ctx, c.d, a)
	for _, s := range all {
		if s.Origin != "default" {
			f.set++
		}
	}
	f.all = len(all)
	return f, err
}

// part is one row of the list.
type part struct {
	name, says string
	core       bool // it is there to be changed, which takes both tiers
	open       func() screen.Screen
}

func (c *Account) parts() []part {
	f := &c.facts
	owner := f.owner.Name
	if f.owner.Email != "" {
		owner = strings.TrimPrefix(owner+" · "+f.owner.Email, " · ")
	}
	if owner == "" {
		owner = "nothing is said of you yet"
	}
	last := "none is recorded"
	if f.last != nil {
		last = "the last " + app.LocalTime(f.last.Last)
	}
	return []part{
		{"you", owner, true, func() screen.Screen { return newOwner(c.d) }},
		{"master password", "change it", true, func() screen.Screen { return newPasswd(c.d, f.owner) }},
		{"cost of guessing", "Argon2id " + app.ParamsText(f.kdf), true, func() screen.Screen { return newKDF(c.d, f.kdf) }},
		{"keyslots", app.Counted(f.slots, "opens the vault", "open the vault"), false, func() screen.Screen { return newSlots(c.d) }},
		{"sessions, tokens", c.sessionsText(), false, func() screen.Screen { return newSessions(c.d) }},
		{"logins", last, false, func() screen.Screen { return newLogins(c.d) }},
		{"log", "what was changed, sent, opened or tried", false, func() screen.Screen { return newLog(c.d) }},
		{"backups", "what the vault was on former days", false, func() screen.Screen { return newBackups(c.d) }},
		{"import", "bring items from another tool, or from a file of coffer", true, func() screen.Screen { return moving.NewImport(c.d) }},
		{"export", "write boxes to a file, for another tool or to keep", true, func() screen.Screen { return moving.NewExport(c.d) }},
		{"deletion", "what will be deleted, and when; forget a text", false, func() screen.Screen { return newDeletion(c.d) }},
		{"report", "what is stored about whom, and where it was sent", true, func() screen.Screen { return newReport(c.d, "") }},
		{"settings", fmt.Sprintf("%d of %d are not the default", f.set, f.all), false, func() screen.Screen { return newSettings(c.d) }},
		{"about", "coffer " + c.d.Machine.Version(), false, func() screen.Screen { return newAbout(c.d) }},
	}
}

func (c *Account) sessionsText() string {
	s := &c.facts.sessions
	if len(s.Sessions)+len(s.Tokens) == 0 {
		return "held open by these screens alone"
	}
	return fmt.Sprintf("%d open, %s", len(s.Sessions), app.Counted(len(s.Tokens), "token", "tokens"))
}

// Typing never holds.
func (c *Account) Typing() bool { return false }

// Keys are what can be done here.
func (c *Account) Keys() []screen.Key {
	why, core := "", false
	if !c.there {
		why = "it is being read"
	} else {
		core = c.parts()[c.list.At].core
	}
	keys := []screen.Key{{Press: []string{"enter", "l", "right"}, Does: "open what is chosen", Short: "open", Why: why, Core: core, Do: c.open}}
	if !c.facts.goes.IsZero() {
		keys = append(keys, screen.Key{Press: []string{"u"}, Does: "take back that the vault is to be deleted", Short: "keep the vault", Core: true, Do: c.restore})
	}
	return keys
}

func (c *Account) restore() tea.Cmd {
	return screen.Do(c.d, "", func(ctx context.Context, a *app.App) error { return a.RestoreVault(ctx) }, func() tea.Cmd {
		return tea.Batch(c.Start(), screen.Send(screen.Say{Text: "the vault stays"}))
	})
}

func (c *Account) open() tea.Cmd {
	return screen.Send(screen.Open{Screen: c.parts()[c.list.At].open()})
}

// Update hears the cursor and the mouse.
func (c *Account) Update(msg tea.Msg) tea.Cmd {
	if c.list.Update(msg, 1) && c.there {
		return screen.Send(screen.Press{Key: "enter"})
	}
	return nil
}

// View draws the screen.
func (c *Account) View(s screen.Size, l *look.Look) []string {
	if !c.there {
		return look.Lines([]string{"", "  reading …"}, s.Width, s.Height)
	}
	parts := c.parts()
	head := ""
	if !c.facts.goes.IsZero() {
		head = l.Warn.Render(look.Fit(" the vault is marked for deletion, and goes for good on "+app.LocalTime(c.facts.goes), s.Width))
	}
	lines := append([]string{head}, c.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1)}, l, true, func(i, cells int) string {
		return look.Fit(parts[i].name, 18) + look.Fit(parts[i].says, cells-18)
	})...)
	return look.Lines(lines, s.Width, s.Height)
}

// Wipe forgets what came from the vault.
func (c *Account) Wipe() { *c = Account{d: c.d} }
