package account_test

import (
	"testing"

	"coffer/tui/tuitest"
)

// TestWitnesses: a contact is chosen, keeps a head, and is dropped.
func TestWitnesses(t *testing.T) {
	clock := tuitest.NewClock()
	p, bob := tuitest.NewPerson(t, "alice", clock).WithVault("Alice"), tuitest.NewPerson(t, "bob", clock).WithVault("Bob")
	tuitest.Meet(t.TempDir(), p, bob)
	chooses(p.Unlocks(), "log ").Presses("t").Sees("nobody witnesses the log").Presses("d").Sees("choose who witnesses your log")
	p.Presses("a").Sees("who is to witness the log", "Bob").Presses("enter").Sees("Bob is to keep heads of the log", "not answered yet")
	p.Syncs()
	bob.Syncs()
	p.Syncs()
	p.Presses("esc", "t").Sees("witnesses your log; keeps", "sent").Golden("witnesses")
	p.Presses("y").Sees("there is no doubt to settle")
	p.Presses("d").Sees("gets no more heads", "nobody witnesses the log")
	chooses(bob.Unlocks(), "log ").Presses("t").Sees("you witness their log", "you keep")
}
