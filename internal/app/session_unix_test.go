//go:build unix

package app

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"coffer/internal/sys"
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

// TestLockedMeanwhile: a lock between the two halves leaves neither.
func TestLockedMeanwhile(t *testing.T) {
	a, _ := movingApp(t)
	withAgent(t, a, func() error { return nil })
	c, err := a.env.started()
	if err != nil {
		t.Fatal(err)
	}
	for name, before := range map[string]bool{"before the agent has its half": true, "after that": false} {
		key, kept, err := a.newSession(Session{Name: "monday", Core: true, Idle: time.Hour, Hard: time.Hour}, false)
		if err != nil {
			t.Fatal(err)
		}
		lock := func() error { _, err := a.Lock(t.Context()); return err }
		put := func() error { return a.env.withAgent(t.Context(), c, func() error { return c.Put(t.Context(), kept) }) }
		steps := []func() error{func() error { return a.draftKey(c, key) }, put, lock}
		if before {
			steps[1], steps[2] = lock, put
		}
		for _, step := range steps {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.settle(t.Context(), c, key, false); Explain(err).Kind != Busy {
			t.Errorf("%s: got %v", name, err)
		}
		if c.Folder.HasKey(key.Vault) {
			t.Errorf("%s: the key is there", name)
		}
	}
}

// TestNoSessionWithoutItsRecord: who ends the command before the login is recorded
// ends the session with it.
func TestNoSessionWithoutItsRecord(t *testing.T) {
	a, _ := movingApp(t)
	withAgent(t, a, func() error { return nil })
	busy, err := sys.Lock(t.Context(), a.statePath("spool.lock"), sys.Exclusive, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer end()
	if _, err := a.StartSession(ctx, sessionFor); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := busy.Unlock(); err != nil {
		t.Fatal(err)
	}
	s, err := a.SessionState(t.Context())
	if err != nil || len(s.Sessions) != 0 || agent.Folder(a.env.Folders.Runtime).HasKey(a.v.ID()) {
		t.Errorf("%d sessions, %v", len(s.Sessions), err)
	}
}

// TestEndedOthersOfBoth: what ended with the password is not forgotten when the keys
// are changed, too.
func TestEndedOthersOfBoth(t *testing.T) {
	a, _ := movingApp(t)
	withAgent(t, a, func() error { return nil })
	o := sessionFor
	o.Shell = true
	s, err := a.StartSession(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Key.Wipe()
	if _, err := a.Compromised(t.Context(), secret.New("battery staple, correct")); err != nil {
		t.Fatal(err)
	}
	if n := a.EndedOthers(); n != 1 {
		t.Errorf("%d ended, not 1", n)
	}
}
