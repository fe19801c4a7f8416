package post

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"coffer/vault"
)

// TestDesk runs one suite against every desk that there is.
func TestDesk(t *testing.T) {
	for name, make := range map[string]func(t *testing.T) *person{
		"vault": func(t *testing.T) *person { return newPerson(t) },
		"bag":   func(t *testing.T) *person { return newPerson(t).takesBag() },
	} {
		for what, f := range deskSuite {
			t.Run(name+"/"+what, func(t *testing.T) { f(t, make(t)) })
		}
	}
}

var deskSuite = map[string]func(t *testing.T, p *person){
	"channels":            deskChannels,
	"channel dropped":     deskChannelDropped,
	"outbox":              deskOutbox,
	"outbox while walked": deskOutboxWalked,
	"aside":               deskAside,
	"parcels":             deskParcels,
	"introductions":       deskIntroductions,
	"forget":              deskForget,
	"all or nothing":      deskAllOrNothing,
	"read only":           deskReadOnly,
	"copies":              deskCopies,
	"time":                deskTime,
}

// does runs some work in one transaction.
func (p *person) does(f func(d Desk) error) {
	p.t.Helper()
	if err := p.Update(f); err != nil {
		p.t.Fatal(err)
	}
}

func (p *person) looks(f func(d Desk) error) {
	p.t.Helper()
	if err := p.View(f); err != nil {
		p.t.Fatal(err)
	}
}

// alsoAfter makes sure of something within the transaction of some work, and once
// more in a later one.
func (p *person) alsoAfter(work, sure func(d Desk) error) {
	p.t.Helper()
	p.does(func(d Desk) error { return errors.Join(work(d), sure(d)) })
	p.looks(sure)
}

func deskChannels(t *testing.T, p *person) {
	peer := p.me.Public()
	one := Channel{Peer: peer, In: Mailbox{1}, Out: Mailbox{2}, Scope: vault.ID{3}, Kinds: OfMatter, Closed: true,
		Sent:  Sent{Seq: 7, Last: ID{7}, Acked: 5, Broken: true},
		Taken: Taken{Seq: 1, Last: ID{1}, Ahead: []Link{{Seq: 3, ID: ID{3}}}, Recent: []byte("12345678"), Broken: 1, Owes: true, Heard: time.Hour}}
	two := Channel{Peer: peer, In: Mailbox{0: 9}, Kinds: OfContact}
	p.alsoAfter(
		func(d Desk) error {
			return errors.Join(d.PutChannel(Channel{In: one.In, Kinds: OfContact}), d.PutChannel(two), d.PutChannel(one))
		},
		func(d Desk) error {
			got, err := d.Channel(one.In)
			if fmt.Sprint(got) != fmt.Sprint(one) {
				t.Errorf("%+v came back as %+v", one, got)
			}
			all, err2 := d.Channels()
			if len(all) != 2 || !slices.ContainsFunc(all, func(c Channel) bool { return fmt.Sprint(c) == fmt.Sprint(two) }) {
				t.Errorf("there are %+v", all)
			}
			if _, err := d.Channel(Mailbox{8}); !errors.Is(err, vault.ErrNotFound) {
				t.Errorf("a mailbox that nobody reads: %v", err)
			}
			return errors.Join(err, err2)
		})
}

func deskChannelDropped(t *testing.T, p *person) {
	in := Mailbox{1}
	p.does(func(d Desk) error {
		return errors.Join(
			d.PutChannel(Channel{Peer: p.me.Public(), In: in, Kinds: OfContact}),
			d.PutOutgoing(Outgoing{Slot: Slot{vault.ID(in), 0}}), d.PutOutgoing(Outgoing{Slot: Slot{vault.ID(in), 1}}),
			d.PutOutgoing(Outgoing{Slot: Slot{vault.ID{2}, 1}}),
			d.PutArriving(in, []Arriving{{Parcel: Parcel{ID: vault.ID{4}, Size: 1}, Have: []byte{1}}}), d.PutPiece(in, 0, []byte("x")))
	})
	p.alsoAfter(
		func(d Desk) error { return errors.Join(d.DropChannel(in), d.DropChannel(Mailbox{77})) },
		func(d Desk) error {
			_, err1 := d.Channel(in)
			_, err2 := d.Piece(in, 0)
			all, err := d.Arriving(in)
			n := 0
			err = errors.Join(err, d.EachOutgoing(func(Outgoing) error { n++; return nil }))
			if !errors.Is(err1, vault.ErrNotFound) || !errors.Is(err2, vault.ErrNotFound) || len(all) > 0 || n != 1 {
				t.Errorf("left of a channel: %v, %v, %d parcels, %d envelopes", err1, err2, len(all), n-1)
			}
			return err
		})
}

