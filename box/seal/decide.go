package seal

import (
	"errors"
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
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

// What can keep a seal from being opened.
var (
	ErrNotHere = errors.New("has not arrived in whole")
	ErrShares  = errors.New("too few of the shares that came are genuine")
)

// Open opens a seal whose custodians have given their shares. It returns what was
// sealed and its attachments, still encrypted; the caller wipes the item. Errors,
// besides those of [Terms.Open]: [hold.ErrNotNow], [ErrNotHere], [ErrShares].
func (k *Keeper) Open(id vault.ID) (l Letter, files [][]byte, err error) {
	h, err := k.hear(id)
	if err != nil {
		return l, nil, err
	}
	defer h.m.wipe()
	st, err := h.state()
	if err != nil {
		return l, nil, err
	}
	err = fmt.Errorf("%w: open", hold.ErrNotNow)
	for _, a := range st.May {
		if a.Deed == hold.MayOpen && h.m.Receiving != nil {
			if l, files, err = h.openFile(st, a.Request); err == nil {
				k.reached(string(hold.MayOpen))
				return l, files, nil
			}
		}
	}
	return Letter{}, nil, err
}

// Opened notes that a seal was opened.
func (k *Keeper) Opened(id vault.ID) error {
	h, err := k.hear(id)
	if err != nil {
		return err
	}
	defer h.m.wipe()
	if h.m.Receiving != nil {
		h.m.Receiving.Opened, h.rewrite = k.Desk.Now().Unix(), true
	}
	return h.save()
}

func (h *hearing) openFile(st hold.State, request hold.Hash) (l Letter, files [][]byte, err error) {
	shares, err := h.shares(st, request)
	if err != nil {
		return l, nil, err
	}
	defer func() {
		for _, s := range shares {
			s.Wipe()
		}
	}()
	want, f, err := h.newest(st)
	if err != nil {
		return l, nil, err
	}
	for _, p := range f.Parcels {
		data, whole, err := h.parcel(p)
		if err != nil {
			return l, nil, err
		}
		if !whole {
			return l, nil, ErrNotHere
		}
		files = append(files, data)
	}
	from := h.m.Person(h.m.Policy.Owner.Fingerprint)
	l, err = h.m.Open(h.k.Me, from.Keys, shares, want, files[0])
	if err != nil {
		return l, nil, err
	}
	if len(l.Item.Attachments) != len(files)-1 {
		l.Item.Wipe()
		return Letter{}, nil, fmt.Errorf("%w: its attachments", ErrFile)
	}
	return l, files[1:], nil
}

// newest returns the file of the version that the sender spoke of last.
func (h *hearing) newest(st hold.State) (want Opened, f File, err error) {
	for _, f := range h.m.Receiving.Files {
		if f.Number == st.Version && h.spokenOf(f) {
			return Opened{Number: f.Number, Hash: f.Hash}, f, nil
		}
	}
	return want, f, ErrNotHere
}

// shares opens as many of the shares that answer a request as are needed, and
// leaves out what is none.
func (h *hearing) shares(st hold.State, request hold.Hash) (shares []split.Share, err error) {
	var key replyKey
	for _, k := range h.m.Receiving.keys {
		if k.Request == request {
			key = k
		}
	}
	if key.Opening.IsZero() {
		return nil, ErrShares
	}
	need := int(h.m.Policy.Threshold)
	for _, r := range st.Requests {
		if r.ID != request {
			continue
		}
		for i, c := range r.Custodians {
			for _, id := range c.Shares {
				if s, ok := h.openShare(key, id, i+1); ok && len(shares) < need {
					shares = append(shares, s)
					break
				}
			}
		}
	}
	if len(shares) < need {
		for _, s := range shares {
			s.Wipe()
		}
		return nil, ErrShares
	}
	return shares, nil
}

// openShare opens one share, which must be that of the custodian who gave it.
func (h *hearing) openShare(key replyKey, event hold.Hash, index int) (s split.Share, ok bool) {
	v, there := h.c.set.Get(event)
	given, is := v.Event().(*hold.Share)
	if !there || !is {
		return s, false
	}
	data, err := openSealed(key, given.Sealed)
	if err != nil {
		return s, false
	}
	defer vault.Wipe(data)
	if s, err = split.ParseShare(data); err != nil {
		return s, false
	}
	if s.Index != index || h.m.Set.Verify(s) != nil {
		s.Wipe()
		return s, false
	}
	return s, true
}
