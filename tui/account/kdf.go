package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// kdf shows what guessing the master password costs, and raises it.
type kdf struct {
	d        *screen.Desk
	now      app.Params
	password widget.Input
}

func newKDF(d *screen.Desk, now app.Params) screen.Screen {
	return &kdf{d: d, now: now, password: widget.Input{Label: "master password:", Hidden: true, Most: app.MaxPassword}}
}

func (k *kdf) Title() string  { return "cost of guessing" }
func (k *kdf) Start() tea.Cmd { return nil }
func (k *kdf) Typing() bool   { return true }

func (k *kdf) Keys() []screen.Key {
	return []screen.Key{{Press: []string{"enter"}, Does: "measure this machine, and raise what guessing costs", Short: "raise it", Why: k.why(), Do: k.raise}}
}

func (k *kdf) why() string {
	switch {
	case k.d.WhyNoPassword() != "":
		return k.d.WhyNoPassword()
	case k.password.Empty():
		return "type the master password first"
	}
	return ""
}

func (k *kdf) Update(msg tea.Msg) tea.Cmd {
	k.password.Update(msg)
	return nil
}

func (k *kdf) raise() tea.Cmd {
	password := k.password.Secret()
	k.password.Wipe()
	return screen.Wiping(password, screen.Try(k.d, "measuring this machine, and writing the vault anew", func(ctx context.Context, a *app.App) (app.Params, error) {
		return a.RaiseKDF(ctx, password, app.Params{})
	}, func(now app.Params, err error) tea.Cmd {
		k.d.Tried(err)
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		k.now = now
		return screen.Send(screen.Say{Text: "guessing costs " + app.ParamsText(now) + " now"})
	}))
}

func (k *kdf) View(s screen.Size, l *look.Look) []string {
	facts := []widget.Fact{
		{Name: "now", Text: "Argon2id " + app.ParamsText(k.now) + " (memory, passes, lanes) for each guess at the master password"},
		{Name: "raised", Text: "to what this machine does in under a second; it never gets lower"},
		{Name: "ends", Text: "all other sessions and all tokens; the vault is written anew"},
		{Name: "stays", Text: "copies made before keep their costs"},
	}
	lines := append([]string{""}, widget.Facts(facts, s.Width, l)...)
	if n := max(0, s.Height-2); len(lines) > n {
		lines = lines[:n]
	}
	return look.Lines(append(lines, "", " "+k.password.View(s.Width-2, l, true)), s.Width, s.Height)
}

func (k *kdf) Wipe() { k.password.Wipe() }
