//go:build unix

package agent

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"coffer/vault"
)

// serveSyncs is an agent whose syncs a test answers.
func serveSyncs(t *testing.T, every time.Duration, run func(ctx context.Context, dir string, c Client) error) *running {
	t.Helper()
	return serveWith(t, true, func(s *Server) {
		s.Syncs = Syncs{
			Every: func() (time.Duration, error) { return every, nil },
			Run: func(ctx context.Context, dir string, f *os.File) error {
				conn, err := net.FileConn(f)
				if err != nil {
					return err
				}
				defer conn.Close()
				return run(ctx, dir, Client{Conn: conn})
			},
		}
	})
}

// pass moves the clock and lets the agent look.
func (r *running) pass(d time.Duration) {
	r.clock.move(d)
	r.tick <- struct{}{}
}

// synced waits until the newest sync ended.
func (r *running) synced() SyncState {
	r.t.Helper()
	for {
		st, err := r.State(r.t.Context(), vaultA)
		if err != nil {
			r.t.Fatal(err)
		}
		if !st.Sync.Running {
			return st.Sync
		}
		time.Sleep(time.Millisecond)
	}
}

func syncable(id byte, v vault.ID) Session {
	s := aSession(id, v)
	s.Dir = "/vaults/a"
	return s
}

func TestSyncsByTheAgent(t *testing.T) {
	ran := make(chan string, 9)
	fail := make(chan error, 9)
	s := syncable(1, vaultA)
	r := serveSyncs(t, 5*time.Minute, func(ctx context.Context, dir string, c Client) error {
		half, err := c.Get(ctx, vaultA, s.ID)
		if err != nil || !bytes.Equal(half, bytes.Repeat([]byte{1}, 80)) {
			t.Errorf("%x, %v", half, err)
		}
		ran <- dir
		return <-fail
	})
	r.put(s)
	r.put(func() Session { s := syncable(2, vaultB); s.Core = false; return s }())
	r.put(func() Session { s := syncable(3, vaultB); s.Shell = true; return s }())

	fail <- nil
	r.pass(30 * time.Second)
	if dir := <-ran; dir != "/vaults/a" {
		t.Errorf("ran in %s", dir)
	}
	st := r.synced()
	if st.Ended.IsZero() || !st.Well.Equal(st.Ended) || st.Failed != "" {
		t.Errorf("%+v", st)
	}
	r.pass(4 * time.Minute)
	fail <- errors.New("the post\nis \x1b gone")
	r.pass(time.Minute)
	<-ran
	again := r.synced()
	if !again.Well.Equal(st.Well) || !again.Ended.After(st.Ended) || again.Failed != errUnclear.Error() {
		t.Errorf("%+v", again)
	}
	if len(ran) > 0 {
		t.Error("a vault was synced that cannot be, or too often")
	}
	// Nothing of this was a use: 5 min 30 s of the 15 are over.
	all, err := r.State(t.Context(), vaultA)
	if err != nil || all.Sessions[0].Idle != 9*time.Minute+30*time.Second {
		t.Errorf("%v, %v", all.Sessions, err)
	}
}

// TestSyncAsksForItsHalfAlone: what a child has inherited serves for nothing else.
func TestSyncAsksForItsHalfAlone(t *testing.T) {
	asked := make(chan error, 1)
	for name, ask := range map[string]func(context.Context, Client) error{
		"another session": func(ctx context.Context, c Client) error {
			_, err := c.Get(ctx, vaultA, vault.ID{2})
			return err
		},
		"another vault": func(ctx context.Context, c Client) error {
			_, err := c.Get(ctx, vaultB, vault.ID{1})
			return err
		},
		"locking": func(ctx context.Context, c Client) error { _, err := c.Lock(ctx, vaultA); return err },
		"the end": func(ctx context.Context, c Client) error { _, err := c.End(ctx); return err },
	} {
		r := serveSyncs(t, time.Minute, func(ctx context.Context, _ string, c Client) error {
			asked <- ask(ctx, c)
			return nil
		})
		r.put(syncable(1, vaultA))
		other := aSession(2, vaultA)
		other.Shell = true
		r.put(other)
		r.pass(30 * time.Second)
		if err := <-asked; !errors.Is(err, ErrNone) && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
		if st, err := r.State(t.Context(), vaultA); err != nil || len(st.Sessions) != 2 {
			t.Errorf("%s: %v, %v", name, st.Sessions, err)
		}
	}
}

// TestLockEndsASync: with its session, by hand, by suspend, and with the agent.
func TestLockEndsASync(t *testing.T) {
	for name, end := range map[string]func(*running){
		"lock": func(r *running) {
			if _, err := r.Lock(t.Context(), vaultA); err != nil {
				t.Error(err)
			}
		},
		"idle":  func(r *running) { r.pass(15 * time.Minute) },
		"agent": func(r *running) { r.stop() },
		"suspend": func(r *running) {
			on := make(chan struct{})
			r.sleep <- func() { close(on) }
			<-on
		},
	} {
		began, ended := make(chan struct{}), make(chan struct{})
		r := serveSyncs(t, time.Minute, func(ctx context.Context, _ string, _ Client) error {
			close(began)
			<-ctx.Done()
			close(ended)
			return ctx.Err()
		})
		r.put(syncable(1, vaultA))
		r.pass(30 * time.Second)
		<-began
		end(r)
		if name == "suspend" {
			select {
			case <-ended:
			default:
				t.Error("the machine sleeps while a sync runs")
			}
		}
		<-ended
	}
}

func TestNoSyncs(t *testing.T) {
	run := func(context.Context, string, Client) error { t.Error("synced"); return nil }
	r := serveSyncs(t, 0, run)
	r.put(syncable(1, vaultA))
	r.pass(time.Hour / 10)
	r = serveSyncs(t, time.Minute, run)
	r.put(aSession(1, vaultA)) // its folder is not known
	r.pass(time.Hour / 10)
	r.pass(time.Second)
	if err := r.Put(t.Context(), func() Session { s := syncable(2, vaultA); s.Dir = strings.Repeat("x", MaxDir+1); return s }()); !errors.Is(err, ErrBounds) {
		t.Error(err)
	}
}
