package seal

import "coffer/box/hold"

// A vault that is put back to an older copy has forgotten what it had heard and
// acknowledged: a veto, perhaps. Two things keep that from releasing anything. Once
// its owner takes the older file, every wait that runs there begins anew, and says
// so to the sender; and a sender who hears that a custodian goes on with what was
// stopped says once more what stopped it.

// WaitAnew lets every wait that runs here begin anew: for a vault that was put back.
func (k *Keeper) WaitAnew() error {
	all, err := Matters(k.tx())
	if err != nil {
		return err
	}
	for i := range all {
		c, err := readCourse(k.tx(), &all[i])
		if err != nil {
			return err
		}
		if len(c.begun) == 0 {
			continue
		}
		clear(c.begun)
		c.changed = true
		if err := c.save(k.tx(), all[i].ID); err != nil {
			return err
		}
	}
	return nil
}

// repeat says once more to a custodian what stopped the request that it goes on
// with, if this client stopped it.
func (h *hearing) repeat(said hold.Verified) error {
	var request hold.Hash
	switch e := said.Event().(type) {
	case *hold.Seen:
		request = e.Request
	case *hold.Again:
		request = e.Request
	case *hold.Ready:
		request = e.Request
	}
	if request == (hold.Hash{}) || h.retired() {
		return nil
	}
	_, custodian := said.Event().About()
	for _, v := range h.c.set.Events() {
		_, author := v.Event().About()
		veto, vetoes := v.Event().(*hold.Veto)
		_, withdraws := v.Event().(*hold.Withdraw)
		if author != h.k.me() || !withdraws && (!vetoes || veto.Request != request) {
			continue
		}
		delete(h.c.passed, passage{custodian, v.ID()})
		if _, err := h.pass(v, custodian); err != nil {
			return err
		}
	}
	return nil
}
