package people

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/ask"
	"coffer/tui/screen"
	"coffer/vault/secret"
)

// prompt asks for a line that is no secret.
func prompt(l ask.Line, do func(string) tea.Cmd) tea.Cmd {
	l.Do = func(typed secret.Text) tea.Cmd {
		text := strings.TrimSpace(typed.Reveal())
		typed.Wipe()
		return do(text)
	}
	return screen.Send(screen.Open{Screen: ask.NewLine(l)})
}
