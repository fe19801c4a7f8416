//go:build unix

package tui_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// typist is a real terminal in which the screens run.
type typist struct {
	t    *testing.T
	tty  *os.File
	more chan string // what was drawn; closed at the end
	seen string
	end  context.CancelFunc
	done chan error
}

func sits(t *testing.T, p *tuitest.Person) *typist {
	t.Helper()
	tty, side, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 80})
	ctx, end := context.WithCancel(t.Context())
	y := &typist{t: t, tty: tty, more: make(chan string, 1<<12), end: end, done: make(chan error, 1)}
	go func() {
		defer close(y.more)
		b := make([]byte, 4096)
		for {
			n, err := tty.Read(b)
			if err != nil {
				return
			}
			y.more <- string(b[:n])
		}
	}()
	go func() {
		y.done <- tui.Run(ctx, tui.Options{Env: p.Env, In: side, Out: side, Environ: []string{"TERM=xterm-256color"},
			Session: func() (app.SessionOptions, error) {
				return app.SessionOptions{Idle: 15 * time.Minute, Hard: 12 * time.Hour}, nil
			},
			Clip: func(context.Context, secret.Text) (time.Duration, error) {
				return 45 * time.Second, host.ErrNoClipboard
			},
		})
		side.Close()
	}()
	t.Cleanup(func() { end(); tty.Close() })
	return y
}

// sees waits until something was drawn; false where the screens ended before that.
func (y *typist) sees(text string) bool {
	y.t.Helper()
	for !strings.Contains(y.seen, text) {
		more, ok := <-y.more
		if y.seen += more; !ok {
			return false
		}
	}
	return true
}

func (y *typist) types(text string) { y.tty.WriteString(text) }

// TestEndedFromOutsideClearsTheClipboard: a signal ends the screens while the terminal has
// a secret of theirs on its clipboard.
func TestEndedFromOutsideClearsTheClipboard(t *testing.T) {
	y := sits(t, alice(t))
	if !y.sees("master password") {
		t.Fatal("it does not start")
	}
	y.types(tuitest.Password + "\r")
	if !y.sees("door") {
		t.Fatal("it does not open")
	}
	y.types("c")
	if !y.sees("\x1b]52;c;") {
		t.Fatalf("nothing was copied:\n%q", y.seen)
	}
	y.end()
	<-y.done
	if !y.sees("\x1b]52;c;!") {
		t.Error("the secret is on the clipboard of the terminal, and nobody clears it")
	}
}

// TestNoTrace: the library under the screens writes all that is typed and drawn into a file
// where a variable for its developers names one.
func TestNoTrace(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	t.Setenv("TEA_TRACE", trace)
	y := sits(t, alice(t))
	if !y.sees("master password") {
		t.Fatal("it does not start")
	}
	y.types(tuitest.Password + "\r")
	if !y.sees("door") {
		t.Fatal("it does not open")
	}
	y.end()
	<-y.done
	if b, err := os.ReadFile(trace); err == nil {
		t.Errorf("%d bytes were written", len(b))
	}
}
