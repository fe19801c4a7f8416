package post

import (
	"cmp"
	"errors"
	"slices"
)

// turn is what becomes of an object that was put aside.
type turn struct {
	again bool  // it is tried once more, and not passed over
	known int64 // when it was found first, in Unix seconds
}

// aside lists the objects that were put aside. Those that could not be taken in for
// now are tried again after a day, if they lie there, some in each sync: those that were
// tried longest ago first, and of these those that have been known longest.
func (c *Courier) aside(lying []found) (aside map[string]turn, err error) {
	aside = make(map[string]turn)
	there := make(map[string]bool, len(lying))
	for _, f := range lying {
		there[f.object] = true
	}
	err = c.Home.View(func(d Desk) error {
		all, err := d.Aside()
		slices.SortFunc(all, func(a, b Aside) int {
			return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Found, b.Found))
		})
		again := 0
		for _, a := range all {
			t := turn{c.Again || there[a.Object] && again < maxLater && a.due(d.Credited()), a.Found}
			if aside[a.Object] = t; t.again {
				again++
			}
		}
		return err
	})
	return aside, err
}

// inTurn leaves out what is passed over, and puts first what is tried once more, of that
// what has been known longest: names are chosen by whoever puts something into a post, and
// where there is room for few, a flood of low ones would be served before everybody else.
func inTurn(all []found, aside map[string]turn) []found {
	all = slices.DeleteFunc(all, func(f found) bool { t, ok := aside[f.object]; return ok && !t.again })
	for i := range all {
		t := aside[all[i].object]
		all[i].again, all[i].known = t.again, t.known
	}
	slices.SortStableFunc(all, func(a, b found) int {
		switch {
		case a.again && b.again:
			return cmp.Compare(a.known, b.known)
		case a.again:
			return -1
		case b.again:
			return 1
		}
		return 0
	})
	return all
}

// forgetGone forgets what was put aside in mailboxes that were listed whole, or
// are read no more, and lies there no more.
func (c *Courier) forgetGone(all []found, sure func(Mailbox) bool) error {
	lying := make(map[string]bool, len(all))
	for _, f := range all {
		lying[f.object] = true
	}
	var gone []string
	err := c.Home.View(func(d Desk) error {
		aside, err := d.Aside()
		for _, a := range aside {
			if m, ok := mailboxOfObject(a.Object); ok && sure(m) && !lying[a.Object] {
				gone = append(gone, a.Object)
			}
		}
		return err
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	return c.Home.Update(func(d Desk) error {
		for _, object := range gone {
			if err := d.DropAside(object); err != nil {
				return err
			}
		}
		return nil
	})
}

// refusedObject is one that is not taken in.
type refusedObject struct {
	incoming
	reason *refusal
}

// putAside remembers why objects were not taken in, and returns those for which
// there is no room: they are deleted, so that whoever knows a mailbox fills neither
// the home nor any later sync. Something real among them comes again, since nobody
// acknowledges it, and for a channel what is aside tells of the gap.
func (c *Courier) putAside(all []refusedObject, r *Report) (dropped []found, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	var aside []Aside
	err = c.Home.Update(func(d Desk) error {
		aside, dropped = nil, nil
		kept, err := d.Aside()
		if err != nil {
			return err
		}
		room := newRoomAside(kept)
		for _, in := range all {
			if errors.Is(in.reason, ErrFork) {
				if err := markBroken(d, in.mailbox, in.said.Seq); err != nil {
					return err
				}
			}
			if !room.takes(in.found) {
				dropped = append(dropped, in.found)
				continue
			}
			a := Aside{Object: in.object, Reason: in.reason.Error(), Size: in.size, Found: d.Now().Unix(),
				Since: int64(d.Credited()), Later: in.reason.later}
			if in.again {
				a.Found = in.known
			}
			if err := d.PutAside(a); err != nil {
				return err
			}
			aside = append(aside, a)
		}
		return nil
	})
	if err == nil {
		r.Aside = append(r.Aside, aside...)
	}
	return dropped, err
}

// roomAside counts what is aside of each mailbox.
type roomAside struct {
	known map[string]bool
	of    map[Mailbox]int
}

func newRoomAside(kept []Aside) roomAside {
	room := roomAside{known: make(map[string]bool, len(kept)), of: make(map[Mailbox]int)}
	for _, a := range kept {
		room.known[a.Object] = true
		if m, ok := mailboxOfObject(a.Object); ok {
			room.of[m]++
		}
	}
	return room
}

// takes tells whether one more object may be put aside, and counts it.
func (room roomAside) takes(f found) bool {
	if room.known[f.object] {
		return true
	}
	if room.of[f.mailbox] >= maxAside {
		return false
	}
	room.known[f.object] = true
	room.of[f.mailbox]++
	return true
}

// markBroken notes that the sender used a number twice.
func markBroken(d Desk, in Mailbox, seq uint64) error {
	ch, err := d.Channel(in)
	if err != nil {
		return err
	}
	ch.Taken.broken(seq)
	return d.PutChannel(ch)
}
