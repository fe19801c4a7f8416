package ticket

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"coffer/box/hold"
	"coffer/vault"
	"coffer/vault/split"
)

// answers are what trustees gave, opened.
type answers struct {
	shares []split.Share  // for recover and reset
	orders map[int][]byte // signatures by share number, for an order
	bad    []NotGenuine
}

// NotGenuine is what somebody gave that is not what they had to give: their client was
// changed, or what it keeps is damaged.
type NotGenuine struct {
	By  hold.Fingerprint
	Why string
}

// Answers opens what trustees gave, and leaves out what is not genuine: shares for
// recover and reset, which the caller wipes; signatures by share number for an order.
func (r *Requester) Answers() (shares []split.Share, orders map[int][]byte) {
	a := r.answers()
	return a.shares, a.orders
}

// NotGenuine lists those who gave nothing that is genuine, each once: their share is
// missing, whatever they said, also where there are enough without it.
func (r *Requester) NotGenuine() (some []NotGenuine) {
	a := r.answers()
	done := map[hold.Fingerprint]bool{}
	for _, s := range a.shares {
		done[r.decider(s.Index)] = true
		s.Wipe()
	}
	for index := range a.orders {
		done[r.decider(index)] = true
	}
	for _, b := range a.bad {
		if !done[b.By] {
			done[b.By] = true
			some = append(some, b)
		}
	}
	return some
}

// decider is who has the share of a number.
func (r *Requester) decider(index int) hold.Fingerprint {
	return hold.Fingerprint(r.Asking.Notice.Deciders[index-1].Keys.Fingerprint())
}

func (r *Requester) answers() answers {
	a := answers{orders: map[int][]byte{}}
	for _, v := range r.Asking.course.Set.Events() {
		e, ok := v.Event().(*hold.Share)
		if !ok {
			continue
		}
		if err := r.answer(&a, e); err != nil {
			a.bad = append(a.bad, NotGenuine{By: e.Author, Why: err.Error()})
		}
	}
	return a
}

// What is wrong with an answer. None of it is quoted: it may hold a share.
var (
	errUnreadable = errors.New("it cannot be decrypted, or is too long")
	errNoShare    = errors.New("it is no share")
	errNotTheirs  = errors.New("it is the share of another trustee")
	errAltered    = errors.New("it does not fit the trust: it was altered, or is of another vault or generation")
	errNoOrder    = errors.New("it is not their signature of this order")
)

// answer takes in what one trustee gave.
func (r *Requester) answer(a *answers, e *hold.Share) error {
	index := r.Asking.Notice.Index(e.Author) + 1
	data, err := r.open(e.Sealed)
	if err != nil {
		return errUnreadable
	}
	defer vault.Wipe(data)
	if r.Asking.Terms.Kind.IsOrder() {
		if !orderSigned(r.Asking, index, data) {
			return errNoOrder
		}
		a.orders[index] = bytes.Clone(data)
		return nil
	}
	s, err := split.ParseShare(data)
	if err != nil {
		return errNoShare
	}
	if slices.ContainsFunc(a.shares, func(o split.Share) bool { return o.Index == s.Index }) && s.Index == index {
		s.Wipe()
		return nil
	}
	return a.add(r.Asking.Notice.Set(r.Asking.Terms.Kind), s, index)
}

// add keeps a share that is genuine, and wipes any other one.
func (a *answers) add(set *split.Set, s split.Share, index int) error {
	err := errNotTheirs
	if s.Index == index {
		if err = nil; set.Verify(s) != nil {
			err = errAltered
		}
	}
	if err != nil {
		s.Wipe()
		return err
	}
	a.shares = append(a.shares, s)
	return nil
}

// open decrypts what was given to the requester.
func (r *Requester) open(sealed []byte) ([]byte, error) {
	plain, err := r.Me.Decrypt(bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(plain, maxAnswer+1))
	if err == nil && len(data) > maxAnswer {
		err = errUnreadable
	}
	return data, err
}
