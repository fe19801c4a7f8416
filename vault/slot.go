package vault

import (
	"bytes"
	"io"
	"sort"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// SlotKind says what opens a keyslot.
type SlotKind string

// The kinds of slots.
const (
	PasswordSlot SlotKind = "password"
	RecoverySlot SlotKind = "recovery" // a key that trustees hold shares of
)

// Slot is a keyslot as a person sees it.
type Slot struct {
	ID     ID
	Kind   SlotKind
	Core   bool // opens both tiers; else the companion tier alone
	Params Params
}

// slot is a keyslot as it is stored: everything but Sealed stands in clear and
// is bound to Sealed as associated data.
type slot struct {
	_      struct{} `cbor:",toarray"`
	ID     ID
	Kind   SlotKind
	Core   bool
	Params Params
	Salt   [16]byte
	Sealed []byte // core root and companion root, or the companion root alone; see newRecoverySlot
}

func (s *slot) ad(vault ID) ([]byte, error) {
	clear := *s
	clear.Sealed = nil
	b, err := codec.Marshal(clear)
	return bind("slot", vault[:], b), err
}

// newPasswordSlot wraps both roots under a password.
func newPasswordSlot(o Options, vault ID, r *roots, password secret.Text, p Params) (*slot, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	id, err := NewID(o.Rand)
	if err != nil {
		return nil, err
	}
	s := &slot{ID: id, Kind: PasswordSlot, Core: true, Params: p}
	if _, err := io.ReadFull(o.Rand, s.Salt[:]); err != nil {
		return nil, err
	}
	key := s.stretch(o.Stretch, password)
	defer Wipe(key)
	ad, err := s.ad(vault)
	if err != nil {
		return nil, err
	}
	s.Sealed, err = seal(newAEAD(key), o.Rand, nil, r.page.Bytes(), ad)
	return s, err
}

// stretch returns the slot key; its costs have been checked.
func (s *slot) stretch(f Stretch, password secret.Text) []byte {
	pw := normal(password)
	defer Wipe(pw)
	long := f(pw, s.Salt[:], s.Params)
	defer Wipe(long)
	return derive(long, "slot "+string(s.Kind))
}

// open unwraps the roots with a slot key; [ErrPassword] when it is the wrong one.
func (s *slot) open(vault ID, key []byte) (*roots, error) {
	ad, err := s.ad(vault)
	if err != nil {
		return nil, err
	}
	plain, err := open(newAEAD(key), nil, s.Sealed, ad)
	if err != nil {
		return nil, ErrPassword
	}
	defer Wipe(plain)
	return rootsFrom(plain, s.Core)
}

// rootsFrom takes what was unwrapped, whose length was checked.
func rootsFrom(plain []byte, core bool) (*roots, error) {
	r, err := emptyRoots(core)
	if err != nil {
		return nil, err
	}
	copy(r.page.Bytes()[2*keySize-len(plain):], plain)
	return r, nil
}

func encodeSlot(s *slot) ([]byte, error) {
	b, err := codec.Marshal(s)
	return stamp(b), err
}

// parseSlot reads a stored slot strictly and refuses costs beyond the caps.
func parseSlot(b []byte) (*slot, error) {
	body, err := unstamp(b)
	if err != nil {
		return nil, err
	}
	s := new(slot)
	if len(b) > maxSlotBytes || codec.UnmarshalCanonical(body, s) != nil {
		return nil, damaged("a keyslot")
	}
	want := nonceSize + keySize + tagSize
	if s.Kind == RecoverySlot {
		want = recoveryOverhead + keySize
	}
	if s.Core {
		want += keySize
	}
	if len(s.Sealed) != want || s.Kind != PasswordSlot && s.Kind != RecoverySlot {
		return nil, damaged("a keyslot")
	}
	if s.Kind == PasswordSlot {
		return s, s.Params.check()
	}
	if s.Params != (Params{}) { // nothing is stretched
		return nil, damaged("a keyslot")
	}
	return s, nil
}

// sortSlots brings slots into the order in which they are stored.
func sortSlots(slots []*slot) {
	sort.Slice(slots, func(i, j int) bool { return bytes.Compare(slots[i].ID[:], slots[j].ID[:]) < 0 })
}

// slotMAC is the MAC under one root over the slots that it answers for: under
// companion all, under core those that open core.
func slotMAC(root []byte, t Tier, vault ID, slots []*slot) ([]byte, error) {
	sortSlots(slots)
	mac := derivedMAC(root, "slots")
	mac.Write(bind("slots", vault[:], []byte{byte(t)}))
	for _, s := range slots {
		if t == Core && !s.Core {
			continue
		}
		b, err := codec.Marshal(s)
		if err != nil {
			return nil, err
		}
		mac.Write(bind("slot", b))
	}
	return mac.Sum(nil), nil
}
