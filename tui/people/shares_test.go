package people_test

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui/tuitest"
)

func TestCircleComesAndGoes(t *testing.T) {
	alice, _ := met(t)
	alice.Unlocks().GoesTo("contacts").Presses("o").Sees("no circles yet").Presses("a").Types("family").Presses("enter")
	alice.Sees("circles › family", "nobody is in it", "made circle")
	alice.Presses("a").Sees("put into \"family\"", "Bob").Presses("space").Sees("[x]", "1 marked").Golden("pick").Presses("enter")
	alice.Sees("put \"Bob\" into circle \"family\"", "stands for 1 contact").Golden("circle")
	alice.Presses("e", "ctrl+u").Types("kin").Presses("enter").Sees("is named \"kin\" now")
	alice.Presses("d").Sees("What they took stays theirs").Presses("y").Sees("took \"Bob\" out", "nobody is in it")
	alice.Presses("d").Sees("not now: nobody is chosen")
	alice.Waits(time.Second).Presses("esc").Sees("kin").Golden("circles")
	alice.Presses("d", "y").Sees("is in the trash", "no circles yet").Presses("u").Sees("there again", "kin")
}

// TestMemberOfMember is one who cannot be taken out where they are not in.
func TestMemberOfMember(t *testing.T) {
	alice, _ := met(t)
	alice.Does(func(ctx context.Context, a *app.App) error {
		if err := a.NewCircle(ctx, "inner", []string{"Bob"}); err != nil {
			return err
		}
		return a.NewCircle(ctx, "outer", []string{"inner"})
	})
	alice.Unlocks().GoesTo("contacts").Presses("o", "down", "enter").Sees("circle, 1 contact", "verified, in circle \"inner\"")
	alice.Presses("down", "d").Sees("by way of another circle alone")
}

// TestShareGoesAndStops hands an item to somebody, and stops it.
func TestShareGoesAndStops(t *testing.T) {
	alice, bob := met(t)
	alice.Adds("home/alarm", "login", "1234-canary", nil)
	alice.Unlocks().GoesTo("contacts").Presses("s").Sees("you share nothing").Presses("a").Presses("ctrl+s").Sees("no item is chosen")
	alice.Presses("enter").Sees("home/alarm").Types("siren").Sees("nothing fits").Presses("esc").Types("ALARM home").Presses("enter", "enter").Sees("Bob", "verified").Presses("enter")
	alice.Presses("space", "tab").Types("the new code").Sees("[x] yes", "alarm").Golden("share").Presses("enter")
	alice.Sees("shared with \"Bob\"; f5 carries it", "not sent yet").Golden("shares")
	alice.Presses("f5").Sees("sent 1").Sees("automatic")
	bob.Syncs().Unlocks().GoesTo("inbox").Sees("alarm")
	alice.Presses("down", "d").Sees("What they took stays theirs").Presses("y").Sees("no newer version goes to \"Bob\"", "stopped")
	alice.Presses("d").Sees("not now: no newer version follows already")
	alice.Presses("esc", "enter", "x").Sees("home/alarm", "was shared", "version 1").Golden("exposure")
}

func TestUnverifiedAreNamedBeforeSharing(t *testing.T) {
	alice, _ := met(t)
	alice.Adds("home/alarm", "login", "1234-canary", nil)
	alice.Does(func(ctx context.Context, a *app.App) error {
		info, err := a.Contact(ctx, "Bob")
		if err != nil {
			return err
		}
		_, err = a.Compared(ctx, info, false)
		return err
	})
	alice.Unlocks().GoesTo("contacts").Presses("s", "a", "enter", "enter", "enter", "enter").Sees("nobody made sure who \"Bob\" is")
}

func TestPostIsSetAndTried(t *testing.T) {
	drop := t.TempDir()
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice").Unlocks()
	p.GoesTo("contacts").Presses("p").Sees("no post is set", "whoever runs this place").Golden("post-none")
	p.Presses("t").Sees("not now: no post is set")
	p.Presses("e", "ctrl+u").Types("nonsense").Presses("enter").Sees("nonsense").Presses("ctrl+u").Types("dir:" + drop).Presses("enter")
	p.Sees("the post is set", "dir:").Waits(time.Second).Sees("no sync since opening")
	p.Presses("t").Sees("all that a sync needs works", "write once", "ok")
	p.Presses("f5").Sees("took in 0 envelopes, sent 0", "synced 08:00")
	p.Presses("e")
	p.Sends(tea.PasteMsg{Content: "dir:" + drop + "/stick"})
	p.Presses("enter").Sees("the post is set, but the folder", "is not there", "/stick").Presses("e")
	p.Sends(tea.PasteMsg{Content: "dir:" + drop})
	p.Presses("enter").Sees("the post is set; t tries it").SeesNot("/stick")
	p.Presses("d").Sees("What lies there stays").Presses("y").Sees("no post is set")
}

// TestSyncThatFailsStays tells why, and the status line keeps it.
func TestSyncThatFailsStays(t *testing.T) {
	alice := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	alice.Env.StartHelper = func(string, ...string) (*host.Helper, error) { return nil, errors.New("the network is down") }
	alice.Does(func(ctx context.Context, a *app.App) error {
		return a.SetPost(ctx, "s3://bucket/post?endpoint=https://s3.example.org", false)
	})
	cardFile(t, alice) // there is a mailbox to look into from now on
	alice.Unlocks().Presses("f5").Sees("what the sync brought", "sync failed 08:00")
}
