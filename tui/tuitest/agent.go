package tuitest

import (
	"context"
	"os"
	"time"

	"coffer/internal/app"
)

// WithAgent gives the person's machine an agent, which serves in this process and begins
// when the first session does: what is unlocked on one screen is open to all commands.
func (p *Person) WithAgent() *Person {
	p.t.Helper()
	dir, err := os.MkdirTemp("", "run") // short enough for a socket
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { os.RemoveAll(dir) })
	p.Env.Folders.Runtime = dir
	p.Env.StartAgent = func(context.Context) error { return p.serve() }
	return p
}

// serve returns when the agent listens; it ends with the test.
func (p *Person) serve() error {
	ctx, end := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	env := p.Env
	go func() {
		done <- app.ServeAgent(ctx, env, app.AgentOptions{Stay: true,
			Ready: func() error { close(ready); return nil },
			Wait:  func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }})
	}()
	select {
	case <-ready:
		p.t.Cleanup(func() { end(); <-done })
		return nil
	case err := <-done:
		end()
		return err
	}
}

// Beside is another terminal of the same person, on the same machine.
func (p *Person) Beside() *Person {
	other := *p
	other.model = nil
	return &other
}

// Commands tells whether a command needs no password now, and what the session is that it
// would use.
func (p *Person) Commands() (open bool, session string) {
	p.t.Helper()
	ctx := p.t.Context()
	a, err := app.Open(ctx, p.Env)
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Close()
	s, err := a.SessionState(ctx)
	if err == nil {
		open, err = a.Resume(ctx)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	if own := s.OwnSession(); own != nil {
		session = own.Name
	}
	return open, session
}

// Unlock begins a session of that name, and Lock ends all, as the commands of those names do.
func (p *Person) Unlock(name string) {
	p.t.Helper()
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.StartSession(ctx, app.SessionOptions{Name: name, Idle: 15 * time.Minute, Hard: 12 * time.Hour})
		return err
	})
}

// Lock is of [Person.Unlock].
func (p *Person) Lock() {
	p.t.Helper()
	ctx := p.t.Context()
	a, err := app.Open(ctx, p.Env)
	if err == nil {
		_, err = a.Lock(ctx)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		p.t.Fatal(err)
	}
}
