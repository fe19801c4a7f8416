package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// A person at a terminal unlocks: the greeting shows that it is their vault
// before they type, a slip costs a moment, and the session is known by its name.
func TestUnlockAtATerminal(t *testing.T) {
	p := newPerson(t)
	runtime, err := os.MkdirTemp("", "run") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = endAgent(runtime, syscall.SIGKILL); os.RemoveAll(runtime) })
	p.env.Environ = append(p.env.Environ, "XDG_RUNTIME_DIR="+runtime)
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

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
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
	for chunk := range k.chunks {
		k.shown += chunk
	}
	if strings.Contains(k.shown, "hunter2") {
		t.Errorf("shown: %q", k.shown)
	}
}
