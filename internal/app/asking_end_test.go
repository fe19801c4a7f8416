package app

import (
	"strings"
	"testing"
	"time"

	"coffer/box/hold"
)

// TestStoppedTicketIsNotRedeemed: whatever shares are here already, a veto that was heard
// of ends the ticket, and whoever asks is told whose it was and when it was heard of.
func TestStoppedTicketIsNotRedeemed(t *testing.T) {
	for _, kind := range []string{"recover", "freeze"} {
		w := newRescue(t, 2, []string{"bob", "carol"})
		q := w.asks(kind)
		w.released(q, w.trustees...)
		_, err := w.alice.VetoTicket(t.Context(), "", "I know it again")
		w.alice.must(err)
		w.round()
		w.clock.now = w.clock.now.Add(time.Hour)
		w.carries(q)
		heard := w.clock.now
		w.clock.now = w.clock.now.Add(24 * time.Hour)
		q = w.again(q)
		if got := w.stage(q); got != string(hold.Vetoed) {
			t.Fatalf("%s: the ticket is %s", kind, got)
		}
		q.env.Folders = w.alice.env.Folders
		_, err = q.Redeem(t.Context(), redeems("", nil))
		want := `stopped by the veto of "alice" ("I know it again"); that was heard of here on ` + dateText(heard)
		if e := Explain(err); err == nil || e.Kind != Refused || !strings.Contains(e.What, want) {
			t.Errorf("%s: %v", kind, err)
		}
		if q.asking.Redeemed != 0 {
			t.Errorf("%s: it counts as redeemed", kind)
		}
	}
}

// TestTicketKeepsItsPosts: the posts that were confirmed stand in the ticket file, and
// others that somebody names later take their place.
func TestTicketKeepsItsPosts(t *testing.T) {
	w := newRescue(t, 1, []string{"bob"})
	q := w.again(w.asks("recover"))
	if got := q.asking.Posts; len(got) != 1 || got[0] != "dir:"+w.drop {
		t.Errorf("it travels over %q", got)
	}
	other := "dir:" + t.TempDir()
	w.alice.must(q.Over([]string{other}))
	q = w.again(q)
	if got := q.asking.Posts; len(got) != 1 || got[0] != other {
		t.Errorf("it travels over %q", got)
	}
	for _, wrong := range [][]string{{"dir:here"}, {"nothing"}, {other, other, other}} {
		if err := q.Over(wrong); err == nil {
			t.Errorf("travels over %q", wrong)
		}
	}
	if err := q.Over(nil); err != nil || q.asking.Posts[0] != other {
		t.Errorf("none: %v, %q", err, q.asking.Posts)
	}
}
