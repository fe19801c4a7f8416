package ticket

import (
	"crypto/subtle"
	"errors"
	"fmt"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault"
)

// decide does something for a ticket and what follows from it, and keeps it.
func (k *Keeper) decide(id vault.ID, do func(h *hearing, request hold.Hash) error) error {
	h, err := k.hear(id)
	if err != nil {
		return err
	}
	defer h.trust.wipe()
	request, err := h.request()
	if err != nil {
		return err
	}
	if err := do(h, request); err != nil {
		return err
	}
	if _, err := h.Duties(h.do); err != nil {
		return err
	}
	return h.save()
}

// Confirm types the confirmation code of a ticket at a trustee's. A wrong one is
// counted, which the caller keeps: left is how often another one may be typed, and ok
// whether this was the right one. After the last wrong one the ticket is denied here.
// Once the ticket is confirmed, a wrong one changes nothing and is not counted: the
// right one was typed. Errors: [ErrState] where there is nothing to confirm,
// [ErrClosed], [ErrOtherCode].
func (k *Keeper) Confirm(id vault.ID, code string) (ok bool, left int, err error) {
	err = k.decide(id, func(h *hearing, request hold.Hash) error {
		d := h.t.Deciding
		switch {
		case d == nil || !h.trust.accepted():
			return fmt.Errorf("%w: nothing to confirm", ErrState)
		case d.Wrong >= MaxCodes:
			return ErrClosed
		case d.Confirmed > 0:
			if ok = k.Fits(h.t, code); !ok {
				return ErrOtherCode
			}
			return nil
		case k.credited() >= h.t.Came+unconfirmedFor:
			return fmt.Errorf("%w: the days in which it could be confirmed are over", ErrState)
		}
		if err := h.may(hold.MayConfirm); err != nil {
			return err
		}
		h.rewrite = true
		if ok = k.Fits(h.t, code); ok {
			d.Confirmed = max(1, k.credited())
			h.passAnew(request)
			return h.inspect()
		}
		d.Wrong++
		if left = MaxCodes - int(d.Wrong); left > 0 {
			return nil
		}
		_, err := h.Say(&hold.Deny{Answer: h.Answer(request), Reason: "five wrong codes"})
		if errors.Is(err, hold.ErrNotNow) { // it is denied or stopped already
			return nil
		}
		return err
	})
	return ok, left, err
}

// may makes sure that the state permits a deed of a person.
func (h *hearing) may(deed hold.Deed) error {
	st, err := h.State()
	if err != nil {
		return err
	}
	for _, a := range st.May {
		if a.Deed == deed {
			return nil
		}
	}
	return fmt.Errorf("%w: %s", hold.ErrNotNow, deed)
}

// Fits tells whether a code is that of a ticket, without counting it.
func (k *Keeper) Fits(t *Ticket, code string) bool {
	want := cleanCode(Code(k.Stretch, t.Policy.Matter()))
	return subtle.ConstantTimeCompare([]byte(want), []byte(cleanCode(code))) == 1
}

// passAnew has the request passed on once more before the wait begins: who may veto
// may have forgotten it among others that nobody confirmed.
func (h *hearing) passAnew(request hold.Hash) {
	for _, who := range h.Policy.MayVeto() {
		delete(h.Course.Passed, matter.Passage{To: who, Event: request})
	}
	h.Course.Changed = true
}

// Approve is a trustee's word that the request is genuine. Errors of this and of what
// follows are [hold.ErrNotNow] where the state does not permit it, and [ErrNotFound].
func (k *Keeper) Approve(id vault.ID) error {
	return k.decide(id, func(h *hearing, request hold.Hash) error {
		if !h.trust.accepted() {
			return fmt.Errorf("%w: the share is not here any more", ErrState)
		}
		_, err := h.Say(&hold.Approve{Answer: h.Answer(request)})
		return err
	})
}

// Deny is a trustee's word that it is not, or that they give nothing; for ever.
func (k *Keeper) Deny(id vault.ID, reason string) error {
	return k.decide(id, func(h *hearing, request hold.Hash) error {
		_, err := h.Say(&hold.Deny{Answer: h.Answer(request), Reason: reason})
		return err
	})
}

// Veto stops a ticket: the owner may, and whoever watches.
func (k *Keeper) Veto(id vault.ID, reason string) error {
	return k.decide(id, func(h *hearing, request hold.Hash) error {
		_, err := h.Say(&hold.Veto{Answer: h.Answer(request), Reason: reason})
		return err
	})
}

// WaitAnew lets every wait that runs here begin anew: for a vault that was put back to
// an older copy, which has forgotten what it heard.
func (k *Keeper) WaitAnew() error {
	all, err := Tickets(k.tx())
	if err != nil {
		return err
	}
	for i := range all {
		if err := course(k.tx(), all[i].ID, all[i].Policy).WaitAnew(); err != nil {
			return err
		}
	}
	return nil
}
