package seal

import (
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/vault"
	"coffer/vault/secret"
)

// decide does something for a seal and what follows from it, and keeps it.
func (k *Keeper) decide(id vault.ID, do func(*hearing) error) error {
	h, err := k.hear(id)
	if err != nil {
		return err
	}
	defer h.m.wipe()
	h.deciding = true
	if err := do(h); err != nil {
		return err
	}
	if err := h.duties(); err != nil {
		return err
	}
	return h.save()
}

func (k *Keeper) declare(id vault.ID, e func(h *hearing) hold.Event) error {
	return k.decide(id, func(h *hearing) error {
		_, err := h.say(e(h))
		return err
	})
}

// Allow ends the wait of a request. Errors of this and of what follows are
// [hold.ErrNotNow] where the state does not permit it, and [ErrNotFound].
func (k *Keeper) Allow(id vault.ID, request hold.Hash) error {
	return k.declare(id, func(h *hearing) hold.Event { return &hold.Allow{Answer: h.answer(request)} })
}

// Veto stops a request.
func (k *Keeper) Veto(id vault.ID, request hold.Hash, reason string) error {
	return k.declare(id, func(h *hearing) hold.Event { return &hold.Veto{Answer: h.answer(request), Reason: reason} })
}

// Lift ends the wait of every later request of the newest file.
func (k *Keeper) Lift(id vault.ID) error {
	return k.declare(id, func(h *hearing) hold.Event {
		return &hold.Lift{Head: h.head(), Version: h.c.set.View().Version}
	})
}

// Withdraw ends the seal for ever.
func (k *Keeper) Withdraw(id vault.ID) error {
	return k.declare(id, func(h *hearing) hold.Event { return &hold.Withdraw{Head: h.head()} })
}

// Reopen lets a seal be asked for again that too many vetoes have closed.
func (k *Keeper) Reopen(id vault.ID) error {
	return k.declare(id, func(h *hearing) hold.Event {
		return &hold.Reopen{Head: h.head(), Era: h.c.set.View().Era + 1}
	})
}

// Update sends a newer file of what is sealed; no custodian takes part.
func (k *Keeper) Update(id vault.ID, c Content) error {
	return k.decide(id, func(h *hearing) error {
		if h.m.Sending == nil || h.retired() {
			return fmt.Errorf("%w: update", hold.ErrNotNow)
		}
		number := h.c.set.View().Version + 1
		st, err := h.state()
		if err != nil {
			return err
		}
		if err := st.Permits(&hold.Update{Head: h.head(), Version: number}); err != nil {
			return err
		}
		f, err := h.seal(number, c)
		if err != nil {
			return err
		}
		if _, err := h.say(&hold.Update{Head: h.head(), Version: number, File: f.Hash}); err != nil {
			return err
		}
		body, err := f.bytes()
		if err != nil {
			return err
		}
		_, err = h.send(h.m.Policy.Requester.Fingerprint, KindFile, body)
		return err
	})
}

// Break asks the custodians for their shares, and returns the request. What was
// lifted is named.
func (k *Keeper) Break(id vault.ID) (request hold.Hash, err error) {
	err = k.decide(id, func(h *hearing) error {
		if h.m.Receiving == nil {
			return fmt.Errorf("%w: break", hold.ErrNotNow)
		}
		st, err := h.state()
		if err != nil {
			return err
		}
		key, err := secret.NewKey(k.tx().Rand())
		if err != nil {
			return err
		}
		h.m.Receiving.keys = append(h.m.Receiving.keys, replyKey{Opening: key}) // wiped with the others
		reply, err := contact.OpeningRecipient(key)
		if err != nil {
			return err
		}
		e := &hold.Request{Head: h.head(), Era: st.Era, Version: st.Version, ReplyKey: []byte(reply)}
		for _, a := range st.May {
			if a.Deed == hold.MayBreak && len(a.Events) == 1 {
				e.Lift = a.Events[0]
			}
		}
		v, err := h.say(e)
		if err != nil {
			return err
		}
		request = v.ID()
		h.m.Receiving.keys[len(h.m.Receiving.keys)-1].Request = request
		h.rewrite = true
		return nil
	})
	return request, err
}