func deskOutbox(t *testing.T, p *person) {
	s, err := Sign(p.me, Envelope{Kind: "note", Seq: 2, Body: []byte("two")})
	if err != nil {
		t.Fatal(err)
	}
	of := vault.ID{1}
	full := Outgoing{Slot: Slot{vault.ID{7}, 0}, To: p.me.Public(), At: Mailbox{2}, Answers: Mailbox{3}, Signed: s,
		Object: "object", Placed: 3, Since: time.Hour, Left: true, Again: 4}
	p.alsoAfter(
		func(d Desk) error {
			var errs []error
			for _, seq := range []uint64{0, 2, 1} {
				errs = append(errs, d.PutOutgoing(Outgoing{Slot: Slot{of, seq}, Signed: s}))
			}
			errs = append(errs, d.PutOutgoing(full), d.PutOutgoing(Outgoing{Slot: Slot{of, 9}}),
				d.DropOutgoing(Slot{of, 9}), d.DropOutgoing(Slot{of, 10}))
			return errors.Join(errs...)
		},
		func(d Desk) error {
			seqs, err := d.Unacknowledged(Mailbox(of))
			if !slices.Equal(slices.Sorted(slices.Values(seqs)), []uint64{1, 2}) {
				t.Errorf("unacknowledged are %v", seqs)
			}
			if none, _ := d.Unacknowledged(Mailbox(full.Of)); len(none) > 0 {
				t.Errorf("an introduction has the number %v", none)
			}
			got, err2 := d.OutgoingAt(full.Slot)
			if fmt.Sprint(got) != fmt.Sprint(full) {
				t.Errorf("%+v came back as %+v", full, got)
			}
			if _, err := d.OutgoingAt(Slot{of, 9}); !errors.Is(err, vault.ErrNotFound) {
				t.Errorf("one that was dropped: %v", err)
			}
			return errors.Join(err, err2)
		})
}

// deskOutboxWalked: whoever walks the outbox may put what he is handed.
func deskOutboxWalked(t *testing.T, p *person) {
	p.does(func(d Desk) error {
		return errors.Join(d.PutOutgoing(Outgoing{Slot: Slot{vault.ID{1}, 1}}), d.PutOutgoing(Outgoing{Slot: Slot{vault.ID{2}, 1}}))
	})
	n := 0
	p.does(func(d Desk) error {
		n = 0
		return d.EachOutgoing(func(o Outgoing) error {
			n++
			o.Placed = 1
			return errors.Join(d.PutOutgoing(o), d.PutOutgoing(Outgoing{Slot: Slot{vault.ID{byte(10 + n)}, 1}}))
		})
	})
	if n != 2 {
		t.Errorf("%d were walked", n)
	}
	stop := errors.New("stop")
	err := p.View(func(d Desk) error { return d.EachOutgoing(func(o Outgoing) error { return stop }) })
	if !errors.Is(err, stop) {
		t.Errorf("not stopped: %v", err)
	}
}

func deskAside(t *testing.T, p *person) {
	later := Aside{Object: "a/b", Reason: "later", Size: 5, Found: 6, Since: 7, Later: true}
	p.alsoAfter(
		func(d Desk) error {
			return errors.Join(d.PutAside(Aside{Object: "a/b", Reason: "first"}), d.PutAside(later), d.PutAside(Aside{Object: "a/c"}),
				d.DropAside("a/c"), d.DropAside("a/d"))
		},
		func(d Desk) error {
			all, err := d.Aside()
			if len(all) != 1 || all[0] != later {
				t.Errorf("aside are %+v", all)
			}
			return err
		})
}

