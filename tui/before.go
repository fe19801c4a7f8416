package tui

import (
	"slices"

	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/door"
	"coffer/tui/entry"
	"coffer/tui/screen"
	"coffer/vault/secret"
)

// Before the vault is open there is the password, and on it the screens of who has lost it:
// screens that need no vault.

// open puts a screen above the one in sight.
func (f *frame) open(s screen.Screen) tea.Cmd {
	if f.before != nil {
		f.under = append(f.under, f.before)
		f.before = s
		return s.Start()
	}
	if r, renews := s.(screen.Renewing); renews && r.Renews(f.screen()) {
		f.back(false)
	}
	f.hide()
	f.stacks[f.at] = append(f.stacks[f.at], s)
	return s.Start()
}

// takeOut takes a screen away over which another one lies, if it is there.
func (f *frame) takeOut(s screen.Screen) bool {
	stack := &f.under
	if f.before == nil {
		stack = &f.stacks[f.at]
	}
	i := slices.Index(*stack, s)
	if i < 1 || s == f.screen() {
		return false
	}
	s.Wipe()
	*stack = slices.Delete(*stack, i, i+1)
	return true
}

// backBefore takes the topmost screen before the vault away; the first one stays.
func (f *frame) backBefore(again bool) tea.Cmd {
	last := len(f.under) - 1
	if last < 0 {
		return nil
	}
	f.before.Wipe()
	f.before, f.under[last] = f.under[last], nil
	f.under = f.under[:last]
	if again {
		return f.before.Start()
	}
	return nil
}

// clearBefore takes away all that stands before the vault.
func (f *frame) clearBefore() {
	if f.before == nil {
		return
	}
	f.before.Wipe()
	for i, s := range f.under {
		s.Wipe()
		f.under[i] = nil
	}
	f.before, f.under = nil, nil
}

// recovered goes into the vault of this folder, which has a new master password since a
// ticket was carried out, and tells what that has changed.
func (f *frame) recovered(password secret.Text, told []string) tea.Cmd {
	cmd := f.locked("")
	for i, text := range told {
		if i > 0 {
			f.told = append(f.told, row{})
		}
		f.told = append(f.told, row{text: text})
	}
	return tea.Batch(cmd, screen.Run(f.desk.Jobs, "opening the vault", func(ctx context.Context, _ screen.Progress) (door.Welcome, error) {
		defer password.Wipe()
		return f.door.Unlock(ctx, password, false)
	}, func(w door.Welcome, err error) tea.Cmd {
		if err != nil {
			f.over = &notice{title: "recovered", rows: f.told}
			f.told = nil
			return f.failed(err)
		}
		return screen.Send(entry.Opened{Welcome: w})
	}))
}
