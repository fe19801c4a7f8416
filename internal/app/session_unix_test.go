//go:build unix

package app

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/secret"
)

// withAgent gives an app a runtime folder. Its agent begins when it is asked for,
// after first was done.
func withAgent(t *testing.T, a *App, first func() error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "run") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	var done chan error
	t.Cleanup(func() {
		end()
		if done != nil {
			<-done
		}
		os.RemoveAll(dir)
	})
	a.env.Folders.Runtime = dir
	a.env.StartAgent = func(context.Context) error {
		if err := first(); err != nil {
			return err
		}
		ready := make(chan struct{})
		done = make(chan error, 1)
		env := a.env
		go func() {
			done <- ServeAgent(ctx, env, AgentOptions{Stay: true,
				Ready: func() error { close(ready); return nil },
				Wait:  func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }})
		}()
		select {
		case <-ready:
			return nil
		case err := <-done:
			done <- err
			return err
		}
	}
}

// sessionFor is how the tests ask for a session.
var sessionFor = SessionOptions{Idle: time.Hour, Hard: time.Hour}

// TestSessionAfterNewPassword: whoever looked before another process changed the
// password, and hands its session over after that one has ended all others, is
// not left with one.
func TestSessionAfterNewPassword(t *testing.T) {
	a, _ := movingApp(t)
	change := func() error {
		other, err := Open(t.Context(), a.env)
		if err != nil {
			return err
		}
		defer other.Close()
		if err := other.Unlock(t.Context(), secret.New("correct horse")); err != nil {
			return err
		}
		return other.SetPassword(t.Context(), secret.New("battery staple"))
	}
	withAgent(t, a, change)
	for _, shell := range []bool{false, true} {
		o := sessionFor
		o.Shell = shell
		if _, err := a.StartSession(t.Context(), o); !errors.Is(err, vault.ErrChanged) {
			t.Errorf("shell %v: got %v", shell, err)
		}
	}
	s, err := a.SessionState(t.Context())
	if err != nil || len(s.Sessions) != 0 {
		t.Errorf("%d sessions, %v", len(s.Sessions), err)
	}
	if agent.Folder(a.env.Folders.Runtime).HasKey(a.v.ID()) {
		t.Error("the key of the session lies in the runtime folder")
	}
}
