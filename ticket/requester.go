package ticket

import (
	"bytes"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// Asking is a ticket as its requester keeps it, in a ticket file.
type Asking struct {
	ID vault.ID
	Pack
	Terms    Terms
	Policy   hold.Policy
	Personal string
	Ways     []matter.Way
	Since    time.Time
	// Redeemed is when it was carried out, in Unix seconds; 0: not.
	Redeemed int64
	// Ended is when this side heard that nothing is given for it any more; 0: not.
	Ended int64
	// Posts are the addresses over which it travels, as its requester wants it.
	Posts []string
	// Inspecting is what trustees ask the requester.
	Inspecting []Inspecting
	course     *matter.Course
}

type wireAsking struct {
	_          struct{} `cbor:",toarray"`
	Version    uint64
	Pack       wirePack
	Terms      Terms
	Personal   string
	Ways       []matter.Way
	Since      int64
	Redeemed   int64
	Ended      int64
	Posts      []string
	Inspecting []Inspecting
	Course     []byte
}

// Encode returns what [ParseAsking] reads.
func (a *Asking) Encode() ([]byte, error) {
	course, err := a.course.Encode()
	if err != nil {
		return nil, err
	}
	return codec.Marshal(wireAsking{
		Version: bodyVersion, Pack: a.wire(), Terms: a.Terms, Personal: a.Personal, Ways: a.Ways, Since: a.Since.Unix(),
		Redeemed: a.Redeemed, Ended: a.Ended, Posts: a.Posts, Inspecting: a.Inspecting, Course: course,
	})
}

// ParseAsking reads a ticket out of its file, whose requester is me.
func ParseAsking(data []byte, me contact.Public) (*Asking, error) {
	w, err := unmarshal(data, func(w *wireAsking) uint64 { return w.Version })
	if err != nil {
		return nil, err
	}
	a := &Asking{Terms: w.Terms, Personal: w.Personal, Ways: w.Ways, Since: time.Unix(w.Since, 0).UTC(), Redeemed: w.Redeemed,
		Ended: w.Ended, Posts: w.Posts, Inspecting: w.Inspecting}
	if a.Pack, err = w.Pack.received(); err != nil {
		return nil, err
	}
	if a.Policy, err = a.Notice.Policy(a.Terms, me); err != nil {
		return nil, err
	}
	if err := a.checkInspecting(); err != nil {
		return nil, err
	}
	if err := checkPosts(a.Posts); err != nil {
		return nil, err
	}
	a.ID = ticketID(a.Policy)
	if a.course, err = matter.Decode(w.Course, a.Policy); err != nil {
		return nil, err
	}
	again, err := a.Encode()
	if err == nil && !bytes.Equal(again, data) {
		err = ErrLetter
	}
	return a, err
}

// Requester acts for whoever asks, within one transaction of a ticket file.
type Requester struct {
	Desk    post.Desk
	Me      contact.Identity
	Asking  *Asking
	Tell    func(kind hold.Kind, by hold.Fingerprint, reason string)
	Reached func(word string)
}

// Wish is what somebody asks for.
type Wish struct {
	Kind     Kind
	Email    string
	Personal string
	Replaces hold.Hash
	Posts    []string // over which it travels
}

// Open makes a ticket and introduces it to every trustee who has a client.
func Open(d post.Desk, rand io.Reader, me contact.Identity, p Pack, w Wish) (*Asking, error) {
	if !utf8.ValidString(w.Personal) {
		return nil, fmt.Errorf("%w: what is said about the person is no text", ErrTerms)
	}
	if len(w.Personal) > MaxPersonal {
		return nil, fmt.Errorf("%w: more than %d bytes about the person", ErrTerms, MaxPersonal)
	}
	if err := checkPosts(w.Posts); err != nil {
		return nil, err
	}
	a := &Asking{Pack: p, Personal: w.Personal, Posts: w.Posts, Since: d.Now()}
	var err error
	if a.Terms, err = newTerms(p.Notice, rand, d.Now(), w); err != nil {
		return nil, err
	}
	if a.Policy, err = p.Notice.Policy(a.Terms, me.Public()); err != nil {
		return nil, err
	}
	a.ID = ticketID(a.Policy)
	if a.course, err = matter.NewCourse(a.Policy); err != nil {
		return nil, err
	}
	r := &Requester{Desk: d, Me: me, Asking: a}
	request, err := r.ask()
	if err != nil {
		return nil, err
	}
	for _, dc := range p.Notice.Deciders {
		if dc.OnPaper() {
			continue
		}
		if err := r.introduce(rand, dc, request); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// ask makes the one request.
func (r *Requester) ask() (hold.Verified, error) {
	h := r.hearing()
	e := &hold.Request{Head: h.Head(), Version: 1, ReplyKey: []byte(r.Me.Public().Recipient)}
	v, err := h.Own(e)
	if err != nil {
		return v, err
	}
	return v, r.Asking.course.Set.Add(v)
}

// introduce opens the mailboxes to a trustee and puts the ticket on their desk.
func (r *Requester) introduce(rand io.Reader, d Decider, request hold.Verified) error {
	in, err := post.NewMailbox(rand)
	if err != nil {
		return err
	}
	out, err := post.NewMailbox(rand)
	if err != nil {
		return err
	}
	who := hold.Fingerprint(d.Keys.Fingerprint())
	r.Asking.Ways = append(r.Asking.Ways, matter.Way{Peer: who, In: in, Out: out})
	ch := post.Channel{Peer: d.Keys, In: in, Out: out, Scope: r.Asking.ID, Kinds: post.OfMatter}
	if err := r.Desk.PutChannel(ch); err != nil {
		return err
	}
	body, err := codec.Marshal(opening{
		Version: bodyVersion, Personal: r.Asking.Personal, In: out, Out: in,
		Ask: ask{Version: bodyVersion, Terms: r.Asking.Terms, Requester: r.Me.Public(), Request: request.Bytes()},
	})
	if err != nil {
		return err
	}
	r.Asking.course.Passed[matter.Passage{To: who, Event: request.ID()}] = post.Slot{}
	return post.Introduce(r.Desk, rand, r.Me, d.Keys, d.Desk, in, post.Letter{Kind: KindOpen, Body: body})
}

func (r *Requester) hearing() *matter.Hearing {
	return &matter.Hearing{
		Desk: r.Desk, Me: r.Me, Policy: r.Asking.Policy, Ways: r.Asking.Ways, Course: r.Asking.course, Kind: KindEvent, Reached: r.Reached,
	}
}

// KeptUntil is until when trustees keep the ticket at least, by the clock of whoever
// opened it.
func (a *Asking) KeptUntil() time.Time {
	return a.Since.Add(time.Duration(keptFor+2*a.Policy.Grace) * time.Second)
}

// ConfirmedUntil is until when a trustee keeps it at least whose person has not typed
// the code.
func (a *Asking) ConfirmedUntil() time.Time { return a.Since.Add(unconfirmedFor * time.Second) }

// Code is the confirmation code, for the requester to tell each trustee.
func (a *Asking) Code(stretch vault.Stretch) string { return Code(stretch, a.Policy.Matter()) }

// State tells where the ticket stands, and what the requester may do.
func (r *Requester) State() (hold.State, error) { return r.hearing().State() }

// TakeEvent takes in an event of the ticket: see [post.Handler].
func (r *Requester) TakeEvent(l post.Received) error {
	u, err := hold.Parse(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	v, err := u.Verify(r.Asking.Policy)
	if err != nil {
		return post.Refuse(err)
	}
	h := r.hearing()
	if share, ok := v.Event().(*hold.Share); ok {
		if err := h.Wanted(share); err != nil {
			return post.Refuse(err)
		}
	}
	kept, err := h.Add(v)
	if !kept || err != nil {
		return err
	}
	r.noteEnd()
	if _, author := v.Event().About(); r.Tell != nil {
		r.Tell(v.Event().Kind(), author, reasonOf(v.Event()))
	}
	return nil
}

// Advance carries what one trustee says to the others.
func (r *Requester) Advance() error {
	h := r.hearing()
	_, err := h.Duties(func(a hold.Act) (bool, error) {
		if !h.Open(a) {
			return false, nil
		}
		did, known, err := h.Do(a)
		if !known && err == nil {
			err = fmt.Errorf("%w: %s", ErrState, a.Deed)
		}
		return did, err
	})
	return err
}

// Withdraw ends the ticket.
func (r *Requester) Withdraw() error {
	h := r.hearing()
	for _, q := range h.Course.Set.View().Requests {
		if _, err := h.Say(&hold.Cancel{Answer: h.Answer(q.ID)}); err != nil {
			return err
		}
	}
	r.noteEnd()
	return nil
}

// noteEnd keeps when this side heard that the ticket had ended: no event says when it
// was.
func (r *Requester) noteEnd() {
	for _, q := range r.Asking.course.Set.View().Requests {
		if r.Asking.Ended == 0 && !q.Stage.Live() {
			r.Asking.Ended = r.Desk.Now().Unix()
		}
	}
}

// Prove shows the trustees a share on paper, which counts as one that is ready: a
// signature by the share's own key. The share itself stays here. Errors are those of
// [split.Set.Verify], and [ErrState] for the share of somebody who has a client.
func (r *Requester) Prove(s split.Share) error {
	set := r.Asking.Notice.Set(r.Asking.Terms.Kind)
	if err := set.Verify(s); err != nil {
		return err
	}
	if !r.Asking.Notice.Deciders[s.Index-1].OnPaper() {
		return fmt.Errorf("%w: the share of a trustee with a client", ErrState)
	}
	h := r.hearing()
	for _, q := range h.Course.Set.View().Requests {
		author := hold.Fingerprint(set.Members[s.Index-1].Commitment)
		e := &hold.Ready{Answer: hold.Answer{Head: hold.Head{Matter: h.Policy.Matter(), Author: author}, Request: q.ID}}
		v, err := matter.Sign(h.Policy, e, s.Sign)
		if err != nil {
			return err
		}
		if _, err := h.Add(v); err != nil {
			return err
		}
	}
	return nil
}
