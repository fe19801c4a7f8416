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
		_, err := h.Say(e(h))
		return err
	})
}

// Allow ends the wait of a request. Errors of this and of what follows are
// [hold.ErrNotNow] where the state does not permit it, and [ErrNotFound].
func (k *Keeper) Allow(id vault.ID, request hold.Hash) error {
	return k.declare(id, func(h *hearing) hold.Event { return &hold.Allow{Answer: h.Answer(request)} })
}

// Veto stops a request.
func (k *Keeper) Veto(id vault.ID, request hold.Hash, reason string) error {
	return k.declare(id, func(h *hearing) hold.Event { return &hold.Veto{Answer: h.Answer(request), Reason: reason} })
}

// Lift ends the wait of every later request of the newest file.
func (k *Keeper) Lift(id vault.ID) error {
	return k.declare(id, func(h *hearing) hold.Event {
		return &hold.Lift{Head: h.Head(), Version: h.Course.Set.View().Version}
	})
}

// Withdraw ends the seal for ever.
func (k *Keeper) Withdraw(id vault.ID) error {
	return k.declare(id, func(h *hearing) hold.Event { return &hold.Withdraw{Head: h.Head()} })
}

// Reopen lets a seal be asked for again that too many vetoes have closed.
func (k *Keeper) Reopen(id vault.ID) error {
	return k.declare(id, func(h *hearing) hold.Event {
		return &hold.Reopen{Head: h.Head(), Era: h.Course.Set.View().Era + 1}
	})
}

// Update sends a newer file of what is sealed; no custodian takes part.
func (k *Keeper) Update(id vault.ID, c Content) error {
	return k.decide(id, func(h *hearing) error {
		if h.m.Sending == nil || h.retired() {
			return fmt.Errorf("%w: update", hold.ErrNotNow)
		}
		number := h.Course.Set.View().Version + 1
		st, err := h.State()
		if err != nil {
			return err
		}
		if err := st.Permits(&hold.Update{Head: h.Head(), Version: number}); err != nil {
			return err
		}
		f, err := h.seal(number, c)
		if err != nil {
			return err
		}
		if _, err := h.Say(&hold.Update{Head: h.Head(), Version: number, File: f.Hash}); err != nil {
			return err
		}
		body, err := f.bytes()
		if err != nil {
			return err
		}
		_, err = h.Send(h.m.Policy.Requester.Fingerprint, KindFile, body)
		return err
	})
}

// Break asks the custodians for their shares, and returns the request. What was
// lifted is named.
func (k *Keeper) Break(id vault.ID) (request hold.Hash, err error) {
	err = k.decide(id, func(h *hearing) error {
		if h.m.Receiving == nil || h.retired() {
			return fmt.Errorf("%w: break", hold.ErrNotNow)
		}
		st, err := h.State()
		if err != nil {
			return err
		}
		for _, a := range st.May {
			if a.Deed == hold.MayBreak {
				request, err = h.ask(st, a)
				return err
			}
		}
		return fmt.Errorf("%w: break", hold.ErrNotNow)
	})
	return request, err
}

// AskAgain sends the request that is under way, in the same words, to those who
// have given no share: a vault that was set back may have forgotten it.
func (k *Keeper) AskAgain(id vault.ID) (request hold.Hash, err error) {
	err = k.decide(id, func(h *hearing) error {
		if h.m.Receiving == nil || h.retired() {
			return fmt.Errorf("%w: ask again", hold.ErrNotNow)
		}
		st, err := h.State()
		if err != nil {
			return err
		}
		request, err = h.askAgain(st)
		return err
	})
	return request, err
}

// ask makes a request, with a key of its own for the answers.
func (h *hearing) ask(st hold.State, a hold.Act) (request hold.Hash, err error) {
	key, err := secret.NewKey(h.k.tx().Rand())
	if err != nil {
		return request, err
	}
	h.m.Receiving.keys = append(h.m.Receiving.keys, replyKey{Opening: key}) // wiped with the others
	reply, err := contact.OpeningRecipient(key)
	if err != nil {
		return request, err
	}
	e := &hold.Request{Head: h.Head(), Era: st.Era, Version: st.Version, ReplyKey: []byte(reply)}
	if len(a.Events) == 1 {
		e.Lift = a.Events[0]
	}
	v, err := h.Say(e)
	if err != nil {
		return request, err
	}
	h.m.Receiving.keys[len(h.m.Receiving.keys)-1].Request, h.rewrite = v.ID(), true
	return v.ID(), nil
}

// askAgain sends the request that is under way once more.
func (h *hearing) askAgain(st hold.State) (request hold.Hash, err error) {
	err = fmt.Errorf("%w: ask again", hold.ErrNotNow)
	for _, r := range st.Requests {
		v, ok := h.Course.Set.Get(r.ID)
		if !ok || !r.Stage.Live() || r.Stage == hold.Released {
			continue
		}
		for _, c := range r.Custodians {
			if len(c.Shares) > 0 {
				continue
			}
			for p := range h.Course.Passed { // what speaks for it is carried again, too
				if p.To == c.Who {
					delete(h.Course.Passed, p)
				}
			}
			if _, err := h.Pass(v, c.Who); err != nil {
				return request, err
			}
		}
		request, err = r.ID, nil
	}
	return request, err
}
