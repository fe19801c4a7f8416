package cli

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"coffer/internal/host"
)

// A person at a terminal unlocks: the greeting shows that it is their vault
// before they type, a slip costs a moment, and the session is known by its name.
func TestUnlockAtATerminal(t *testing.T) {
	p := newPerson(t)
	p.hasRuntime()
	p.must("swordfish-9", "add", "work/mail", "--stdin")
	p.must("", "vault", "edit", "--greeting", "ahoy, alice")

	k := p.sits(t, nil, "unlock", "--session-name", "monday at home")
	k.expect("ahoy, alice")
	k.expect("master password: ")
	k.press("correct hose\r")
	k.expect("wrong password, 2 tries left")
	k.expect("wait 1s")
	p.waitUntil("2030-01-01T12:00:01Z")
	k.expect("master password: ")
	k.press("incorrect\r")
	k.expect("wrong password, 1 try left")
	k.expect("wait 2s")
	p.waitUntil("2030-01-01T12:00:03Z")
	k.expect("master password: ")
	k.press("correct horse\r")
	k.expect(`unlocked as "monday at home": until 15m without use, 12h at most; coffer lock ends it`)
	if code := k.code(); code != 0 {
		t.Errorf("exit code %d", code)
	}

	k = p.sits(t, nil, "get", "work/mail")
	k.expect("swordfish-9")
	if code := k.code(); code != 0 {
		t.Errorf("get: exit code %d", code)
	}
	if logins := p.must("", "login", "ls"); !strings.Contains(logins, "pts/") || !strings.Contains(logins, "monday at home") {
		t.Errorf("logins: %q", logins)
	}
}

