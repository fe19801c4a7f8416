package vault

import "encoding/binary"

// ForgetEntries takes out what those entries of the log say that which chooses, now, and
// returns how many went; their leaves stay, as with [Tx.ThinLog]. What waits to be recorded is
// recorded before, and looked at with the rest. A rewrite is owed from then on. The log is
// verified before anything goes: a [DamagedError] where it is not what was recorded.
func (tx *Tx) ForgetEntries(which func(*Entry) bool) (gone int, err error) {
	if !tx.write {
		return 0, ErrReadOnly
	}
	if err := tx.fold(); err != nil {
		return 0, err
	}
	keys, err := tx.Keys(BoxZero, Events, Companion)
	if err != nil {
		return 0, err
	}
	var over []uint64
	for _, k := range keys {
		e, err := tx.Entry(binary.BigEndian.Uint64(k.ID[8:]))
		if err != nil {
			return 0, err
		}
		if which(&e) {
			over = append(over, e.Number)
		}
	}
	if len(over) > 0 {
		tx.OweRewrite()
	}
	return len(over), tx.takeOut(over)
}
