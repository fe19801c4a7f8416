//go:build unix

package host

import (
	"context"
	"errors"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/creack/pty"
)

type answer struct {
	text string
	err  error
}

// ask runs a question of a Terminal on the screen.
func ask(s *screen, f func(*Terminal) (string, error)) <-chan answer {
	done := make(chan answer, 1)
	go func() {
		text, err := f(&Terminal{in: s.tty, out: s.tty})
		done <- answer{text, err}
	}()
	return done
}

func password(ctx context.Context, prompt string) func(*Terminal) (string, error) {
	return func(t *Terminal) (string, error) {
		s, err := t.ReadPassword(ctx, prompt)
		return s.Reveal(), err
	}
}

func TestReadPassword(t *testing.T) {
	s := newScreen(t)
	before := s.state()
	done := ask(s, password(t.Context(), "password for x\x1b[2J: "))
	s.expect(`password for x\x1b[2J: `)
	s.keys("hunter3\x7f2\r")
	if got := <-done; got.err != nil || got.text != "hunter2" {
		t.Errorf("got %q, %v", got.text, got.err)
	}
	if !reflect.DeepEqual(before, s.state()) {
		t.Error("the terminal is not as before")
	}
	if shown := s.closed(); shown != `password for x\x1b[2J: `+"\r\n" {
		t.Errorf("shown: %q", shown)
	}
}

func TestReadPasswordInterrupted(t *testing.T) {
	for name, stop := range map[string]func(*screen, context.CancelFunc){
		"key":     func(s *screen, _ context.CancelFunc) { s.keys("half\x03") },
		"context": func(_ *screen, cancel context.CancelFunc) { cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t)
			before := s.state()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := ask(s, password(ctx, "pw: "))
			s.expect("pw: ")
			stop(s, cancel)
			if got := <-done; !errors.Is(got.err, context.Canceled) || got.text != "" {
				t.Errorf("got %q, %v", got.text, got.err)
			}
			if !reflect.DeepEqual(before, s.state()) {
				t.Error("the terminal is not as before")
			}
		})
	}
}

// A password that is typed between two questions is not shown, and is no answer
// once it is discarded.
func TestHide(t *testing.T) {
	s := newScreen(t)
	before := s.state()
	terminal := &Terminal{in: s.tty, out: s.tty}
	s.keys("seen")
	s.expect("seen")
	if err := terminal.Hide(); err != nil {
		t.Fatal(err)
	}
	s.keys("hunter2\r")
	s.arrived()
	if err := terminal.Discard(); err != nil {
		t.Fatal(err)
	}
	done := ask(s, func(*Terminal) (string, error) { return password(t.Context(), "again: ")(terminal) })
	s.expect("again: ")
	s.keys("hunter3\r")
	if got := <-done; got.err != nil || got.text != "hunter3" {
		t.Errorf("got %q, %v", got.text, got.err)
	}
	s.keys("hunter4\r")
	s.arrived()
	if err := errors.Join(terminal.Hide(), terminal.unseen.show(int(s.tty.Fd()))); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(before, s.state()) {
		t.Error("the terminal is not as before")
	}
	if shown := s.closed(); shown != "seenagain: \r\n" {
		t.Errorf("shown: %q", shown)
	}
}

func TestReadPasswordWantsATerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := (&Terminal{in: r, out: w}).ReadPassword(t.Context(), ""); err == nil {
		t.Error("a pipe hides nothing")
	}
	if IsTerminal(r) || IsTerminal(nil) {
		t.Error("a pipe is a terminal")
	}
}

func TestReadHidden(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	for in, want := range map[string]string{
		"a b\tc\n":                   "a b\tc",
		"\r":                         "",
		"ü\x7fo\bu\r":                "u",
		"\x7f\x7fok\r":               "ok",
		"wrong\x15right\r":           "right",
		"a\x1b[Db\x1bOc\x1b[1;5Cd\r": "abd",
		"a\x04\x01b\r":               "ab",
		long + "\r":                  long,
		long + "y\x15short\r":        "short",
	} {
		if got, err := readHidden(strings.NewReader(in)); err != nil || got.Reveal() != want {
			t.Errorf("%.20q: %.20q, %v", in, got.Reveal(), err)
		}
	}
	for in, want := range map[string]error{"\x04": ErrEnded, "abc": io.EOF, "a\x03": context.Canceled, long + "y\r": errLineTooLong} {
		if got, err := readHidden(strings.NewReader(in)); !errors.Is(err, want) || !got.IsZero() {
			t.Errorf("%.20q: %v", in, err)
		}
	}
}

