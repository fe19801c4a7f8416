package vault

import (
	"crypto/hmac"
	"io"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// The vault keeps the keys of its recovery slots, under core, so that a rekey can
// wrap the new roots under them without asking the trustees. They say as well
// which recovery slots are the owner's: whoever has the companion root alone could
// make the slot MAC of that tier fit a slot of their own.

// recoveryKeys is the record of them, in the order: the one that opens both tiers,
// the one of the companion tier. There is none where there are no such slots.
type recoveryKeys struct {
	_    struct{} `cbor:",toarray"`
	Keys []recoveryKey
}

type recoveryKey struct {
	_    struct{} `cbor:",toarray"`
	Slot ID
	Core bool
	Key  [keySize]byte
}

// recoveryPlace is written by the methods here alone.
var recoveryPlace = place{BoxZero, Tickets, Key{}, Core}

func parseRecoveryKeys(b []byte) (recoveryKeys, error) {
	var r recoveryKeys
	err := codec.UnmarshalCanonical(b, &r)
	ordered := len(r.Keys) == 1 || len(r.Keys) == 2 && r.Keys[0].Core && !r.Keys[1].Core && r.Keys[0].Slot != r.Keys[1].Slot
	if err != nil || !ordered {
		r.wipe()
		return recoveryKeys{}, damaged("the keys of the recovery slots")
	}
	return r, nil
}

func (r *recoveryKeys) wipe() {
	for i := range r.Keys {
		Wipe(r.Keys[i].Key[:])
	}
}

// recoveryKeys reads the record; the caller wipes what comes. It is checked
// against the slots and not against the set of its space: what else lies in there
// must not keep the owner from unlocking.
func (tx *Tx) recoveryKeys() (recoveryKeys, error) {
	v, err := tx.raw(bucketName(BoxZero, Tickets), recoveryPlace.bytes())
	if v == nil || err != nil {
		return recoveryKeys{}, err
	}
	key, err := tx.boxKey(BoxZero, Core)
	if err != nil {
		return recoveryKeys{}, err
	}
	plain, out, err := tx.open(key, recoveryPlace, v, nil)
	defer Wipe(out)
	if err != nil {
		return recoveryKeys{}, err
	}
	return parseRecoveryKeys(plain)
}

// checkRecovery makes sure that the recovery slots are those whose keys are kept,
// and that each is opened by its key. Without the core tier there is nothing to
// compare with.
func (tx *Tx) checkRecovery(slots []*slot) error {
	if !tx.HasCore() {
		return nil
	}
	known, err := tx.recoveryKeys()
	if err != nil {
		return err
	}
	defer known.wipe()
	n := 0
	for _, s := range slots {
		if s.Kind != RecoverySlot {
			continue
		}
		if !known.fits(tx.v, s) {
			return damaged("a recovery slot is none of the owner's")
		}
		n++
	}
	if n != len(known.Keys) {
		return damaged("a recovery slot is missing")
	}
	return nil
}

// fits tells whether the key that is kept for a slot opens it and finds the
// vault's roots.
func (r *recoveryKeys) fits(v *Vault, s *slot) bool {
	for _, k := range r.Keys {
		if k.Slot == s.ID && k.Core == s.Core {
			return s.opensWith(v.id, v.roots, k.Key[:])
		}
	}
	return false
}

func (s *slot) opensWith(vault ID, want *roots, recovery []byte) bool {
	r, err := s.openRecovery(vault, recovery)
	if err != nil {
		return false
	}
	defer r.free()
	from := 0
	if !s.Core {
		from = keySize
	}
	return hmac.Equal(r.page.Bytes()[from:], want.page.Bytes()[from:])
}

func (s *slot) openRecovery(vault ID, recovery []byte) (*roots, error) {
	key := derive(recovery, "slot "+string(RecoverySlot))
	defer Wipe(key)
	return s.open(vault, key)
}

// SetRecovery puts two recovery slots in the place of all that there are: one that
// core opens, for both tiers, and one that companion opens, for that tier alone.
// The vault keeps both keys under core, so that [Vault.Rekey] keeps the slots;
// nobody reads them back. [ErrRecoveryKey] for keys that are missing or the same.
//
// Former slots stay in old pages, so that the vault owes a rewrite, and open every
// copy made before: who takes power from trustees gives the vault new roots as
// well, and calls this in the function that goes with [Vault.Rekey]. Sessions stay
// as they are; what depends on [Vault.SlotsMark] is made anew.
func (tx *Tx) SetRecovery(core, companion secret.Key) error {
	if core.IsZero() || companion.IsZero() || core.Equal(companion) {
		return ErrRecoveryKey
	}
	if !tx.write {
		return ErrReadOnly
	}
	keys := recoveryKeys{Keys: []recoveryKey{{Core: true}, {}}}
	defer keys.wipe()
	copy(keys.Keys[0].Key[:], core.Bytes())
	copy(keys.Keys[1].Key[:], companion.Bytes())
	return tx.renewRecovery(keys)
}

// DropRecovery removes the recovery slots and forgets their keys; see
// [Tx.SetRecovery] for what stays open. It is no error when there are none.
func (tx *Tx) DropRecovery() error {
	if !tx.write {
		return ErrReadOnly
	}
	return tx.renewRecovery(recoveryKeys{})
}

// renewRecovery makes slots for the keys, whose slots are filled in, and puts both
// in the place of what there is.
func (tx *Tx) renewRecovery(keys recoveryKeys) error {
	made, err := tx.wrapRecovery(keys)
	if err != nil {
		return err
	}
	if err := tx.flush(); err != nil { // the slots may be of this transaction
		return err
	}
	slots, err := tx.st.slots()
	if err != nil {
		return err
	}
	kept := passwordSlots(slots)
	if len(kept) == len(slots) && len(made) == 0 {
		return nil
	}
	tx.oweSlots()
	if err := tx.writeSlots(append(kept, made...)); err != nil {
		return err
	}
	return tx.keepRecovery(keys)
}

// wrapRecovery makes a slot for each key.
func (tx *Tx) wrapRecovery(keys recoveryKeys) (made []*slot, err error) {
	for i := range keys.Keys {
		k := &keys.Keys[i]
		s, err := newRecoverySlot(tx.v.o, tx.v.id, tx.v.roots, k.Key[:], k.Core)
		if err != nil {
			return nil, err
		}
		k.Slot = s.ID
		made = append(made, s)
	}
	return made, nil
}

// keepRecovery writes the record, or removes it where there are no keys.
func (tx *Tx) keepRecovery(keys recoveryKeys) error {
	if len(keys.Keys) == 0 {
		err := tx.remove(recoveryPlace)
		if notFound(err) {
			return nil
		}
		return err
	}
	plain, err := codec.Marshal(keys)
	if err != nil {
		return err
	}
	defer Wipe(plain)
	_, err = tx.put(recoveryPlace, plain)
	return err
}

// forgetRecovery forgets the key of one slot.
func (tx *Tx) forgetRecovery(slot ID) error {
	known, err := tx.recoveryKeys()
	if err != nil {
		return err
	}
	defer known.wipe()
	var kept recoveryKeys
	for _, k := range known.Keys {
		if k.Slot != slot {
			kept.Keys = append(kept.Keys, k)
		}
	}
	defer kept.wipe()
	return tx.keepRecovery(kept)
}

func passwordSlots(slots []*slot) (some []*slot) {
	for _, s := range slots {
		if s.Kind == PasswordSlot {
			some = append(some, s)
		}
	}
	return some
}

// newRecoverySlot wraps the roots under a recovery key and opens the slot once
// before anybody relies on it.
func newRecoverySlot(o Options, vault ID, r *roots, recovery []byte, core bool) (*slot, error) {
	id, err := NewID(o.Rand)
	if err != nil {
		return nil, err
	}
	s := &slot{ID: id, Kind: RecoverySlot, Core: core}
	if _, err := io.ReadFull(o.Rand, s.Salt[:]); err != nil {
		return nil, err
	}
	ad, err := s.ad(vault)
	if err != nil {
		return nil, err
	}
	key := derive(recovery, "slot "+string(RecoverySlot))
	defer Wipe(key)
	plain := r.page.Bytes()
	if !core {
		plain = plain[keySize:]
	}
	if s.Sealed, err = seal(newAEAD(key), o.Rand, nil, plain, ad); err != nil {
		return nil, err
	}
	if !s.opensWith(vault, r, recovery) {
		return nil, damaged("a new recovery slot")
	}
	return s, nil
}
