//go:build !windows

package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/internal/required"
)

// sitting is a person before a real terminal: a tmux server of the test's own, in whose
// one pane programs run with a vault folder of their own and a clock that the test moves.
type sitting struct {
	t      *testing.T
	tmux   string
	socket string
	env    []string
	bin    string // where the program lies
	clock  fileClock
}

// sitDown starts a terminal of that size. The program coffer in it is the test binary.
func sitDown(t *testing.T, width, height string) *sitting {
	t.Helper()
	s := &sitting{t: t, tmux: required.Program(t, "tmux")}
	dir, err := os.MkdirTemp("", "screens") // short: a socket's path has a bound
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s.socket, s.clock = filepath.Join(dir, "tmux"), fileClock{filepath.Join(dir, "clock")}
	if err := s.clock.moves(0, "", 0); err != nil {
		t.Fatal(err)
	}
	s.env = append(s.env, "TEST_CLOCK="+s.clock.path, "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "TERM=xterm-256color", "HOME="+dir, "LC_ALL=C.UTF-8")
	for _, name := range []string{"DATA_HOME", "STATE_HOME", "CONFIG_HOME", "CACHE_HOME", "RUNTIME_DIR"} {
		path := filepath.Join(dir, strings.ToLower(name))
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		s.env = append(s.env, "XDG_"+name+"="+path)
	}
	s.bin = filepath.Join(dir, "bin")
	self, err := os.Executable()
	err = errors.Join(err, os.Mkdir(s.bin, 0o700), os.Link(self, filepath.Join(s.bin, "coffer")))
	if err != nil {
		t.Fatal(err)
	}
	s.do("-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height, "sh")
	t.Cleanup(func() {
		s.coffer("", "lock", "--all")
		s.do("kill-server")
	})
	return s
}

// do runs one command of tmux and returns what it says.
func (s *sitting) do(args ...string) string {
	s.t.Helper()
	cmd := exec.Command(s.tmux, append([]string{"-S", s.socket}, args...)...)
	cmd.Env = s.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// coffer runs a command beside the screens, and must succeed.
func (s *sitting) coffer(input string, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(s.bin, "coffer"), args...)
	cmd.Env, cmd.Dir, cmd.Stdin = s.env, filepath.Dir(s.bin), strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Errorf("coffer %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// types text into the terminal, and presses keys by the names that tmux has for them.
func (s *sitting) types(text string) { s.t.Helper(); s.do("send-keys", "-l", "--", text) }
func (s *sitting) press(keys ...string) {
	s.t.Helper()
	s.do(append([]string{"send-keys"}, keys...)...)
}

// frame is what the terminal shows, and all is that with what went out of sight.
func (s *sitting) frame() string { s.t.Helper(); return s.do("capture-pane", "-p") }
func (s *sitting) all() string   { s.t.Helper(); return s.do("capture-pane", "-p", "-S", "-", "-E", "-") }

// sees waits until all of it is in the frame.
func (s *sitting) sees(texts ...string) {
	s.t.Helper()
	frame := ""
	has := func() bool {
		frame = s.frame()
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(frame, text) })
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	if poll(ctx, has) != nil {
		s.t.Fatalf("does not see %q in\n%s", texts, frame)
	}
}

// seesNot holds that none of it is in the frame or was left above it.
func (s *sitting) seesNot(texts ...string) {
	s.t.Helper()
	all := s.all()
	for _, text := range texts {
		if strings.Contains(all, text) {
			s.t.Errorf("sees %q in\n%s", text, all)
		}
	}
}

const screensPassword = "correct horse battery"

// TestScreensFromTheFirstStart goes through a first day in a real terminal: a vault is
// made, a command beside it adds an item, its secret is looked at, and the vault locks:
// by a key, and because nobody used it.
func TestScreensFromTheFirstStart(t *testing.T) {
	s := sitDown(t, "80", "24")
	s.types("coffer tui\n")
	s.sees("There is no vault yet")
	s.types("Alice")
	s.press("Enter", "Enter")
	s.types(screensPassword)
	s.press("Enter")
	s.types(screensPassword)
	s.press("Enter")
	s.sees("Your vault is made")
	s.press("Enter")
	s.sees("the vault is empty", "locks in")
	s.coffer("the canary of the door", "add", "home/door", "--template", "login", "--set", "username=alice", "--stdin")
	s.sees("door", "1 of 1")
	s.press("Enter")
	s.sees("items › door", "username")
	s.press("Down", "Space")
	s.sees("the canary of the door")
	s.press("C-l")
	s.sees("master password")
	s.seesNot("canary", "door")
	s.types(screensPassword)
	s.press("Enter")
	s.sees("last session")
	s.press("Enter")
	s.sees("1 of 1")
	if err := s.clock.moves(16*time.Minute, "", 0); err != nil {
		t.Fatal(err)
	}
	s.sees("master password", "nobody used")
	s.press("C-c")
	s.sees("coffer tui") // the line that began it, in the screen below
	s.seesNot("canary", "alice", "master password")
}

// TestScreensShareTheSession of the agent with the commands beside them: what one of them
// unlocks or locks is open or locked to the other.
func TestScreensShareTheSession(t *testing.T) {
	s := sitDown(t, "80", "24")
	if err := os.WriteFile(filepath.Join(filepath.Dir(s.bin), "pw"), []byte(screensPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.coffer("", "--password-file", "pw", "init", "--name", "Alice", "--kdf", "64MiB,3,4")
	s.types("coffer tui\n")
	s.sees("master password")
	s.types(screensPassword)
	s.press("Enter")
	s.sees("locks in")
	s.coffer("a long secret of the door", "add", "home/door", "--stdin")
	s.coffer("", "lock")
	s.sees("master password", "ended elsewhere")
	s.coffer("", "--password-file", "pw", "unlock")
	s.sees("unlocked in another terminal")
	s.press("Enter")
	s.sees("door", "locks in")
	s.press("C-l")
	s.sees("master password")
	if said := s.coffer("", "status"); !strings.Contains(said, "locked") {
		t.Errorf("after a lock on the screen:\n%s", said)
	}
}

// TestShippedScreens has the programs as they are shipped show the screens: coffer
// becomes coffer-tui, also alone, and says what is missing where that is not there.
func TestShippedScreens(t *testing.T) {
	s := sitDown(t, "120", "40")
	for _, name := range []string{"coffer", "coffer-tui"} {
		path := filepath.Join(s.bin, name)
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command("go", "build", "-o", path, "../../cmd/"+name).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
	}
	s.types("coffer tui\n")
	s.sees("There is no vault yet")
	s.press("C-c")
	s.sees("coffer tui")
	s.types("clear; echo now alone; coffer\n")
	s.sees("There is no vault yet")
	s.press("C-c")
	s.sees("now alone") // what was below is there again
	if err := os.Remove(filepath.Join(s.bin, "coffer-tui")); err != nil {
		t.Fatal(err)
	}
	s.types("clear; coffer tui\n")
	s.sees("coffer-tui, the program with the screens, is not there", "go install")
	s.types("clear; coffer\n")
	s.sees("Use \"coffer [command] --help\"")
}