func deskParcels(t *testing.T, p *person) {
	in := Mailbox{1}
	one := Arriving{Parcel: Parcel{ID: vault.ID{1}, Size: 2 * pieceSize, SHA256: [32]byte{1}}, First: 4, Have: []byte{2}}
	p.alsoAfter(
		func(d Desk) error {
			return errors.Join(d.PutArriving(Mailbox{2}, []Arriving{one}), d.PutArriving(Mailbox{2}, nil), d.PutArriving(Mailbox{3}, nil),
				d.PutArriving(in, []Arriving{one}), d.PutPiece(in, 5, []byte("x")), d.PutPiece(in, 5, []byte("five")),
				d.PutPiece(in, 6, nil), d.DropPiece(in, 6), d.DropPiece(in, 7), d.PutPiece(in, 8, nil))
		},
		func(d Desk) error {
			all, err := d.Arriving(in)
			if len(all) != 1 || all[0].Parcel != one.Parcel || all[0].First != 4 || !bytes.Equal(all[0].Have, one.Have) {
				t.Errorf("arriving are %+v", all)
			}
			for _, m := range []Mailbox{{2}, {3}} {
				if none, err := d.Arriving(m); err != nil || len(none) > 0 {
					t.Errorf("arriving in %v are %+v, %v", m, none, err)
				}
			}
			five, err2 := d.Piece(in, 5)
			empty, err3 := d.Piece(in, 8)
			if _, err := d.Piece(in, 6); string(five) != "five" || len(empty) > 0 || !errors.Is(err, vault.ErrNotFound) {
				t.Errorf("pieces %q, %q, %v", five, empty, err)
			}
			return errors.Join(err, err2, err3)
		})
}

func deskIntroductions(t *testing.T, p *person) {
	for _, want := range []bool{false, true} {
		p.does(func(d Desk) error {
			before, err := d.Introduced(ID{1})
			if before != want {
				t.Errorf("came before: %v", before)
			}
			again, err2 := d.Introduced(ID{1})
			if !again {
				t.Error("not known within the transaction that noted it")
			}
			return errors.Join(err, err2)
		})
	}
}

func deskForget(t *testing.T, p *person) {
	p.clock.since = time.Hour
	var old time.Duration
	p.does(func(d Desk) error {
		old = d.Credited()
		_, err := d.Introduced(ID{1})
		return errors.Join(err, d.PutAside(Aside{Object: "old", Since: int64(old)}), d.PutChannel(Channel{In: Mailbox{1}, Kinds: OfContact}))
	})
	p.clock.since += time.Hour
	p.does(func(d Desk) error {
		_, err := d.Introduced(ID{2})
		return errors.Join(err, d.PutAside(Aside{Object: "young", Since: int64(d.Credited())}))
	})
	forgets := func(before time.Duration, want int) func(d Desk) error {
		return func(d Desk) error {
			n, err := d.Forget(before)
			if n != want {
				t.Errorf("%d are forgotten, not %d", n, want)
			}
			return err
		}
	}
	p.looks(forgets(old, 0))
	p.looks(forgets(old+1, 2))
	p.looks(forgets(old+1, 2)) // reading only counts
	p.does(forgets(old+1, 2))
	p.does(forgets(old+1, 0))
	p.does(func(d Desk) error {
		aside, err := d.Aside()
		gone, err2 := d.Introduced(ID{1})
		stays, err3 := d.Introduced(ID{2})
		if len(aside) != 1 || aside[0].Object != "young" || gone || !stays {
			t.Errorf("left are %+v, %v, %v", aside, gone, stays)
		}
		_, err4 := d.Channel(Mailbox{1})
		return errors.Join(err, err2, err3, err4)
	})
}

// fills writes one thing of each sort.
func fills(d Desk, n byte) error {
	_, err := d.Introduced(ID{n})
	m := Mailbox{n}
	return errors.Join(err, d.PutChannel(Channel{In: m, Kinds: OfContact}), d.PutOutgoing(Outgoing{Slot: Slot{vault.ID{n}, 1}}),
		d.PutAside(Aside{Object: string(rune('a' + n))}), d.PutArriving(m, []Arriving{{Have: []byte{1}}}), d.PutPiece(m, 0, []byte{n}))
}

// counts says how many things of each sort there are.
func counts(d Desk, most byte) (n int, err error) {
	channels, err1 := d.Channels()
	aside, err2 := d.Aside()
	n = len(channels) + len(aside)
	err3 := d.EachOutgoing(func(Outgoing) error { n++; return nil })
	errs := []error{err1, err2, err3}
	for i := range most {
		all, err := d.Arriving(Mailbox{i})
		errs = append(errs, err)
		n += len(all)
		if _, err := d.Piece(Mailbox{i}, 0); err == nil {
			n++
		}
	}
	return n, errors.Join(errs...)
}