// What a person types while they wait is neither shown nor taken for an answer,
// and ^C ends the wait.
func TestTypedWhileWaiting(t *testing.T) {
	p := newPerson(t)
	k := p.sits(t, nil, "status", "--full")
	k.expect("master password: ")
	k.press("hunter2\r")
	k.expect("wait 1s")
	p.typedEarly(k, "tuna")
	p.waitUntil("2030-01-01T12:00:01Z")
	k.expect("master password: ")
	k.press("hunter3\r")
	k.expect("wrong password, 1 try left")
	k.expect("wait 2s")
	p.typedEarly(k, "cod")
	k.press("\x03")
	if code := k.code(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	k.neverShown("hunter", "tuna", "cod")
}

// Nothing is shown either while an answer is looked at: not between two
// questions, and not before the command ends.
func TestTypedBetweenTwoQuestions(t *testing.T) {
	p := newPerson(t)
	slow := p.path("slow")
	k := p.sits(t, []string{"TEST_SLOW=" + slow}, "passwd")
	k.expect("master password: ")
	p.typedWhileSlow(k, slow, "correct horse", "incorrect mule")
	k.expect("new master password again: ")
	p.typedWhileSlow(k, slow, "incorrect mule", "hunter2")
	k.expect("changed the master password")
	if code := k.code(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	k.neverShown("correct horse", "mule", "hunter2")
}

// typedWhileSlow answers a question, and types another line while the program is
// busy with the answer.
func (p *person) typedWhileSlow(k *keyboard, slow, answer, line string) {
	p.t.Helper()
	p.write("slow", "")
	k.press(answer + "\r")
	if err := poll(p.t.Context(), func() bool { return exists(slow + ".waiting") }); err != nil {
		p.t.Fatal(err)
	}
	p.typedEarly(k, line)
	if err := os.Remove(slow); err != nil {
		p.t.Fatal(err)
	}
}

// typedEarly types a line and waits until the program could read it.
func (p *person) typedEarly(k *keyboard, line string) {
	p.t.Helper()
	name := fmt.Sprintf("/proc/%d/fd/0", k.cmd.Process.Pid)
	tty, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	defer tty.Close()
	k.press(line + "\r")
	err = poll(p.t.Context(), func() bool {
		n, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCINQ)
		return err == nil && n > len(line)
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// hasRuntime gives a person a runtime folder.
func (p *person) hasRuntime() {
	p.t.Helper()
	p.env.Environ = append(p.env.Environ, p.runtime("")...)
}

// A key on a disk may outlive its session: whoever unlocks there is told.
func TestUnlockTellsOfADisk(t *testing.T) {
	for _, dir := range []string{"/dev/shm", "/tmp"} {
		p := newPerson(t)
		k := p.types(t, p.runtime(dir), "unlock")
		k.expect("coffer lock ends it")
		code := k.code()
		if told := strings.Contains(k.seen, "lies on a disk"); told != host.OnDisk(dir) || code != 0 {
			t.Errorf("%s: exit code %d, told: %v", dir, code, told)
		}
	}
}

// The key of a shell's session is for a shell to evaluate, not for a screen.
func TestUnlockShellOntoATerminal(t *testing.T) {
	p := newPerson(t)
	p.hasRuntime()
	k := p.types(t, nil, "unlock", "--shell")
	k.expect(`a terminal is no place for the key of a session; eval "$(coffer unlock --shell)"`)
	if code := k.code(); code != 11 {
		t.Errorf("exit code %d", code)
	}
	k.neverShown("coffer-session-")
	k = p.types(t, nil, "unlock", "--shell", "--yes")
	k.expect("export COFFER_SESSION=coffer-session-")
	if code := k.code(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// Whoever has two vaults is told whose password is asked for, and by passwd
// which of the two.
func TestPromptsSayWhichPassword(t *testing.T) {
	p := newPerson(t)
	p.must("", "--dir", p.path("second"), "init", "--kdf", "64MiB,3,4")
	for want, args := range map[string][]string{
		"master password: ": {"ls"},
		"master password for " + p.path("second") + ": ":         {"--dir", p.path("second"), "ls"},
		"current master password: ":                              {"passwd"},
		"current master password for " + p.path("second") + ": ": {"--dir", p.path("second"), "passwd"},
	} {
		k := p.sits(t, nil, args...)
		k.expect(want)
		k.press("\x03")
		k.code()
	}
}

// What a script was told of failed tries, a person has not seen: they are told
// once they sit at a terminal, by whatever command, and once only.
func TestFailedTriesAreToldToAPerson(t *testing.T) {
	p := newPerson(t)
	p.write("far", "completely other\n")
	fail := func() {
		if code, _, _ := p.coffer("", "--password-file", p.path("far"), "ls"); code != 4 {
			t.Fatalf("exit code %d", code)
		}
	}
	ended := func(k *keyboard) string {
		if code := k.code(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		k.neverShown()
		return k.seen
	}
	for _, command := range [][]string{{"ls"}, {"unlock"}, {"--quiet", "status", "--full"}} {
		fail()
		p.must("", "--quiet", "ls")
		fail()
		p.must("", "--quiet", "ls")
		runtime := p.runtime("")
		if seen := ended(p.types(t, runtime, command...)); !strings.Contains(seen, "2 tries failed: different") {
			t.Errorf("%q: %q", command, seen)
		}
		if seen := ended(p.types(t, runtime, command...)); strings.Contains(seen, "failed") {
			t.Errorf("%q again: %q", command, seen)
		}
	}
	runtime := p.runtime("")
	ended(p.types(t, runtime, "unlock"))
	fail()
	p.must("", "--quiet", "ls")
	if seen := ended(p.sits(t, runtime, "ls")); !strings.Contains(seen, "1 try failed: different") {
		t.Errorf("in a session: %q", seen)
	}
}

// runtime is the variable for a runtime folder that is short enough for a socket.
func (p *person) runtime(above string) []string {
	p.t.Helper()
	dir, err := os.MkdirTemp(above, "coffer-test-")
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = endAgent(dir, syscall.SIGKILL); os.RemoveAll(dir) })
	return []string{"XDG_RUNTIME_DIR=" + dir}
}

// Whoever typed the password is asked for another name, and is not sent away.
func TestUnlockWithANameTooAlike(t *testing.T) {
	p := newPerson(t)
	runtime := p.runtime("")
	p.types(t, runtime, "unlock", "--session-name", "tuesday train").expect("unlocked")
	k := p.sits(t, runtime, "unlock", "--session-name", "Tuesday trains")
	k.expect("master password: ")
	k.press("correct horse\r")
	k.expect(`too much like that of the last session, "tuesday train"`)
	k.expect("another name, or nothing for one that is drawn: ")
	k.press("tuesday train!\r")
	k.expect("another name, or nothing for one that is drawn: ")
	k.press("at home\r")
	k.expect(`unlocked as "at home"`)
	if code := k.code(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// waitUntil moves the clock when the program waits for it.
func (p *person) waitUntil(at string) {
	p.t.Helper()
	err := poll(p.t.Context(), func() bool { return exists(p.path("clock.waiting")) })
	if err != nil {
		p.t.Fatal(err)
	}
	p.write("clock.next", at)
	if err := os.Rename(p.path("clock.next"), p.path("clock")); err != nil {
		p.t.Fatal(err)
	}
}

// What is typed is not shown, and three wrong passwords end it.
func TestUnlockWithThreeWrongPasswords(t *testing.T) {
	p := newPerson(t)
	k := p.sits(t, []string{"TEST_SLEEP=none"}, "unlock")
	for range 3 {
		k.expect("master password: ")
		k.press("hunter2\r")
	}
	if code := k.code(); code != 4 {
		t.Errorf("exit code %d", code)
	}
	k.neverShown("hunter2", "try again")
	if !strings.Contains(k.seen, "wrong password; run the command again") {
		t.Errorf("shown: %q", k.seen)
	}
}
