package post

import (
	"context"
	"errors"
	"testing"
)

// TestTwiceIsTold: of a letter under a number that another one had, its handler is told, and what it
// writes stays, though the letter is put aside. An error of its own ends the sync.
func TestTwiceIsTold(t *testing.T) { withEachHome(t, twiceIsTold) }

func twiceIsTold(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	before := p.alice.channel(p.a)
	p.alice.says(p.a, "one")
	p.sync()
	if err := p.alice.Update(func(d Desk) error { return d.PutChannel(before) }); err != nil {
		t.Fatal(err)
	}
	p.alice.says(p.a, "other one", "two")
	p.alice.sync(p.shelf)
	var told []string
	c := p.bob.courier(p.shelf)
	h := c.Handlers["note"]
	h.Twice = func(d Desk, l Received, why error) error {
		told = append(told, string(l.Body))
		if !errors.Is(why, ErrFork) || l.Number != 1 {
			t.Errorf("number %d, %v", l.Number, why)
		}
		_, err := Send(d, p.bob.me, l.Channel.In, Letter{Kind: "note", Body: []byte("I have another one")})
		return err
	}
	c.Handlers["note"] = h
	r, err := c.Sync(context.Background())
	if err != nil || r.Taken != 1 || len(r.Aside) != 1 || r.Aside[0].Reason != ErrFork.Error() || len(told) != 1 {
		t.Errorf("%+v, %v, told %q", r, err, told)
	}
	p.alice.sync(p.shelf)
	if got := p.alice.heardSorted(); got != "I have another one" {
		t.Errorf("alice heard %q", got)
	}
	if ch := p.bob.channel(p.b); ch.Taken.Broken == 0 {
		t.Errorf("the chain stands at %+v", ch.Taken)
	}
	broken := errors.New("the disk is full")
	h.Twice = func(Desk, Received, error) error { return broken }
	c = p.bob.courier(p.shelf)
	c.Again, c.Handlers["note"] = true, h
	if _, err = c.Sync(context.Background()); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
