package ticket

import (
	"errors"
	"fmt"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// absent is what a trustee remembers of the tickets of a trust that are not here. The
// requester decides whom to tell first: the owner may stop a ticket before it is here,
// and be away when it comes. And a ticket that was stopped, denied or never confirmed
// must not come back as a new one once it is forgotten.
type absent struct {
	_        struct{} `cbor:",toarray"`
	Stopped  []stopped
	Vanished []vanished // the oldest first
}

// stopped is a veto, or a cancel that somebody carried, which came before the ticket.
type stopped struct {
	_      struct{} `cbor:",toarray"`
	Ticket vault.ID
	By     hold.Fingerprint // who sent it
	At     int64            // credited seconds
	Event  []byte
}

// vanished is a ticket that was forgotten.
type vanished struct {
	_      struct{} `cbor:",toarray"`
	Ticket vault.ID
	At     int64 // credited seconds
}

func absentKey(trust vault.ID) vault.Key { return vault.Key{ID: trust, Sub: subAbsent} }

func readAbsent(tx *vault.Tx, trust vault.ID) (a absent, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Tickets, absentKey(trust), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return a, nil
	}
	if err == nil {
		if a, err = decodeAbsent(r.Plain); err != nil {
			err = malformed("what is remembered of tickets", err)
		}
	}
	return a, err
}

func decodeAbsent(plain []byte) (a absent, err error) {
	err = codec.UnmarshalCanonical(plain, &a)
	return a, err
}

// save keeps what is not too old.
func (a absent) save(tx *vault.Tx, trust vault.ID, now int64) error {
	a.Stopped = slices.DeleteFunc(a.Stopped, func(s stopped) bool { return now >= s.At+absentFor })
	a.Vanished = slices.DeleteFunc(a.Vanished, func(v vanished) bool { return now >= v.At+absentFor })
	a.Vanished = a.Vanished[max(0, len(a.Vanished)-maxVanished):]
	plain, err := codec.Marshal(a)
	if err == nil {
		_, err = tx.Put(vault.BoxZero, vault.Tickets, absentKey(trust), vault.Core, plain)
	}
	return err
}

// forgot tells whether a ticket was forgotten here.
func (a absent) forgot(ticket vault.ID) bool {
	return slices.ContainsFunc(a.Vanished, func(v vanished) bool { return v.Ticket == ticket })
}

// vanish remembers that a ticket was forgotten.
func (k *Keeper) vanish(t *Ticket) error {
	a, err := readAbsent(k.tx(), t.Trust)
	if err != nil {
		return err
	}
	a.Vanished = append(a.Vanished, vanished{Ticket: t.ID, At: k.credited()})
	return a.save(k.tx(), t.Trust, k.credited())
}

// takeEarly takes in an event of a ticket that is not here. To a trustee it matters
// where it stops the ticket; what else is said of one, those who say it say again once
// it is passed on to them.
func (k *Keeper) takeEarly(l post.Received, u hold.Unverified) error {
	t, err := ReadTrust(k.tx(), l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of a ticket that is not here"))
	}
	if kind := u.UnverifiedKind(); err != nil || !t.holds() || kind != hold.KindVeto && kind != hold.KindCancel {
		return err
	}
	a, err := readAbsent(k.tx(), t.ID)
	if err != nil {
		return err
	}
	if a.forgot(idOf(u.UnverifiedMatter())) {
		return nil
	}
	s := stopped{Ticket: idOf(u.UnverifiedMatter()), By: hold.Fingerprint(l.Sender), At: k.credited(), Event: l.Body}
	theirs := 0
	for _, other := range a.Stopped {
		if other.Ticket == s.Ticket && slices.Equal(other.Event, s.Event) {
			return nil
		}
		if other.By == s.By {
			theirs++
		}
	}
	if theirs >= maxStopped {
		return post.Later(fmt.Errorf("%w: more than %d tickets were stopped that are not here", ErrFull, maxStopped))
	}
	a.Stopped = append(a.Stopped, s)
	return a.save(k.tx(), t.ID, k.credited())
}

// recall adds to a ticket that begins here what stopped it before, and refuses one
// that was forgotten.
func (h *hearing) recall() error {
	a, err := readAbsent(h.k.tx(), h.t.Trust)
	if err != nil {
		return err
	}
	if a.forgot(h.t.ID) {
		return post.Refuse(errors.New("a ticket that was forgotten here; a new one can be opened"))
	}
	early := false
	a.Stopped = slices.DeleteFunc(a.Stopped, func(s stopped) bool {
		if s.Ticket != h.t.ID {
			return false
		}
		early = true
		if u, err := hold.Parse(s.Event); err == nil {
			if v, err := u.Verify(h.Policy); err == nil {
				_, _ = h.Add(v) // what is too much of one sort stops nothing that others do not
			}
		}
		return true
	})
	if !early {
		return nil
	}
	return a.save(h.k.tx(), h.t.Trust, h.k.credited())
}
