package seal

import (
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
)

// duties does what must be done, and then what nobody's rights depend on.
func (h *hearing) duties() error {
	st, err := h.Duties(h.do)
	if err != nil {
		return err
	}
	if err := h.sayHere(); err != nil {
		return err
	}
	if err := h.retire(st); err != nil {
		return err
	}
	return h.tidy()
}

// due tells whether [Keeper.Advance] would change something.
func (h *hearing) due(l post.Look) (bool, error) {
	h.Look(l)
	st, err := h.State()
	if err != nil || h.Course.Changed {
		return h.Course.Changed, err
	}
	if due, err := matter.Due(st, h.open); due || err != nil {
		return due, err
	}
	if due, err := h.hereDue(); due || err != nil {
		return due, err
	}
	older, err := h.outdated()
	return h.retires(st) || len(older) > 0, err
}

// open tells whether something that must be done is not done yet.
func (h *hearing) open(a hold.Act) (bool, error) {
	if h.retired() {
		return false, nil
	}
	switch a.Deed {
	case hold.DeleteFile:
		return h.hasFiles()
	case hold.Destroy:
		return !h.deciding, nil
	case hold.GiveShare:
		if _, ok := h.ReplyTo(a.Request); !ok {
			return false, nil
		}
		share, there, err := h.share()
		vault.Wipe(share)
		return there, err
	}
	return h.Open(a), nil
}

// do does one thing, and tells whether that changed anything.
func (h *hearing) do(a hold.Act) (did bool, err error) {
	if open, err := h.open(a); !open || err != nil {
		return false, err
	}
	if did, known, err := h.Do(a); known || err != nil {
		return did, err
	}
	switch a.Deed {
	case hold.GiveShare:
		return h.give(a)
	case hold.Destroy:
		if err = h.k.Shares.Destroy(h.m.ID); err == nil {
			_, err = h.Say(&hold.Gone{Head: h.Head()})
		}
	case hold.DeleteFile:
		return true, h.dropAll()
	}
	return err == nil, err
}

// give encrypts the share to the key of the request.
func (h *hearing) give(a hold.Act) (did bool, err error) {
	share, there, err := h.share()
	if err != nil || !there {
		return false, err
	}
	defer vault.Wipe(share)
	return h.Give(a, share)
}
