//go:build unix

package host

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// screen is a terminal whose other side the test holds: it types, and reads
// what is shown.
type screen struct {
	t      *testing.T
	master *os.File
	tty    *os.File
	chunks chan string
	shown  string
}

func newScreen(t *testing.T) *screen {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, master: master, tty: tty, chunks: make(chan string, 1000)}
	go func() {
		for {
			b := make([]byte, 4096)
			n, err := master.Read(b)
			if err != nil {
				close(s.chunks)
				return
			}
			s.chunks <- string(b[:n])
		}
	}()
	t.Cleanup(func() { tty.Close(); master.Close() })
	return s
}

// expect waits until the text is on the screen.
func (s *screen) expect(text string) {
	s.t.Helper()
	deadline := time.After(10 * time.Second)
	for !strings.Contains(s.shown, text) {
		select {
		case chunk, ok := <-s.chunks:
			if !ok {
				s.t.Fatalf("the screen went dark after %q, wanted %q", s.shown, text)
			}
			s.shown += chunk
		case <-deadline:
			s.t.Fatalf("%q did not appear, but %q", text, s.shown)
		}
	}
}

// closed closes the terminal and returns all that was shown.
func (s *screen) closed() string {
	s.tty.Close()
	for chunk := range s.chunks {
		s.shown += chunk
	}
	return s.shown
}

func (s *screen) keys(keys string) {
	s.t.Helper()
	if _, err := s.master.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// arrived waits until a line that was typed can be read.
func (s *screen) arrived() {
	s.t.Helper()
	if err := waitReadable(int(s.tty.Fd()), int(s.tty.Fd())); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) state() term.State {
	s.t.Helper()
	state, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		s.t.Fatal(err)
	}
	return *state
}
