package vault

import (
	"context"
	"errors"

	"coffer/vault/secret"
)

// Recover opens a vault by the recovery key of both tiers, for somebody who does
// not know the password, and writes it anew as [Vault.Rekey] does: under new roots
// and new keys, with one slot for the new password. The recovery slots go, because
// their keys are known now; then may make others, and write more with the same
// event into the new file before it counts. Costs below the [Floor] are the
// caller's decision. It needs nothing but vault.db, and what was open is closed.
//
// [ErrRecoveryKey] when no slot of both tiers is opened: the key of the companion
// tier opens none of these. [ErrOlder] as in an [Vault.Update], a [DamagedError]
// for slots that are not the owner's. Whatever fails, and an interrupt, leaves the
// old file and a locked vault.
func (v *Vault) Recover(ctx context.Context, key secret.Key, password secret.Text, p Params, e Event, progress Progress, then func(*Tx) error) error {
	slots, f, err := v.readSlots(ctx)
	if err != nil {
		return err
	}
	if f.Vault != v.id {
		return ErrChanged
	}
	r, err := openRecoverySlots(v.id, slots, key)
	if err != nil {
		return err
	}
	v.take(r, f.Roots)
	v.slots = f.Slots
	err = v.renew(ctx, f, password, p, renewal{event: e, progress: progress, then: then})
	if err != nil {
		return errors.Join(err, v.Close())
	}
	return nil
}

// openRecoverySlots returns both roots, by the slot that the key opens.
func openRecoverySlots(vault ID, slots []*slot, key secret.Key) (*roots, error) {
	if key.IsZero() {
		return nil, ErrRecoveryKey
	}
	for _, s := range slots {
		if s.Kind != RecoverySlot || !s.Core {
			continue
		}
		r, err := s.openRecovery(vault, key.Bytes())
		if err == nil || !errors.Is(err, ErrPassword) {
			return r, err
		}
	}
	return nil, ErrRecoveryKey
}
