package tuitest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"coffer/tui"
	"coffer/vault/secret"
)

// Hears what the screens say to whoever types these lines in the plain mode; one like
// "(10s)" lets so many seconds pass before the next. What is typed is in it, but for what
// was asked for as hidden.
func (p *Person) Hears(lines ...string) string {
	p.t.Helper()
	var heard bytes.Buffer
	clock := make(chan time.Time)
	o := p.options()
	o.Out = &heard
	o.Ask = func(ctx context.Context, prompt string, hidden bool) (secret.Text, error) {
		for len(lines) > 0 && strings.HasPrefix(lines[0], "(") {
			p.ticks(ctx, clock, lines[0])
			lines = lines[1:]
		}
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
	if err := tui.RunPlain(p.t.Context(), o, clock); err != nil {
		p.t.Fatal(err)
	}
	return heard.String()
}

// ticks lets so many seconds pass. The program takes the next second when it has said what
// the last one brought: one more, in which no time passes, waits for that.
func (p *Person) ticks(ctx context.Context, clock chan<- time.Time, span string) {
	d, err := time.ParseDuration(strings.Trim(span, "()"))
	if err != nil {
		p.t.Error(err)
	}
	for ; d >= 0; d -= time.Second {
		if d > 0 {
			p.Clock.Pass(time.Second)
		}
		select {
		case clock <- p.Clock.Now():
		case <-ctx.Done():
			return
		}
	}
}
