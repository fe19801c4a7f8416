package vault

// What is about other people, whom to trust, what to leave, who witnesses, and what is gone for good lies in box 0 under the
// core key alone: whoever has the companion root neither reads nor writes it.

// coreAlone tells whether the records of a space stand in the core tier of box 0
// and nowhere else.
func (s Space) coreAlone() bool {
	return s == Contacts || s == Circles || s == Mail || s == Seals || s == Tickets || s == Ignored || s == Deleted || s == Witness
}

// decides tells whether a record of a space decides beyond itself: an older one
// brought back would unblock somebody, trust a key again, or repeat a message.
func (s Space) decides() bool { return s.twin() || s.coreAlone() }

// allows tells whether a space may have records in a tier of a box.
func (s Space) allows(box ID, t Tier) bool {
	return !s.coreAlone() || box == BoxZero && t == Core
}

// checkAlone makes sure that a space has no record where it may have none.
func (tx *Tx) checkAlone(box ID, s Space, t Tier) error {
	n, err := tx.Count(box, s, t)
	if err == nil && n > 0 && !s.allows(box, t) {
		err = damaged("records where there may be none")
	}
	return err
}
