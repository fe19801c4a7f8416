//go:build unix

package host

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// shell is a command that runs a script with a secret in its environment.
func shell(body string, out, errOut io.Writer) Command {
	return Command{
		Argv:    []string{"sh", "-c", body},
		Environ: append(os.Environ(), "COFFER_SESSION=session-key", "TOKEN=hunter2-token"),
		Stdout:  out, Stderr: errOut,
		Secrets: texts("hunter2-token"), Replacement: masked,
	}
}

func TestRunCodes(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := errors.Join(os.WriteFile(plain, []byte("exit 0"), 0o600), os.WriteFile(plain+"x", []byte("\x7fELF"), 0o700)); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		argv []string
		code int
	}{
		"success":        {[]string{"true"}, 0},
		"failure":        {[]string{"sh", "-c", "exit 7"}, 7},
		"signal":         {[]string{"sh", "-c", "kill -TERM $$"}, 143},
		"not there":      {[]string{"no-such-program"}, 127},
		"no such path":   {[]string{"/no/such/program"}, 127},
		"not executable": {[]string{plain}, 126},
		"no program":     {[]string{plain + "x"}, 126},
		"folder":         {[]string{dir}, 126},
		"nothing":        {nil, 125},
		"empty":          {[]string{""}, 125},
	} {
		for mode, secrets := range map[string]int{"plain": 0, "masked": 1} {
			c := Command{Argv: test.argv, Environ: os.Environ(), Secrets: texts("hunter2-token")[:secrets]}
			c.Stdout, c.Stderr = io.Discard, io.Discard
			code, err := Run(t.Context(), c)
			ours := test.code >= 125 && test.code <= 127
			if code != test.code || (err != nil) != ours {
				t.Errorf("%s, %s: %d, %v", name, mode, code, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code, err := Run(ctx, Command{Argv: []string{"true"}}); code != CodeFailed || !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %d, %v", code, err)
	}
}

func TestRunMasksPipes(t *testing.T) {
	var out, errOut bytes.Buffer
	c := shell(`cat; echo "out $TOKEN"; printf 'hunter2-' >&2; printf 'token' >&2; env | grep -c COFFER_`, &out, &errOut)
	c.Stdin = strings.NewReader("in\n")
	code, err := Run(t.Context(), c)
	if code != 1 || err != nil { // grep finds nothing
		t.Errorf("%d, %v", code, err)
	}
	if out.String() != "in\nout "+masked+"\n0\n" || errOut.String() != masked {
		t.Errorf("out %q, err %q", out.String(), errOut.String())
	}
}

func TestRunSaysWhenOutputIsLost(t *testing.T) {
	full := errors.New("disk full")
	code, err := Run(t.Context(), shell("echo x", brokenWriter{full}, io.Discard))
	if code != CodeFailed || !errors.Is(err, full) {
		t.Errorf("%d, %v", code, err)
	}
}

// onText calls a function once what is written contains a text.
type onText struct {
	mu   sync.Mutex
	all  string
	text string
	do   func()
}

func (o *onText) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all += string(p)
	if o.do != nil && strings.Contains(o.all, o.text) {
		o.do()
		o.do = nil
	}
	return len(p), nil
}

func TestRunForwardsSignals(t *testing.T) {
	for name, s := range map[string]syscall.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "USR1": syscall.SIGUSR1} {
		signal.Notify(make(chan os.Signal, 1), s) // also where the tests were started to ignore it
		never, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		out := &onText{text: "ready", do: func() { _ = syscall.Kill(os.Getpid(), s) }}
		c := shell(`trap 'echo got; exit 3' `+name+`; echo ready; read x; exit 4`, out, io.Discard)
		c.Stdin = never
		if code, err := Run(t.Context(), c); code != 3 || err != nil || !strings.Contains(out.all, "got") {
			t.Errorf("%s: %d, %v, %q", name, code, err, out.all)
		}
		w.Close()
	}
}

// running runs a command on the screen.
func (s *screen) running(c Command) <-chan int {
	done := make(chan int, 1)
	go func() {
		code, err := Run(s.t.Context(), c)
		if err != nil {
			s.t.Error(err)
		}
		done <- code
	}()
	return done
}

