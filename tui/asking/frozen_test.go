package asking_test

import (
	"testing"
	"time"

	"coffer/tui/tuitest"
)

// TestFrozenWhileOpen: alice sits in her open vault when the freeze arrives; it closes, says
// who decided, and opens after her own wait.
func TestFrozenWhileOpen(t *testing.T) {
	s := newScene(t)
	erin := s.ordered("erin", "freeze")
	s.alice.Unlocks().Presses("enter").Sees("door")
	s.carries(erin)
	s.alice.Presses("f5").Waits(time.Second)
	p := s.alice.SeesNot("door").Sees("Your trustees froze this vault on", "own wait of 3d")
	p.Types(tuitest.Password).Presses("enter").Sees("the password is right, and opens nothing", "ctrl+y begins your wait").SeesNot("coffer vault thaw")
	p.Types("wrong one").Presses("ctrl+y").Sees("wrong password").Waits(2 * time.Second)
	p.Types(tuitest.Password).Presses("ctrl+y").Sees("your wait has begun", "Your wait has begun: from")
	p.Types(tuitest.Password).Presses("ctrl+y").Sees("not now: your wait").Presses("enter").Sees("the password is right", "your wait")
	p.Clock.Pass(2 * 24 * time.Hour)
	p.Starts().Types(tuitest.Password).Presses("enter").Sees("from 2031-05-12 09:00")
	p.Clock.Pass(24*time.Hour + time.Minute)
	p.Types(tuitest.Password).Presses("enter").Sees("the vault is open again").Presses("enter").Sees("door")
}

// TestThaw: what trustees froze they thaw, and the order comes by a sync of the frozen vault.
func TestThaw(t *testing.T) {
	s := newScene(t)
	s.carries(s.ordered("erin", "freeze"))
	s.alice.Syncs().Starts().Sees("Your trustees froze this vault")
	s.carries(s.ordered("frank", "thaw"))
	p := s.alice.Types("wrong one").Presses("ctrl+s").Sees("wrong password").Waits(2 * time.Second)
	p.Types(tuitest.Password).Presses("ctrl+s").Sees("took in", "the freeze is over").SeesNot("froze this vault")
	p.Types(tuitest.Password).Presses("enter").Sees("welcome").Presses("enter").Sees("door")
}

// TestDelete: the owner vetoes a deletion by unlocking the vault.
func TestDelete(t *testing.T) {
	s := newScene(t)
	s.carries(s.ordered("erin", "delete"))
	p := s.alice.Syncs().Starts().Sees("vault from 2031-05-23", "is a veto")
	p.Types(tuitest.Password).Presses("enter").Sees("vetoed: trustees had ordered").Presses("enter").Sees("door")
}

// TestNewAddress: an order of a new address asks nothing more of the owner, and is told.
func TestNewAddress(t *testing.T) {
	s := newScene(t)
	p := tuitest.NewPerson(t, "erin", s.alice.Clock).Starts().Presses("ctrl+t", "n", "left").Sees("email: ")
	p.Presses("down").Types("alice@example.org")
	opens(p, "alice.pack", "email.ticket").Presses("ctrl+s", "y")
	s.approve(code(t, p))
	takesIn(p)
	s.wait(p)
	s.carries(p)
	s.alice.Syncs().Unlocks().Sees("your e-mail address is alice@example.org now")
}
