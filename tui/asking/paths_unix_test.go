//go:build unix

package asking_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// TestPathsOfOtherThings: what is typed as a path is a pipe, a device, a folder, a link.
func TestPathsOfOtherThings(t *testing.T) {
	dir := t.TempDir()
	fifo, link, victim := filepath.Join(dir, "fifo"), filepath.Join(dir, "link"), filepath.Join(dir, "victim")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, link); err != nil {
		t.Fatal(err)
	}
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", "x", nil)
	ways := map[string]func(ctx context.Context, path string) error{
		"pack":  func(ctx context.Context, path string) error { _, err := app.ReadRecoverySource(ctx, path); return err },
		"sheet": func(ctx context.Context, path string) error { _, err := app.ReadSheetText(ctx, path); return err },
		"ticket": func(ctx context.Context, path string) error {
			_, err := app.OpenTicketFile(ctx, p.Env, path, secret.New("a ticket password"))
			return err
		},
		"write": func(_ context.Context, path string) error { return host.WriteBytes(path, false, []byte("x")) },
		"attach": func(ctx context.Context, path string) error {
			a, err := app.Open(ctx, p.Env)
			if err != nil {
				return err
			}
			defer a.Close()
			if err = a.Unlock(ctx, secret.New(tuitest.Password)); err == nil {
				_, err = a.AttachFile(ctx, "home/door", path)
			}
			return err
		},
	}
	for name, f := range ways {
		for _, path := range []string{fifo, "/dev/zero", dir, link} {
			ctx, end := context.WithTimeout(t.Context(), time.Second)
			done := make(chan error, 1)
			go func() { done <- f(ctx, path) }()
			select {
			case err := <-done:
				if err == nil {
					t.Errorf("%s: %s is taken", name, path)
				}
			case <-time.After(20 * time.Second):
				t.Errorf("%s: %s never ends, though it was given up", name, path)
			}
			end()
		}
	}
	if _, err := os.Lstat(victim); err == nil {
		t.Error("a file was written by way of a link")
	}
}
