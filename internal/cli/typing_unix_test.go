//go:build unix

package cli

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// keyboard is a program on a terminal whose other side the test holds.
type keyboard struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File
	chunks chan string
	shown  string
	seen   string // all that expect took from the screen
}

// types starts a command as a process of its own with everything on a terminal.
func (p *person) types(t *testing.T, environ []string, args ...string) *keyboard {
	t.Helper()
	return p.sits(t, environ, append([]string{"--password-file", p.path("pw")}, args...)...)
}

// sits is [person.types] for somebody who types the password too.
func (p *person) sits(t *testing.T, environ []string, args ...string) *keyboard {
	t.Helper()
	cmd := exec.Command(p.program(), args...)
	cmd.Env = append([]string{"TEST_CLOCK=" + p.path("clock"), "GORACE=atexit_sleep_ms=0", "PATH=" + os.Getenv("PATH")}, p.env.Environ...)
	cmd.Env = append(cmd.Env, environ...)
	master, err := pty.Start(cmd)
	if err == nil {
		master, err = closable(master)
	}
	if err != nil {
		t.Fatal(err)
	}
	k := &keyboard{t: t, cmd: cmd, master: master, chunks: make(chan string, 1000)}
	go func() {
		defer close(k.chunks)
		for {
			b := make([]byte, 4096)
			n, err := master.Read(b)
			if err != nil {
				return
			}
			k.chunks <- string(b[:n])
		}
	}()
	t.Cleanup(func() { cmd.Process.Kill(); master.Close() })
	return k
}

// closable is a file that closes although somebody reads from it.
func closable(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		syscall.CloseOnExec(fd)
		err = syscall.SetNonblock(fd, true)
	}
	return os.NewFile(uintptr(fd), f.Name()), err
}

// program is the test binary under the name by which it is the program, so that
// it starts itself as that.
func (p *person) program() string {
	p.t.Helper()
	path := p.path("coffer")
	self, err := os.Executable()
	if err == nil {
		err = os.Link(self, path)
	}
	if errors.Is(err, syscall.EXDEV) {
		err = exec.Command("cp", self, path).Run()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		p.t.Fatal(err)
	}
	return path
}

// expect waits for a text on the screen and forgets what stood before its end.
func (k *keyboard) expect(text string) {
	k.t.Helper()
	deadline := time.After(patience)
	for !strings.Contains(k.shown, text) {
		select {
		case chunk, ok := <-k.chunks:
			if !ok {
				k.t.Fatalf("the program ended with %q, wanted %q", k.shown, text)
			}
			k.shown += chunk
			k.seen += chunk
		case <-deadline:
			k.t.Fatalf("%q did not appear, but %q", text, k.shown)
		}
	}
	_, k.shown, _ = strings.Cut(k.shown, text)
}

// neverShown looks at all that was on the screen of a program that has ended.
func (k *keyboard) neverShown(texts ...string) {
	k.t.Helper()
	for chunk := range k.chunks {
		k.seen += chunk
	}
	for _, text := range texts {
		if strings.Contains(k.seen, text) {
			k.t.Errorf("%q is shown: %q", text, k.seen)
		}
	}
}

func (k *keyboard) press(keys string) {
	k.t.Helper()
	if _, err := k.master.WriteString(keys); err != nil {
		k.t.Fatal(err)
	}
}

// code waits for the end of the program.
func (k *keyboard) code() int {
	k.t.Helper()
	ended := make(chan int, 1)
	go func() {
		k.cmd.Wait()
		ended <- k.cmd.ProcessState.ExitCode()
	}()
	select {
	case code := <-ended:
		return code
	case <-time.After(patience):
		k.t.Fatalf("the program goes on; it showed %q", k.shown)
		return -1
	}
}

// ^C is a key in the editor, and ends the question after it; either way nothing
// is lost.
func TestInterruptAfterTheEditor(t *testing.T) {
	p := newPerson(t)
	p.must("swordfish-9", "add", "work/mail", "--stdin")
	p.write("ed", "#!/bin/sh\ntrap '' INT\necho in the editor\nread key\nsed -i '5a hunter2' \"$1\"\n")
	if err := os.Chmod(p.path("ed"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, inEditor := range []string{"\r", "\x03\r"} {
		k := p.types(t, []string{"EDITOR=" + p.path("ed")}, "edit", "work/mail")
		k.expect("in the editor")
		k.press(inEditor)
		k.expect("[e/k/d] ")
		k.press("\x03")
		k.expect("your text is kept as work/mail (unfinished edit")
		if code := k.code(); code != 13 {
			t.Errorf("exit code %d", code)
		}
	}
	if got := p.must("", "get", "work/mail"); got != "swordfish-9\n" {
		t.Errorf("got %q", got)
	}
}

// A command that only reads catches signals only once it asks, to give the
// terminal back.
func TestSignalAtThePrompt(t *testing.T) {
	p := newPerson(t)
	p.must("swordfish-9", "add", "work/mail", "--stdin")
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		k := p.sits(t, nil, "get", "work/mail")
		k.expect("master password: ")
		if err := k.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if code := k.code(); code != 130 {
			t.Errorf("%v: exit code %d, so nothing was put right", s, code)
		}
	}
}

func TestSeveralLinesAreTypedUnseen(t *testing.T) {
	p := newPerson(t)
	k := p.types(t, nil, "add", "home/x", "--template", "note")
	k.expect("text (several lines, end with Ctrl-D; not shown): ")
	k.press("swordfish\rmarlin\r\r9\r\x04")
	k.expect("added home/x")
	if code := k.code(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if strings.Contains(k.shown, "marlin") {
		t.Errorf("shown: %q", k.shown)
	}
	if got := p.must("", "get", "home/x"); got != "swordfish\nmarlin\n\n9\n" {
		t.Errorf("got %q", got)
	}
	k = p.types(t, nil, "edit", "home/x", "--field", "text")
	k.expect("several lines")
	k.press("tuna\rcod\x04")
	k.expect("changed home/x: text")
	if got := p.must("", "get", "home/x"); k.code() != 0 || got != "tuna\ncod\n" {
		t.Errorf("got %q", got)
	}
}

// Sealed or in clear, a file is not for a screen.
func TestExportOntoATerminal(t *testing.T) {
	p := newPerson(t)
	p.write("phrase", "a long passphrase\n")
	for _, sealed := range [][]string{nil, {"--passphrase-file", p.path("phrase")}} {
		k := p.types(t, nil, append([]string{"export", "xml", "-o", "-"}, sealed...)...)
		k.expect("a terminal is no place for an export")
		if code := k.code(); code != 11 {
			t.Errorf("exit code %d", code)
		}
	}
}

// Who gives no file and no pipe is told what is waited for.
func TestInjectSaysWhatItReads(t *testing.T) {
	p := newPerson(t)
	k := p.types(t, nil, "inject")
	k.expect("reading the text from standard input; end it with Ctrl-D, or name a file with -i FILE")
	k.press("no reference\r\x04")
	if code := k.code(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
