package seal

import (
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
)

// duties does what must be done, one thing after the other: each may lead to
// another one.
func (h *hearing) duties() error {
	for range maxDuties {
		st, err := h.state()
		if err != nil {
			return err
		}
		did := false
		for _, a := range st.Must {
			if did, err = h.do(a); err != nil {
				return fmt.Errorf("%s: %w", a.Deed.Sentence(), err)
			}
			if did {
				h.k.reached(string(a.Deed))
				break
			}
		}
		if !did {
			if err := h.sayHere(); err != nil {
				return err
			}
			if err := h.retire(st); err != nil {
				return err
			}
			return h.tidy()
		}
	}
	return fmt.Errorf("%w: the duties of a seal come to no end", ErrBound)
}

// due tells whether [Keeper.Advance] would change something.
func (h *hearing) due(l post.Look) (bool, error) {
	h.look(l)
	st, err := h.state()
	if err != nil || h.c.changed {
		return h.c.changed, err
	}
	for _, a := range st.Must {
		open, err := h.open(a)
		if open || err != nil {
			return open, err
		}
	}
	if due, err := h.hereDue(); due || err != nil {
		return due, err
	}
	older, err := h.outdated()
	return h.retires(st) || len(older) > 0, err
}

// open tells whether something that must be done is not done yet. What was said
// shows in the events; what was carried, and what was deleted, does not.
func (h *hearing) open(a hold.Act) (bool, error) {
	if h.retired() {
		return false, nil
	}
	switch a.Deed {
	case hold.Forward:
		return h.unpassed(a.To, []hold.Hash{a.Request}), nil
	case hold.Carry:
		return h.unpassed(a.To, a.Events), nil
	case hold.DeleteFile:
		return h.hasFiles()
	case hold.Destroy:
		return !h.deciding, nil
	case hold.GiveShare:
		if _, ok := h.replyTo(a.Request); !ok {
			return false, nil
		}
		share, there, err := h.share()
		vault.Wipe(share)
		return there, err
	}
	return true, nil
}

// replyTo is whom a share is encrypted to; false where that is nobody, which is
// the requester's own doing.
func (h *hearing) replyTo(request hold.Hash) (to contact.Public, ok bool) {
	v, _ := h.c.set.Get(request)
	asked, ok := v.Event().(*hold.Request)
	if !ok {
		return to, false
	}
	to = contact.Public{Recipient: string(asked.ReplyKey)}
	_, err := to.Wrap(nil)
	return to, err == nil
}

func (h *hearing) unpassed(to []hold.Fingerprint, events []hold.Hash) bool {
	for _, who := range to {
		for _, e := range events {
			if _, did := h.c.passed[passage{who, e}]; !did {
				return true
			}
		}
	}
	return false
}

// do does one thing, and tells whether that changed anything.
func (h *hearing) do(a hold.Act) (did bool, err error) {
	if open, err := h.open(a); !open || err != nil {
		return false, err
	}
	now := h.k.Desk.Now().Unix()
	due := now + h.m.Policy.Grace
	switch a.Deed {
	case hold.Forward:
		return h.carry(a.To, []hold.Hash{a.Request})
	case hold.Carry:
		return h.carry(a.To, a.Events)
	case hold.SaySeen:
		_, err = h.say(&hold.Seen{Answer: h.answer(a.Request), At: now, Due: due})
	case hold.SayAgain:
		_, err = h.say(&hold.Again{Answer: h.answer(a.Request), At: now, Due: due})
	case hold.SayReady:
		_, err = h.say(&hold.Ready{Answer: h.answer(a.Request)})
	case hold.Acknowledge:
		_, err = h.say(&hold.Known{Answer: h.answer(a.Request)})
	case hold.GiveShare:
		return h.give(a)
	case hold.Destroy:
		if err = h.k.Shares.Destroy(h.m.ID); err == nil {
			_, err = h.say(&hold.Gone{Head: h.head()})
		}
	case hold.DeleteFile:
		return true, h.dropAll()
	}
	return err == nil, err
}

// carry passes events on as they are.
func (h *hearing) carry(to []hold.Fingerprint, events []hold.Hash) (did bool, err error) {
	for _, who := range to {
		for _, id := range events {
			v, ok := h.c.set.Get(id)
			if !ok {
				continue
			}
			passed, err := h.pass(v, who)
			if err != nil {
				return did, err
			}
			did = did || passed
		}
	}
	return did, nil
}

// give encrypts the share to the key of the request.
func (h *hearing) give(a hold.Act) (did bool, err error) {
	share, there, err := h.share()
	if err != nil || !there {
		return false, err
	}
	defer vault.Wipe(share)
	to, _ := h.replyTo(a.Request)
	sealed, err := to.Wrap(share)
	if err != nil {
		return false, err
	}
	_, err = h.say(&hold.Share{Answer: h.answer(a.Request), Against: a.Events, Sealed: sealed})
	return err == nil, err
}
