package ticket

import (
	"errors"
	"fmt"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/ticket/order"
	"coffer/vault"
)

// Keeper acts for the owner of a vault in the trusts and tickets that they are a party
// of, within one transaction. What it says leaves with the next sync.
type Keeper struct {
	Desk *post.VaultDesk
	Me   contact.Identity
	// Stretch computes confirmation codes; nil is [vault.Argon2id].
	Stretch vault.Stretch
	// Tell hears what others did; it may be nil.
	Tell func(News)
	// Place puts an order that trustees have signed where orders are; nil: there is no
	// such place.
	Place func(t *Trust, s order.Signed) error
	// Reached is that of [matter.Hearing].
	Reached func(word string)
}

// News is something that happened by way of the post.
type News struct {
	Kind   string // of the envelope; of an event, in the words of package hold
	Trust  *Trust
	Ticket *Ticket          // nil where it is about the trust
	By     hold.Fingerprint // who said it
	Reason string           // of an answer, a denial or a veto
}

func (k *Keeper) tell(n News) {
	if k.Tell != nil {
		k.Tell(n)
	}
}

func (k *Keeper) tx() *vault.Tx { return k.Desk.Tx }

func (k *Keeper) me() hold.Fingerprint { return hold.Fingerprint(k.Me.Public().Fingerprint()) }

func (k *Keeper) credited() int64 { return int64(k.Desk.Credited() / time.Second) }

// hearing is one ticket while it is worked on, within a transaction.
type hearing struct {
	*matter.Hearing
	k     *Keeper
	t     *Ticket
	trust *Trust
	// rewrite tells that the ticket itself changed, not only its course.
	rewrite bool
}

// hear reads a ticket with its course, to work on it. The caller ends it with
// trust.wipe.
func (k *Keeper) hear(id vault.ID) (*hearing, error) {
	t, err := ReadTicket(k.tx(), id)
	if err != nil {
		return nil, err
	}
	return k.hearing(&t)
}

func (k *Keeper) hearing(t *Ticket) (*hearing, error) {
	trust, err := readTrust(k.tx(), t.Trust)
	if err != nil {
		return nil, err
	}
	h, err := k.hearingOf(t, &trust)
	if err != nil {
		trust.wipe()
	}
	return h, err
}

// hearings are those of many tickets, to look at them one after the other. Each trust is
// read once, since to check everybody's card costs more than all else.
type hearings struct {
	k      *Keeper
	trusts map[vault.ID]*Trust
}

func (k *Keeper) hearings() hearings { return hearings{k, map[vault.ID]*Trust{}} }

// of is the hearing of a ticket, which the caller does not end.
func (hs hearings) of(t *Ticket) (*hearing, error) {
	trust := hs.trusts[t.Trust]
	if trust == nil {
		read, err := readTrust(hs.k.tx(), t.Trust)
		if err != nil {
			return nil, err
		}
		trust = &read
		hs.trusts[t.Trust] = trust
	}
	return hs.k.hearingOf(t, trust)
}

// end ends all of them.
func (hs hearings) end() {
	for _, trust := range hs.trusts {
		trust.wipe()
	}
}

func (k *Keeper) hearingOf(t *Ticket, trust *Trust) (*hearing, error) {
	c, err := readCourse(k.tx(), t)
	if err != nil {
		return nil, err
	}
	h := &hearing{k: k, t: t, trust: trust, Hearing: &matter.Hearing{
		Desk: k.Desk, Me: k.Me, Policy: t.Policy, Ways: trust.Ways, Course: c, Kind: KindEvent, Reached: k.Reached,
	}}
	if t.Deciding != nil {
		h.Ways = append(append([]matter.Way(nil), trust.Ways...), t.Deciding.Way...)
	}
	h.Facts = func(f *hold.Facts) {
		f.Confirmed = map[hold.Hash]bool{}
		for _, r := range c.Set.View().Requests {
			f.Confirmed[r.ID] = t.Deciding != nil && t.Deciding.Confirmed > 0
		}
	}
	return h, nil
}

func (h *hearing) save() error {
	if h.rewrite {
		if err := h.t.save(h.k.tx()); err != nil {
			return err
		}
		h.rewrite = false
	}
	return course(h.k.tx(), h.t.ID, h.t.Policy).Save(h.Course)
}

// State tells where a ticket stands, what its keeper's client will do by itself, and
// what its keeper may do.
func (k *Keeper) State(t *Ticket) (hold.State, error) {
	h, err := k.hearing(t)
	if err != nil {
		return hold.State{}, err
	}
	defer h.trust.wipe()
	return h.State()
}

// request is the one request of a ticket.
func (h *hearing) request() (hold.Hash, error) {
	for _, r := range h.Course.Set.View().Requests {
		return r.ID, nil
	}
	return hold.Hash{}, fmt.Errorf("%w: it asks for nothing", ErrTerms)
}

// TakeEvent takes in an event of a ticket: see [post.Handler]. It may have been signed
// by somebody else than the sender of the envelope, who only carries it.
func (k *Keeper) TakeEvent(l post.Received) error {
	u, err := hold.Parse(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	h, err := k.hear(idOf(u.UnverifiedMatter()))
	if errors.Is(err, ErrNotFound) {
		return k.takeEarly(l, u)
	}
	if err != nil {
		return err
	}
	defer h.trust.wipe()
	if l.Channel.Scope != h.t.ID && l.Channel.Scope != h.t.Trust {
		return post.Refuse(errors.New("of a ticket of other people"))
	}
	v, err := u.Verify(h.Policy)
	if err != nil {
		return post.Refuse(err)
	}
	if _, ok := v.Event().(*hold.Share); ok {
		return post.Refuse(errors.New("a share that is for somebody else"))
	}
	kept, err := h.Add(v)
	if !kept || err != nil {
		return err
	}
	if err := h.Repeat(v); err != nil {
		return err
	}
	if err := h.save(); errors.Is(err, matter.ErrFull) {
		return post.Refuse(err)
	} else if err != nil {
		return err
	}
	_, author := v.Event().About()
	k.tell(News{Kind: string(v.Event().Kind()), Trust: h.trust, Ticket: h.t, By: author, Reason: reasonOf(v.Event())})
	return nil
}

func reasonOf(e hold.Event) string {
	switch e := e.(type) {
	case *hold.Veto:
		return e.Reason
	case *hold.Deny:
		return e.Reason
	}
	return ""
}

// Due lists those of some tickets for which something is to be done after a look at
// the mail, and those of which that cannot be told: [Keeper.Advance] says why. It
// changes nothing.
func (k *Keeper) Due(all []Ticket, look post.Look) (ids []vault.ID) {
	hs := k.hearings()
	defer hs.end()
	for i := range all {
		h, err := hs.of(&all[i])
		due := err != nil
		if err == nil {
			due, err = h.due(look)
		}
		if due || err != nil {
			ids = append(ids, all[i].ID)
		}
	}
	return ids
}

// Advance does what is due for a ticket: see [Keeper.Due].
func (k *Keeper) Advance(id vault.ID, look post.Look) error {
	h, err := k.hear(id)
	if err != nil {
		return err
	}
	defer h.trust.wipe()
	if h.lapsed() {
		return h.drop()
	}
	h.Look(look)
	if _, err := h.Duties(h.do); err != nil {
		return err
	}
	return h.save()
}
