package ticket

import (
	"errors"
	"fmt"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
)

// What is said of a ticket may come before it. The requester decides which trustee to
// tell first: the owner may stop a ticket before it is at another one, and be away when
// it comes there. And the letter by which a trustee passes a ticket on may be lost, and
// what they say of it arrive first: whoever may veto must know then that the wait runs.

// minds tells whether an event counts for somebody who does not have its ticket yet: for
// a trustee what stops it, for those who may veto all that trustees say or carry. What they say
// themselves of a ticket they say again to a trustee who passes it on.
func (t *Trust) minds(k hold.Kind, me hold.Fingerprint) bool {
	switch k {
	case hold.KindVeto, hold.KindCancel:
		return t.holds() || t.mayVeto(me)
	case hold.KindSeen, hold.KindAgain, hold.KindApprove, hold.KindDeny, hold.KindReady:
		return t.mayVeto(me)
	}
	return false
}

// mayVeto tells whether somebody is told of every ticket and may stop it.
func (t *Trust) mayVeto(me hold.Fingerprint) bool { return t.Owning != nil || t.Notice.Watches(me) }

// takeEarly keeps an event of a ticket that is not here, if it counts.
func (k *Keeper) takeEarly(l post.Received, u hold.Unverified) error {
	t, err := ReadTrust(k.tx(), l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of a ticket that is not here"))
	}
	if err != nil || !t.minds(u.UnverifiedKind(), k.me()) {
		return err
	}
	a, err := readAbsent(k.tx(), t.ID)
	if err != nil {
		return err
	}
	e := early{Ticket: idOf(u.UnverifiedMatter()), By: hold.Fingerprint(l.Sender), At: k.credited(), Event: l.Body}
	if a.forgot(e.Ticket) && !t.mayVeto(k.me()) {
		return nil
	}
	if err := a.keep(e); err != nil {
		return err
	}
	return a.save(k.tx(), t.ID, k.credited())
}

// keep keeps an event once. Nobody fills the place of what others send.
func (a *absent) keep(e early) error {
	theirs := 0
	for _, other := range a.Early {
		if other.Ticket == e.Ticket && slices.Equal(other.Event, e.Event) {
			return nil
		}
		if other.By == e.By {
			theirs++
		}
	}
	if theirs >= maxEarly {
		return post.Later(fmt.Errorf("%w: more than %d events of tickets that are not here", ErrFull, maxEarly))
	}
	a.Early = append(a.Early, e)
	return nil
}

// recall adds to a ticket that begins here what was said of it before.
func (h *hearing) recall() error {
	a, err := readAbsent(h.k.tx(), h.t.Trust)
	if err != nil {
		return err
	}
	before := len(a.Early)
	a.Early = slices.DeleteFunc(a.Early, func(e early) bool {
		if e.Ticket != h.t.ID {
			return false
		}
		if u, err := hold.Parse(e.Event); err == nil {
			if v, err := u.Verify(h.Policy); err == nil {
				_, _ = h.Add(v) // what is too much of one sort says nothing that others do not
			}
		}
		return true
	})
	if len(a.Early) == before {
		return nil
	}
	return a.save(h.k.tx(), h.t.Trust, h.k.credited())
}
