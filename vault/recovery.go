package vault

import (
	"crypto/hmac"
	"crypto/hpke"
	"crypto/sha256"
	"io"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// A recovery slot is encrypted to a public key that is made from the recovery key.
// The vault keeps the public ones, under core, so that a rekey can wrap the new
// roots without asking the trustees; who has had both roots once, and whom a rekey
// is to keep out, finds nothing there that opens the next file. The list says as
// well which recovery slots are the owner's: whoever has the companion root alone
// could make the slot MAC of that tier fit a slot of their own.

// What a recovery slot is encrypted with: HPKE (RFC 9180), hybrid as an identity.
func recoveryKEM() hpke.KEM   { return hpke.MLKEM768X25519() }
func recoveryKDF() hpke.KDF   { return hpke.HKDFSHA256() }
func recoveryAEAD() hpke.AEAD { return hpke.ChaCha20Poly1305() }

const (
	recoveryPublicSize = 1184 + 32           // of ML-KEM-768 and X25519
	recoveryOverhead   = 1088 + 32 + tagSize // what a slot has beside the roots
)

// recoveryPrivate makes a key pair from a recovery key.
func recoveryPrivate(recovery []byte) (hpke.PrivateKey, error) {
	seed := derive(recovery, "slot "+string(RecoverySlot))
	defer Wipe(seed)
	return recoveryKEM().NewPrivateKey(seed)
}

// recoveryKeys is the record of them, in the order: the one that opens both tiers,
// the one of the companion tier. There is none where there are no such slots.
type recoveryKeys struct {
	_    struct{} `cbor:",toarray"`
	Keys []recoveryKey
}

type recoveryKey struct {
	_      struct{} `cbor:",toarray"`
	Slot   ID
	Core   bool
	Public []byte
	Sum    [sha256.Size]byte // of the slot as it is stored
}

// recoveryPlace is written by the methods here alone.
var recoveryPlace = place{BoxZero, Tickets, Key{}, Core}

func parseRecoveryKeys(b []byte) (recoveryKeys, error) {
	var r recoveryKeys
	err := codec.UnmarshalCanonical(b, &r)
	ordered := len(r.Keys) == 1 || len(r.Keys) == 2 && r.Keys[0].Core && !r.Keys[1].Core && r.Keys[0].Slot != r.Keys[1].Slot
	for _, k := range r.Keys {
		ordered = ordered && len(k.Public) == recoveryPublicSize
	}
	if err != nil || !ordered {
		return recoveryKeys{}, damaged("the keys of the recovery slots")
	}
	return r, nil
}

// recoveryKeys reads the record. It is checked against the slots and not against
// the set of its space: what else lies in there must not keep the owner from
// unlocking.
func (tx *Tx) recoveryKeys() (recoveryKeys, error) {
	v, err := tx.raw(bucketName(BoxZero, Tickets), recoveryPlace.bytes())
	if v == nil || err != nil {
		return recoveryKeys{}, err
	}
	key, err := tx.boxKey(BoxZero, Core)
	if err != nil {
		return recoveryKeys{}, err
	}
	plain, _, err := tx.open(key, recoveryPlace, v, nil)
	if err != nil {
		return recoveryKeys{}, err
	}
	return parseRecoveryKeys(plain)
}

// checkRecovery makes sure that the recovery slots are those of the list, as they
// were made. Without the core tier there is nothing to compare with.
func (tx *Tx) checkRecovery(slots []*slot) error {
	if !tx.HasCore() {
		return nil
	}
	known, err := tx.recoveryKeys()
	if err != nil {
		return err
	}
	n := 0
	for _, s := range slots {
		if s.Kind != RecoverySlot {
			continue
		}
		if !known.lists(s) {
			return damaged("a recovery slot is none of the owner's")
		}
		n++
	}
	if n != len(known.Keys) {
		return damaged("a recovery slot is missing")
	}
	return nil
}

func (r *recoveryKeys) lists(s *slot) bool {
	sum, err := s.sum()
	for _, k := range r.Keys {
		if err == nil && k.Slot == s.ID && k.Core == s.Core && k.Sum == sum {
			return true
		}
	}
	return false
}

func (s *slot) sum() (sum [sha256.Size]byte, err error) {
	b, err := encodeSlot(s)
	return sha256.Sum256(b), err
}

// opensWith tells whether a recovery key opens the slot to these roots.
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

// openRecovery unwraps the roots with a recovery key; [ErrPassword] when it is the
// wrong one.
func (s *slot) openRecovery(vault ID, recovery []byte) (*roots, error) {
	ad, err := s.ad(vault)
	if err != nil {
		return nil, err
	}
	private, err := recoveryPrivate(recovery)
	if err != nil {
		return nil, err
	}
	plain, err := hpke.Open(private, recoveryKDF(), recoveryAEAD(), ad, s.Sealed)
	if err != nil {
		return nil, ErrPassword
	}
	defer Wipe(plain)
	return rootsFrom(plain, s.Core)
}

// SetRecovery puts two recovery slots in the place of all that there are: one that
// core opens, for both tiers, and one that companion opens, for that tier alone.
// The vault keeps neither key, but what it needs for [Vault.Rekey] to keep the
// slots. [ErrRecoveryKey] for keys that are missing or the same.
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
	recovery := [][]byte{core.Bytes(), companion.Bytes()}
	keys := recoveryKeys{Keys: []recoveryKey{{Core: true}, {}}}
	for i := range keys.Keys {
		private, err := recoveryPrivate(recovery[i])
		if err != nil {
			return err
		}
		keys.Keys[i].Public = private.PublicKey().Bytes()
	}
	made, err := tx.wrapRecovery(keys)
	if err != nil {
		return err
	}
	for i, s := range made { // before anybody relies on it
		if !s.opensWith(tx.v.id, tx.v.roots, recovery[i]) {
			return damaged("a new recovery slot")
		}
	}
	return tx.renewRecovery(keys, made)
}

