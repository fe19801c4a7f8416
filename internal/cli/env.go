package cli

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	"coffer/internal/app"
	"coffer/internal/screens"
)

// Env is everything that the program needs from outside. Tests and the tour
// bring their own; the shipped binary has no switch for any of it.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Environ        []string // as of os.Environ
	Clock          app.Clock
	Rand           io.Reader
	Stretch        app.Stretch // nil: Argon2id
	TicketWork     int         // of ticket files: see [app.Env]
	OpenFile       func(name string, flag int, mode os.FileMode) (*os.File, error)
	LockWait       time.Duration // for others to end; zero: ten seconds
	Terminal       bool          // whether there may be a person to ask
	Self           []string      // how to start this program again
	// CatchSignals is called by whoever has something to put right before a
	// signal may end the program: from then on it ends the context. It may be
	// nil.
	CatchSignals func()
	// Sleep waits, and ends early with an error when ctx ends; nil: by the
	// machine's clock.
	Sleep func(ctx context.Context, d time.Duration) error
	// Reached hears what seals have come to, for tests that count it; it may be nil.
	Reached func(word string)
	// Show shows the screens; nil: another program does.
	Show screens.Show
	// StartAgent starts the agent; nil: as a process of its own.
	StartAgent func(ctx context.Context, env app.Env) error
}

func (e Env) catchSignals() {
	if e.CatchSignals != nil {
		e.CatchSignals()
	}
}

// wait waits by Sleep.
func (e Env) wait(ctx context.Context, d time.Duration) error {
	if e.Sleep != nil {
		return e.Sleep(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// getenv reads Environ; the last of several wins.
func (e Env) getenv(name string) string {
	value := ""
	for _, kv := range e.Environ {
		if k, v, ok := strings.Cut(kv, "="); ok && k == name {
			value = v
		}
	}
	return value
}
