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
	if err := a.keep(e, hold.Fingerprint(t.Notice.Owner.Fingerprint())); err != nil {
		return err
	}
	return a.save(k.tx(), t.ID, k.credited())
}

// keep keeps an event once. Nobody fills the place of what others send, and cancels, which
// anybody with a pack can have carried, fill that of nothing else. What the owner vetoes is
// kept always: of very many vetoes the oldest gives way.
func (a *absent) keep(e early, owner hold.Fingerprint) error {
	if slices.ContainsFunc(a.Early, func(o early) bool { return o.Ticket == e.Ticket && slices.Equal(o.Event, e.Event) }) {
		return nil
	}
	sort, places := sortOf(e, owner), maxEarly
	if e.By == owner {
		places = maxEarlyOwner
	}
	alike := func(o early) bool { return o.By == e.By && sortOf(o, owner) == sort }
	theirs := 0
	for _, o := range a.Early {
		if alike(o) {
			theirs++
		}
	}
	switch {
	case theirs < places:
	case sort == hold.KindVeto:
		oldest := slices.IndexFunc(a.Early, alike)
		a.Early = slices.Delete(a.Early, oldest, oldest+1)
	default:
		return post.Later(fmt.Errorf("%w: more than %d events of tickets that are not here", ErrFull, places))
	}
	a.Early = append(a.Early, e)
	return nil
}

// sortOf tells apart what has places of its own: cancels, and the owner's vetoes. It is
// empty for the rest.
func sortOf(e early, owner hold.Fingerprint) hold.Kind {
	u, err := hold.Parse(e.Event)
	if err != nil {
		return ""
	}
	k := u.UnverifiedKind()
	if k == hold.KindCancel || k == hold.KindVeto && e.By == owner {
		return k
	}
	return ""
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
