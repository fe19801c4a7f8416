package post

import (
	"context"
	"slices"
	"testing"

	"coffer/vault"
)

// TestHandTo: what is handed over arrives without a post, and nothing of it is ever
// put into one; what waits for others stays, and what comes later goes on from there.
func TestHandTo(t *testing.T) {
	p, carol := newPair(t), newPerson(t)
	toCarol, _ := connect(p.alice, carol)
	p.alice.says(p.a, "one", "two")
	p.alice.says(toCarol, "for carol")
	var files []File
	hand := func() error {
		files = nil
		return p.alice.Update(func(d Desk) error {
			return HandTo(d, p.alice.rand, p.bob.me.Public(), func(f File) error { files = append(files, f); return nil })
		})
	}
	if ch := p.alice.channel(p.a); ch.Unused() {
		t.Error("unused before anything was handed over")
	}
	if err := hand(); err != nil || len(files) != 2 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	if ch := p.alice.channel(p.a); !ch.Unused() || ch.Sent.Acked != 2 {
		t.Errorf("of all that was handed over, %d are acknowledged", ch.Sent.Acked)
	}
	if all := p.alice.outgoing(); len(all) != 1 || all[0].Of != vault.ID(toCarol) {
		t.Errorf("%d wait", len(all))
	}
	slices.Reverse(files)
	r, err := p.bob.courier().In(context.Background(), files)
	if err != nil || r.Taken != 2 || len(r.Aside) > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	p.alice.says(p.a, "three")
	p.bob.says(p.b, "four")
	p.sync()
	p.sync()
	if got := p.bob.heardSorted(); got != "one three two" {
		t.Errorf("bob heard %q", got)
	}
	ch := p.alice.channel(p.a)
	if ch.Unused() || ch.Sent.Broken || ch.Sent.Acked != 3 || p.bob.channel(p.b).Taken.Broken != 0 {
		t.Errorf("after it was used: %+v, %+v", ch.Sent, ch.Taken)
	}
	if err := hand(); err != nil || len(files) != 0 {
		t.Errorf("handed over twice: %d files, %v", len(files), err)
	}
}

// TestHandToFails: what cannot be written still waits.
func TestHandToFails(t *testing.T) {
	p := newPair(t)
	p.alice.says(p.a, "one")
	err := p.alice.Update(func(d Desk) error {
		return HandTo(d, p.alice.rand, p.bob.me.Public(), func(File) error { return errDown })
	})
	if err == nil || len(p.alice.outgoing()) != 1 || p.alice.channel(p.a).Sent.Acked != 0 {
		t.Errorf("lost: %v", err)
	}
}
