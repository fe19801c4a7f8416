package tui

import (
	"strings"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/look"
)

// statusLeft says how far the vault is open, and which one it is.
func (f *frame) statusLeft() string {
	var parts []string
	switch {
	case f.before != nil:
		parts = append(parts, f.before.Title())
	case f.state.Core:
		parts = append(parts, "open")
	default:
		parts = append(parts, "companion tier alone")
	}
	if f.state.Session != "" {
		parts = append(parts, `session "`+f.state.Session+`"`)
	}
	if f.name != "" {
		parts = append(parts, f.name)
	}
	return look.Safe(strings.Join(parts, " · "))
}

// statusRight says how long it stays so.
func (f *frame) statusRight() string {
	if f.before != nil || !f.state.Open {
		return ""
	}
	lock := "locks in " + clockText(min(f.state.Idle, f.state.Hard))
	if c := f.desk.Clipboard; c != nil {
		return "clipboard " + clockText(c.Until.Sub(f.desk.Now())) + " · " + lock
	}
	return lock
}

// welcome is what the owner is told who has just opened the vault.
func welcome(w door.Welcome) (rows []row) {
	if w.Failed.Count > 0 {
		rows = append(rows, row{text: "warning: " + app.FailedText(w.Failed) + "; was that you?"})
	}
	if w.Before != nil {
		rows = append(rows, row{text: "last session: " + app.LoginText(w.Before)})
	}
	return rows
}