// No keys make more than 4 KiB of password, or a password with control
// characters other than a tab in it.
func FuzzReadHidden(f *testing.F) {
	f.Add([]byte("hunter2\r"))
	f.Add([]byte("\x1b[\x7f\x15\x03"))
	f.Fuzz(func(t *testing.T, keys []byte) {
		s, err := readHidden(strings.NewReader(string(keys)))
		if s.Len() > maxLine || err != nil && !s.IsZero() {
			t.Fatalf("%d bytes, %v", s.Len(), err)
		}
		for _, b := range s.Bytes() {
			if b < ' ' && b != '\t' || b == keyDelete {
				t.Fatalf("%q is in the password", b)
			}
		}
	})
}

func TestReadLineAndConfirm(t *testing.T) {
	s := newScreen(t)
	line := func(terminal *Terminal) (string, error) { return terminal.ReadLine(t.Context(), "name: ") }
	s.keys("ann\nbob\ny\nYES \nno\n\n\x04") // typed ahead: each question takes its own
	for _, want := range []string{"ann", "bob"} {
		if got := <-ask(s, line); got.err != nil || got.text != want {
			t.Errorf("got %q, %v", got.text, got.err)
		}
	}
	for _, want := range []bool{true, true, false, false} {
		if got, err := (&Terminal{in: s.tty, out: s.tty}).Confirm(t.Context(), "sure\n?"); err != nil || got != want {
			t.Errorf("got %v, %v", got, err)
		}
	}
	if got := <-ask(s, line); !errors.Is(got.err, io.EOF) {
		t.Errorf("^D: %q, %v", got.text, got.err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := ask(s, func(terminal *Terminal) (string, error) { return terminal.ReadLine(ctx, "waiting: ") })
	s.expect("waiting: ")
	cancel()
	if got := <-done; !errors.Is(got.err, context.Canceled) {
		t.Errorf("context: %v", got.err)
	}
	if shown := s.closed(); !strings.Contains(shown, `sure\n? [y/N] `) {
		t.Errorf("shown: %q", shown)
	}
}

func TestReadLineIsBounded(t *testing.T) {
	if _, err := readLine(strings.NewReader(strings.Repeat("x", maxLine+1))); !errors.Is(err, errLineTooLong) {
		t.Errorf("got %v", err)
	}
	if got, err := readLine(strings.NewReader("last")); err != nil || got != "last" {
		t.Errorf("no line end: %q, %v", got, err)
	}
}

func TestWidth(t *testing.T) {
	s := newScreen(t)
	terminal := &Terminal{in: s.tty, out: s.tty}
	if got := terminal.Width(); got != 80 {
		t.Errorf("unknown: %d", got)
	}
	if err := pty.Setsize(s.tty, &pty.Winsize{Cols: 132, Rows: 5}); err != nil {
		t.Fatal(err)
	}
	if got := terminal.Width(); got != 132 {
		t.Errorf("got %d", got)
	}
}

func TestReadHiddenText(t *testing.T) {
	long := strings.Repeat("x", maxTyped)
	for in, want := range map[string]string{
		"one\rtwo\r\x04":        "one\ntwo\n",
		"\x04":                  "",
		"om\x7fne\x1b[A\rt\x04": "one\nt",
		long + "\x04":           long,
	} {
		var shown strings.Builder
		got, err := readHiddenText(strings.NewReader(in), &shown)
		if err != nil || got.Reveal() != want {
			t.Errorf("%.20q: %.20q, %v", in, got.Reveal(), err)
		}
		if strings.Trim(shown.String(), "\r\n") != "" {
			t.Errorf("shown: %q", shown.String())
		}
	}
	for in, want := range map[string]error{"a\r\x03": context.Canceled, "abc\r": io.EOF, long + "y\x04": errTextTooLong, long + "\r\x04": errTextTooLong} {
		if got, err := readHiddenText(strings.NewReader(in), io.Discard); !errors.Is(err, want) || !got.IsZero() {
			t.Errorf("%.20q: %v", in, err)
		}
	}
}