func TestRunOnTerminal(t *testing.T) {
	s := newScreen(t)
	if err := pty.Setsize(s.tty, &pty.Winsize{Rows: 33, Cols: 111}); err != nil {
		t.Fatal(err)
	}
	before := s.state()
	c := shell(`test -t 0 && test -t 1 && test -t 2 && echo three terminals; stty size
printf 'prompt hun'; read x; echo "read <$x>"; echo "both $TOKEN"; echo "err $TOKEN" >&2
printf hunter2-; printf token; env | grep COFFER_; exit 5`, s.tty, s.tty)
	c.Stdin = s.tty
	done := s.running(c)
	s.expect("three terminals\r\n33 111\r\nprompt hun") // shown although it begins the secret
	s.keys("line\r")
	if code := <-done; code != 5 {
		t.Errorf("code %d", code)
	}
	if !reflect.DeepEqual(before, s.state()) {
		t.Error("the terminal is not as before")
	}
	shown := s.closed()
	want := "read <line>\r\nboth " + masked + "\r\nerr " + masked + "\r\n" + masked
	if !strings.HasSuffix(shown, want) {
		t.Errorf("shown %q, want %q at the end", shown, want)
	}
}

// A key that interrupts reaches the child as a signal of its own terminal.
func TestRunOnTerminalKeys(t *testing.T) {
	s := newScreen(t)
	// What the child writes right then may be lost: the terminal drops what is on
	// its way when the key comes.
	c := shell(`trap 'exit 6' INT; echo ready; read x`, s.tty, s.tty)
	c.Stdin = s.tty
	done := s.running(c)
	s.expect("ready")
	s.keys("\x03")
	if code := <-done; code != 6 {
		t.Errorf("code %d", code)
	}
}

// Only standard output is a terminal: the rest stays what it is.
func TestRunOnTerminalWithPipes(t *testing.T) {
	s := newScreen(t)
	var errOut bytes.Buffer
	c := shell(`test -t 0 || test -t 2 || { test -t 1 && cat; }; echo "$TOKEN" >&2`, s.tty, &errOut)
	c.Stdin = strings.NewReader("piped hunter2-token\n")
	if code := <-s.running(c); code != 0 {
		t.Errorf("code %d", code)
	}
	if shown := s.closed(); shown != "piped "+masked+"\r\r\n" && shown != "piped "+masked+"\r\n" {
		t.Errorf("shown %q", shown)
	}
	if errOut.String() != masked+"\n" {
		t.Errorf("err %q", errOut.String())
	}
}

// A grandchild that keeps the terminal does not keep us.
func TestRunOnTerminalDoesNotWaitForGrandchildren(t *testing.T) {
	s := newScreen(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	c := shell(`trap '' HUP; exec 3<&0; cat <&3 & echo "parent $TOKEN"; exit 0`, s.tty, s.tty)
	c.Stdin = r
	if code := <-s.running(c); code != 0 {
		t.Errorf("code %d", code)
	}
	s.expect("parent " + masked)
}

// A grandchild that keeps the pipe does not keep us, and what the child printed
// is there to the last byte.
func TestRunMaskedDoesNotWaitForGrandchildren(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var out, errOut bytes.Buffer
	c := shell(`exec 3<&0; cat <&3 & cat <&3 >&2 & head -c 300000 /dev/zero; echo "parent $TOKEN"; echo "$TOKEN" >&2; exit 3`, &out, &errOut)
	c.Stdin = r
	if code, err := Run(t.Context(), c); code != 3 || err != nil {
		t.Errorf("%d, %v", code, err)
	}
	if want := strings.Repeat("\x00", 300000) + "parent " + masked + "\n"; out.String() != want || errOut.String() != masked+"\n" {
		t.Errorf("%d bytes of %d, ending with %q; %q", out.Len(), len(want), out.String()[max(0, out.Len()-40):], errOut.String())
	}
}

// gate is a writer that takes nothing until it is opened.
type gate struct {
	bytes.Buffer
	opened <-chan struct{}
}

func (g *gate) Write(p []byte) (int, error) {
	<-g.opened
	return g.Buffer.Write(p)
}

// Whoever reads slowly gets everything: the child is long gone, and what it
// printed waits in the pipe.
func TestRunMaskedForASlowReader(t *testing.T) {
	opened := make(chan struct{})
	out := &gate{opened: opened}
	errOut := &onText{text: "done", do: func() { close(opened) }}
	code, err := Run(t.Context(), shell(`head -c 60000 /dev/zero; echo "$TOKEN"; echo done >&2`, out, errOut))
	if code != 0 || err != nil || out.Len() != 60000+len(masked)+1 {
		t.Errorf("%d, %v: %d bytes", code, err, out.Len())
	}
}
