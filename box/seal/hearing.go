package seal

import (
	"errors"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// hearing is one seal while it is worked on, within a transaction.
type hearing struct {
	*matter.Hearing
	k *Keeper
	m *Matter
	// rewrite tells that the seal itself changed, not only its course.
	rewrite bool
	// deciding tells that what is done follows from a decision that is not kept
	// yet: nothing is destroyed because of it.
	deciding bool
}

func (k *Keeper) hearing(m *Matter, c *matter.Course) *hearing {
	h := &hearing{k: k, m: m, Hearing: &matter.Hearing{
		Desk: k.Desk, Me: k.Me, Policy: m.Policy, Ways: m.Ways, Course: c, Kind: KindEvent, Reached: k.Reached,
	}}
	h.Facts = func(f *hold.Facts) { f.Date = h.date() }
	return h
}

func (h *hearing) save() error {
	if h.rewrite {
		if err := h.m.save(h.k.tx()); err != nil {
			return err
		}
		h.rewrite = false
	}
	return course(h.k.tx(), h.m.ID, h.m.Policy).Save(h.Course)
}

// date tells how far the last date of the policy is.
func (h *hearing) date() hold.Date {
	end := codec.Moment(uint64(h.m.Policy.NotAfter))
	switch {
	case end.IsZero() || h.k.Desk.Now().Before(end):
		return hold.NotYet
	case h.k.tx().Reached(end):
		return hold.Reached
	}
	return hold.Said
}

// take takes in an event that came.
func (h *hearing) take(v hold.Verified) error {
	if _, there := h.Course.Set.Get(v.ID()); there {
		return nil
	}
	if share, ok := v.Event().(*hold.Share); ok {
		if h.m.Receiving == nil {
			return post.Refuse(errShareOfOthers)
		}
		if err := h.Wanted(share); err != nil {
			return post.Refuse(err)
		}
	}
	if kept, err := h.Add(v); !kept || err != nil {
		return err
	}
	if err := h.Repeat(v); err != nil {
		return err
	}
	if err := h.save(); errors.Is(err, ErrFull) {
		return post.Refuse(err)
	} else if err != nil {
		return err
	}
	_, author := v.Event().About()
	news := News{Matter: h.m, Kind: string(v.Event().Kind()), By: author}
	if veto, ok := v.Event().(*hold.Veto); ok {
		news.Reason = veto.Reason
	}
	h.k.tell(news)
	return nil
}

var errShareOfOthers = errors.New("a share that is for somebody else")

// share reads the share that is kept here; false when it is gone.
func (h *hearing) share() (share []byte, there bool, err error) {
	share, err = h.k.Shares.Get(h.m.ID)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, false, nil
	}
	return share, err == nil, err
}
