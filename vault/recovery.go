package vault

import (
	"context"
	"io"

	"coffer/vault/secret"
)

// AddRecoverySlot makes a slot that a recovery key opens: both tiers, or with
// core false the companion tier alone. The vault does not keep the key. It
// returns the slot's ID for [Vault.DropSlot]. [ErrLocked] without the core tier,
// [ErrManySlots] when there are [MaxSlots] already.
func (v *Vault) AddRecoverySlot(ctx context.Context, key secret.Key, core bool, e Event) (ID, error) {
	if _, open := v.Unlocked(); !open {
		return ID{}, ErrLocked
	}
	next, err := newRecoverySlot(v.o, v.id, v.roots, key, core)
	if err != nil {
		return ID{}, err
	}
	return next.ID, v.changeSlots(ctx, e, func(slots []*slot, _ bool) ([]*slot, error) {
		if len(slots) >= MaxSlots {
			return nil, ErrManySlots
		}
		return append(slots, next), nil
	})
}

// newRecoverySlot wraps the roots under a recovery key and opens the slot once
// before anybody relies on it.
func newRecoverySlot(o Options, vault ID, r *roots, key secret.Key, core bool) (*slot, error) {
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
	slotKey := derive(key.Bytes(), "slot "+string(RecoverySlot))
	defer Wipe(slotKey)
	plain := r.page.Bytes()
	if !core {
		plain = plain[keySize:]
	}
	if s.Sealed, err = seal(newAEAD(slotKey), o.Rand, nil, plain, ad); err != nil {
		return nil, err
	}
	again, err := s.open(vault, slotKey)
	again.free()
	return s, err
}
