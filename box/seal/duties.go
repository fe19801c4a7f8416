package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/split"
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
	older, err := h.outdated()
	return h.retires(st) || len(older) > 0, err
}

// retires tells whether [hearing.retire] would change something.
func (h *hearing) retires(st hold.State) bool {
	return h.isOver(st) && !h.retired() && (h.c.over == 0 || h.k.credited() >= h.c.over+retireAfter)
}

// isOver tells that no custodian has a share any more: nothing is said after that.
func (h *hearing) isOver(st hold.State) bool { return len(st.Gone) == len(h.m.Policy.Custodians) }

// retired tells that the mailboxes of a seal are closed.
func (h *hearing) retired() bool { return len(h.m.Ways) == 0 }

// retire closes the mailboxes of a seal that has long been over, so that nobody
// looks into them for ever. Until then what was lost on its way can be sent again.
func (h *hearing) retire(st hold.State) error {
	if !h.retires(st) {
		return nil
	}
	if h.c.over == 0 {
		h.c.over, h.c.changed = max(1, h.k.credited()), true
		return nil
	}
	if h.m.Receiving != nil {
		if err := h.dropAll(); err != nil {
			return err
		}
	}
	for _, w := range h.m.Ways {
		if err := h.k.Desk.DropChannel(w.In); err != nil {
			return err
		}
	}
	h.m.Ways, h.rewrite = nil, true
	return nil
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
	_, err := encrypt(to, nil)
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
	sealed, err := encrypt(to, share)
	if err != nil {
		return false, err
	}
	_, err = h.say(&hold.Share{Answer: h.answer(a.Request), Against: a.Events, Sealed: sealed})
	return err == nil, err
}

// dropFiles deletes sealed files that came.
func (h *hearing) dropFiles(files []File) error {
	kept := without(h.m.Receiving.Files, files)
	for _, f := range files {
		if err := h.dropParcels(f, kept); err != nil {
			return err
		}
	}
	h.m.Receiving.Files, h.rewrite = kept, true
	return nil
}

// dropParcels deletes what came of a file, but for what others name, too.
func (h *hearing) dropParcels(f File, kept []File) error {
	w, ok := h.m.way(h.m.Policy.Owner.Fingerprint)
	if !ok {
		return ErrTerms
	}
	for _, p := range f.Parcels {
		named := slices.ContainsFunc(kept, func(f File) bool {
			return slices.ContainsFunc(f.Parcels, func(q post.Parcel) bool { return q.ID == p.ID })
		})
		if named {
			continue
		}
		if err := post.DropParcel(h.k.Desk, w.In, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// hasFiles tells whether something that is sealed is here, and be it a part whose
// file is not known.
func (h *hearing) hasFiles() (bool, error) {
	if h.m.Receiving == nil {
		return false, nil
	}
	w, _ := h.m.way(h.m.Policy.Owner.Fingerprint)
	parcels, err := h.k.Desk.Arriving(w.In)
	return len(h.m.Receiving.Files)+len(parcels) > 0, err
}

// dropAll deletes everything that is sealed.
func (h *hearing) dropAll() error {
	if err := h.dropFiles(h.m.Receiving.Files); err != nil {
		return err
	}
	w, _ := h.m.way(h.m.Policy.Owner.Fingerprint)
	parcels, err := h.k.Desk.Arriving(w.In)
	for _, p := range parcels {
		err = errors.Join(err, post.DropParcel(h.k.Desk, w.In, p.ID))
	}
	return err
}

// tidy drops what no longer counts.
func (h *hearing) tidy() error {
	older, err := h.outdated()
	if err != nil || len(older) == 0 {
		return err
	}
	return h.dropFiles(older)
}

// outdated lists the files before the newest one that is here in whole and that
// the sender has spoken of.
func (h *hearing) outdated() ([]File, error) {
	if h.m.Receiving == nil {
		return nil, nil
	}
	files := h.m.Receiving.Files
	for i := len(files) - 1; i > 0; i-- {
		if !h.spokenOf(files[i]) {
			continue
		}
		whole, err := h.whole(files[i])
		if err != nil {
			return nil, err
		}
		if whole {
			return files[:i:i], nil
		}
	}
	return nil, nil
}

// spokenOf tells whether the sender has named a file. The first one stands in the
// offer.
func (h *hearing) spokenOf(f File) bool {
	if f.Number == 1 {
		return true
	}
	return slices.ContainsFunc(h.c.set.Events(), func(v hold.Verified) bool {
		u, ok := v.Event().(*hold.Update)
		return ok && u.Version == f.Number && u.File == f.Hash
	})
}

// whole tells whether all of a file is here. What is damaged is not.
func (h *hearing) whole(f File) (bool, error) {
	for _, p := range f.Parcels {
		data, whole, err := h.parcel(p)
		vault.Wipe(data)
		if errors.Is(err, post.ErrDamaged) {
			return false, nil
		}
		if !whole || err != nil {
			return false, err
		}
	}
	return true, nil
}

// parcel reads something that the sender sent over the channel of the seal.
func (h *hearing) parcel(p post.Parcel) (data []byte, whole bool, err error) {
	w, ok := h.m.way(h.m.Policy.Owner.Fingerprint)
	if !ok {
		return nil, false, ErrTerms
	}
	return post.ReadParcel(h.k.Desk, w.In, p)
}

// without returns the files that are not among some others.
func without(files, drop []File) (kept []File) {
	for _, f := range files {
		gone := false
		for _, d := range drop {
			gone = gone || d.Number == f.Number && d.Hash == f.Hash
		}
		if !gone {
			kept = append(kept, f)
		}
	}
	return kept
}

// seconds64 is a length of time in whole seconds.
func seconds64(d time.Duration) int64 { return int64(d / time.Second) }

// openSealed opens a share that was given.
func openSealed(k replyKey, sealed []byte) ([]byte, error) {
	r, err := contact.DecryptOpening(k.Opening, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, split.MaxShare+1))
}
