package matter

import (
	"errors"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
)

// Pass sends an event to somebody, once.
func (h *Hearing) Pass(v hold.Verified, to hold.Fingerprint) (did bool, err error) {
	p := Passage{to, v.ID()}
	if _, did := h.Course.Passed[p]; did {
		return false, nil
	}
	slot, err := h.Send(to, h.Kind, v.Bytes())
	if err != nil {
		return false, err
	}
	h.Course.Passed[p], h.Course.Changed = slot, true
	return true, nil
}

// PassAgain sends an event to somebody who may have forgotten it; not as long as it has
// yet to leave, so that whoever asks for it many times gets it once.
func (h *Hearing) PassAgain(v hold.Verified, to hold.Fingerprint) error {
	p := Passage{to, v.ID()}
	if slot, did := h.Course.Passed[p]; did {
		left, err := post.Left(h.Desk, slot)
		if err != nil && !errors.Is(err, vault.ErrNotFound) || err == nil && !left {
			return err
		}
	}
	delete(h.Course.Passed, p)
	_, err := h.Pass(v, to)
	return err
}

// Carry passes events on as they are.
func (h *Hearing) Carry(to []hold.Fingerprint, events []hold.Hash) (did bool, err error) {
	for _, p := range h.lacking(to, events) {
		v, ok := h.Course.Set.Get(p.Event)
		if !ok {
			continue
		}
		passed, err := h.Pass(v, p.To)
		if err != nil {
			return did, err
		}
		did = did || passed
	}
	return did, nil
}

// Unpassed tells whether there is something of some events to pass to some people.
func (h *Hearing) Unpassed(to []hold.Fingerprint, events []hold.Hash) bool {
	return len(h.lacking(to, events)) > 0
}

// lacking lists which of some events were not passed to which of some people. Where one
// of an author is enough, whoever was passed one lacks no other: else an author who says
// the same in many ways would have everybody carry all of them to everybody.
func (h *Hearing) lacking(to []hold.Fingerprint, events []hold.Hash) (all []Passage) {
	has := map[word]bool{}
	for p := range h.Course.Passed {
		if w, ok := h.word(p); ok {
			has[w] = true
		}
	}
	for _, who := range to {
		for _, id := range events {
			p := Passage{who, id}
			w, once := h.word(p)
			if _, did := h.Course.Passed[p]; did || once && has[w] {
				continue
			}
			has[w] = once
			all = append(all, p)
		}
	}
	return all
}

// word is what somebody is told once, by whom it was said.
type word struct {
	to, author hold.Fingerprint
	kind       hold.Kind
}

// word tells what is passed, if that is something that is said once.
func (h *Hearing) word(p Passage) (w word, once bool) {
	v, ok := h.Course.Set.Get(p.Event)
	if !ok || !h.Policy.Once(v.Event().Kind()) {
		return w, false
	}
	_, author := v.Event().About()
	return word{p.To, author, v.Event().Kind()}, true
}
