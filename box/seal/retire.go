package seal

import "coffer/box/hold"

// retires tells whether [hearing.retire] would change something.
func (h *hearing) retires(st hold.State) bool {
	return h.isOver(st) && !h.retired() && (h.Course.Over == 0 || h.k.credited() >= h.Course.Over+retireAfter)
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
	if h.Course.Over == 0 {
		h.Course.Over, h.Course.Changed = max(1, h.k.credited()), true
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
	h.m.Ways, h.Ways, h.rewrite = nil, nil, true
	return nil
}