// DropRecovery removes the recovery slots and what was kept for them; see
// [Tx.SetRecovery] for what stays open. It is no error when there are none.
func (tx *Tx) DropRecovery() error {
	if !tx.write {
		return ErrReadOnly
	}
	return tx.renewRecovery(recoveryKeys{}, nil)
}

// renewRecovery puts slots and their keys in the place of what there is.
func (tx *Tx) renewRecovery(keys recoveryKeys, made []*slot) error {
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

// wrapRecovery makes a slot for each key, and notes it there.
func (tx *Tx) wrapRecovery(keys recoveryKeys) (made []*slot, err error) {
	for i := range keys.Keys {
		k := &keys.Keys[i]
		s, err := newRecoverySlot(tx.v.o, tx.v.id, tx.v.roots, k.Public, k.Core)
		if err != nil {
			return nil, err
		}
		k.Slot = s.ID
		if k.Sum, err = s.sum(); err != nil {
			return nil, err
		}
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
	_, err = tx.put(recoveryPlace, plain)
	return err
}

// forgetRecovery forgets the key of one slot.
func (tx *Tx) forgetRecovery(slot ID) error {
	known, err := tx.recoveryKeys()
	if err != nil {
		return err
	}
	var kept recoveryKeys
	for _, k := range known.Keys {
		if k.Slot != slot {
			kept.Keys = append(kept.Keys, k)
		}
	}
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

// newRecoverySlot wraps the roots for a public key.
func newRecoverySlot(o Options, vault ID, r *roots, public []byte, core bool) (*slot, error) {
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
	key, err := recoveryKEM().NewPublicKey(public)
	if err != nil {
		return nil, damaged("the key of a recovery slot")
	}
	plain := r.page.Bytes()
	if !core {
		plain = plain[keySize:]
	}
	s.Sealed, err = hpke.Seal(key, recoveryKDF(), recoveryAEAD(), ad, plain)
	return s, err
}
