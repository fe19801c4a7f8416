package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/vault"
	"coffer/vault/split"
)

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
	st, err := h.State()
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
				if len(shares) == need {
					break
				}
				if s, ok := h.openShare(key, id, i+1); ok {
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
	v, there := h.Course.Set.Get(event)
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

// openSealed opens a share that was given.
func openSealed(k replyKey, sealed []byte) ([]byte, error) {
	r, err := contact.DecryptOpening(k.Opening, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, split.MaxShare+1))
}
