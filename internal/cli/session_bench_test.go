package cli

import (
	"context"
	"os"
	"testing"
	"time"
)

// BenchmarkGetWithSession is a whole command but for the start of its process.
func BenchmarkGetWithSession(b *testing.B) {
	dir, err := os.MkdirTemp("", "b") // short enough for a socket
	if err != nil {
		b.Fatal(err)
	}
	defer os.RemoveAll(dir)
	p := newPerson(b)
	p.env.Environ = append(p.env.Environ, "XDG_RUNTIME_DIR="+dir)
	agent := newTourAgent(b.Context(), func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() })
	defer agent.end()
	p.env.StartAgent = agent.start
	p.must("swordfish-9", "add", "work/mail", "--stdin")
	p.must("", "unlock")
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer null.Close()
	env := p.env
	env.Stdin, env.Stdout, env.Stderr = null, null, null
	for b.Loop() {
		if code := run(b.Context(), []string{"get", "work/mail"}, env); code != 0 {
			b.Fatal("code ", code)
		}
	}
}
