//go:build !windows

package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// as runs coffer in the vault of a person, which has the folder of their name.
func (s *sitting) as(who string, args ...string) string {
	s.t.Helper()
	return s.coffer("", append([]string{"--dir", who, "--password-file", "pw", "--yes"}, args...)...)
}

// people makes their vaults, with one post; the first is a verified contact of the others.
func (s *sitting) people(names ...string) {
	s.t.Helper()
	dir := filepath.Dir(s.bin)
	if err := os.WriteFile(filepath.Join(dir, "pw"), []byte(screensPassword+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "post"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	for _, name := range names {
		s.as(name, "init", "--name", strings.ToUpper(name[:1])+name[1:], "--kdf", "64MiB,3,4")
		s.as(name, "post", "set", "dir:"+filepath.Join(dir, "post"))
		s.as(name, "contact", "card", "-o", name+".card")
	}
	first := names[0]
	for _, other := range names[1:] {
		s.as(first, "contact", "request", other+".card", "--as", other)
		s.as(other, "contact", "request", first+".card", "--as", first)
		s.rounds(2, first, other)
		s.as(first, "contact", "verify", other)
		s.as(other, "contact", "verify", first)
	}
}

// rounds lets each of them sync so many times.
func (s *sitting) rounds(n int, names ...string) {
	s.t.Helper()
	for range n {
		for _, name := range names {
			s.as(name, "sync")
		}
	}
}

// opens shows the screens of a person's vault, from the shell on.
func (s *sitting) opens(who string) {
	s.t.Helper()
	s.types("cd " + filepath.Dir(s.bin) + "; clear; coffer --dir " + who + " tui\n")
	s.sees("master password")
	s.types(screensPassword)
	s.press("Enter")
	s.sees("locks in")
}

// goes to a place by its name.
func (s *sitting) goes(place string) {
	s.t.Helper()
	s.types(":")
	s.sees("commands")
	s.types("go to " + place)
	s.press("Enter")
	s.sees("[", place+"]")
}

// TestScreensVetoABreak: bob breaks the seal of what alice sealed for him; she learns of
// it when she opens her vault, and stops it in time.
func TestScreensVetoABreak(t *testing.T) {
	s := sitDown(t, "120", "40")
	s.people("alice", "bob", "carol", "dave")
	s.coffer("a long secret of the bank", "--dir", "alice", "--password-file", "pw", "add", "home/bank", "--stdin")
	s.as("alice", "seal", "new", "home/bank", "--to", "bob", "--custodian", "carol", "--custodian", "dave", "--threshold", "2", "--grace", "2d")
	s.rounds(1, "alice", "bob", "carol", "dave")
	s.as("bob", "seal", "break", "alice")
	s.rounds(1, "bob", "carol", "dave", "alice")

	s.opens("alice")
	s.sees("1 seal") // what waits is told at once
	s.press("Enter")
	s.goes("seals")
	s.sees("bank", "bob")
	s.press("Enter")
	s.sees("veto")
	s.types("v")
	s.sees("reason")
	s.types("I am well")
	s.press("Enter")
	s.sees("stopped")
	s.types("s")
	s.sees("synced")
	s.rounds(1, "carol", "dave", "bob")
	if said := s.as("bob", "seal", "show", "alice"); !strings.Contains(said, "vetoed: I am well") {
		t.Errorf("bob sees no veto:\n%s", said)
	}
	s.press("C-l")
	s.sees("master password")
	s.seesNot("a long secret")
}

// TestScreensDecideATicket: somebody asks the trustees of alice; bob, who is one, types
// the code and approves.
func TestScreensDecideATicket(t *testing.T) {
	s := sitDown(t, "120", "40")
	s.people("alice", "bob", "carol")
	s.as("alice", "trustee", "set", "--threshold", "2", "--wait", "3d", "bob", "carol")
	s.rounds(2, "alice", "bob", "carol")
	s.as("bob", "deposit", "accept", "alice")
	s.as("carol", "deposit", "accept", "alice")
	s.rounds(2, "bob", "carol", "alice")
	s.as("carol", "deposit", "pack", "alice", "-o", "alice.pack")
	s.coffer("", "--yes", "ticket", "open", "recover", "--from", "alice.pack", "--ticket", "alice.ticket", "--ticket-password-file", "pw", "--say", "it is me")
	s.rounds(2, "bob", "carol", "alice")
	shown := s.coffer("", "ticket", "show", "--ticket", "alice.ticket", "--ticket-password-file", "pw", "--no-sync")
	code := regexp.MustCompile(`(?m)^code +(\S+)$`).FindStringSubmatch(shown)
	if code == nil {
		t.Fatalf("no code in\n%s", shown)
	}

	s.opens("bob")
	s.sees("1 ticket goes on and waits for you")
	s.press("Enter")
	s.goes("recovery")
	s.sees("alice", "to decide")
	s.press("Enter")
	s.sees("it is me", "call whoever asks")
	s.types("c")
	s.sees("four signs") // and not the key of that name
	s.types(code[1])
	s.press("Enter")
	s.sees("confirmed: whoever told you the code")
	s.types("y")
	s.sees("approve?")
	s.types("y")
	s.sees("approved")
	s.types("s")
	s.sees("synced")
	if err := s.clock.moves(72*time.Hour, "", 0); err != nil {
		t.Fatal(err)
	}
	s.sees("master password") // nobody used it for three days
	if said := s.as("bob", "ticket", "show", "alice"); !strings.Contains(said, "approved") {
		t.Errorf("bob has not approved:\n%s", said)
	}
}
