package tuitest

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"coffer/tui"
	"coffer/vault/secret"
)

// Hears what the screens say to whoever types these lines in the plain mode. What is
// typed is in it, but for what was asked for as hidden.
func (p *Person) Hears(lines ...string) string {
	p.t.Helper()
	var heard bytes.Buffer
	o := p.options()
	o.Out = &heard
	o.Ask = func(_ context.Context, prompt string, hidden bool) (secret.Text, error) {
		if len(lines) == 0 {
			return secret.Text{}, io.EOF
		}
		line := lines[0]
		lines = lines[1:]
		if hidden {
			fmt.Fprintf(&heard, "%s\n", prompt)
		} else {
			fmt.Fprintf(&heard, "%s%s\n", prompt, line)
		}
		return secret.New(line), nil
	}
	if err := tui.Run(p.t.Context(), o); err != nil {
		p.t.Fatal(err)
	}
	return heard.String()
}