func deskAllOrNothing(t *testing.T, p *person) {
	p.does(func(d Desk) error { return fills(d, 1) })
	no := errors.New("no")
	err := p.Update(func(d Desk) error {
		return errors.Join(d.DropChannel(Mailbox{1}), d.DropAside("b"), fills(d, 2), no)
	})
	if !errors.Is(err, no) {
		t.Errorf("the error became %v", err)
	}
	p.does(func(d Desk) error {
		n, err := counts(d, 5)
		if n != 5 {
			t.Errorf("%d things are there", n)
		}
		before, err2 := d.Introduced(ID{2})
		if before {
			t.Error("an introduction of what failed is remembered")
		}
		return errors.Join(err, err2)
	})
}

func deskReadOnly(t *testing.T, p *person) {
	p.does(func(d Desk) error { return fills(d, 1) })
	m, s := Mailbox{1}, Slot{vault.ID{1}, 1}
	for what, f := range map[string]func(d Desk) error{
		"put channel":     func(d Desk) error { return d.PutChannel(Channel{In: m}) },
		"drop channel":    func(d Desk) error { return d.DropChannel(m) },
		"put outgoing":    func(d Desk) error { return d.PutOutgoing(Outgoing{Slot: s}) },
		"drop outgoing":   func(d Desk) error { return d.DropOutgoing(s) },
		"put aside":       func(d Desk) error { return d.PutAside(Aside{Object: "b"}) },
		"drop aside":      func(d Desk) error { return d.DropAside("b") },
		"put arriving":    func(d Desk) error { return d.PutArriving(m, []Arriving{{Have: []byte{1}}}) },
		"drop arriving":   func(d Desk) error { return d.PutArriving(m, nil) },
		"put piece":       func(d Desk) error { return d.PutPiece(m, 0, []byte("y")) },
		"drop piece":      func(d Desk) error { return d.DropPiece(m, 0) },
		"an introduction": func(d Desk) error { _, err := d.Introduced(ID{9}); return err },
	} {
		if err := p.View(f); !errors.Is(err, vault.ErrReadOnly) {
			t.Errorf("%s while reading: %v", what, err)
		}
	}
	p.looks(func(d Desk) error {
		n, err := counts(d, 5)
		before, err2 := d.Introduced(ID{1})
		if n != 5 || !before {
			t.Errorf("%d things are there, %v", n, before)
		}
		return errors.Join(err, err2)
	})
}

// deskCopies: what a desk hands out, and what it was given, is not what it keeps.
func deskCopies(t *testing.T, p *person) {
	in, data := Mailbox{1}, []byte("piece")
	have := []Arriving{{Parcel: Parcel{Size: 1}, Have: []byte{0}}}
	p.does(func(d Desk) error {
		return errors.Join(d.PutChannel(Channel{In: in, Kinds: OfContact, Taken: Taken{Seq: 1, Recent: []byte("12345678")}}),
			d.PutArriving(in, have), d.PutPiece(in, 0, data))
	})
	clear(data)
	have[0].Have[0] = 1
	for range 2 {
		p.does(func(d Desk) error {
			c, err1 := d.Channel(in)
			all, err2 := d.Arriving(in)
			piece, err3 := d.Piece(in, 0)
			if string(c.Taken.Recent) != "12345678" || all[0].Have[0] != 0 || string(piece) != "piece" {
				t.Errorf("%q, %v, %q", c.Taken.Recent, all[0].Have, piece)
			}
			clear(c.Taken.Recent)
			clear(piece)
			all[0].Have[0] = 1
			return errors.Join(err1, err2, err3)
		})
	}
}

func deskTime(t *testing.T, p *person) {
	var before time.Duration
	p.looks(func(d Desk) error {
		before = d.Credited()
		if !d.Now().Equal(p.clock.Now()) {
			t.Errorf("it is %v", d.Now())
		}
		return nil
	})
	p.clock.since += time.Hour
	p.looks(func(d Desk) error {
		if got := d.Credited() - before; got != time.Hour || !d.Now().Equal(p.clock.Now()) {
			t.Errorf("after an hour %v were credited, and it is %v", got, d.Now())
		}
		return nil
	})
}
