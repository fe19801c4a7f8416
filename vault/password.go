package vault

import (
	"context"
	"fmt"

	"coffer/vault/secret"
)

// SetPassword replaces the password slot by one with a new password and new
// costs. It re-encrypts nothing, and ends with [Vault.Compact], because the
// old slot stands in old pages: [ErrLeftovers] when the password was changed and
// that failed. Old copies of the file keep the old password.
//
// [ErrChanged] when the slots are not those that were there at [Vault.Unlock],
// or at the last successful [Vault.CheckPassword]: another process may have
// changed the password, and that must not be undone unseen.
func (v *Vault) SetPassword(ctx context.Context, password secret.Text, p Params, e Event) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	next, err := checkedPasswordSlot(v.o, v.id, v.roots, password, p)
	if err != nil {
		return err
	}
	return v.changeSlots(ctx, e, func(_ *Tx, slots []*slot, known bool) ([]*slot, error) {
		if !known {
			return nil, errSlots
		}
		kept := []*slot{next}
		for _, s := range slots {
			if s.Kind != PasswordSlot {
				kept = append(kept, s)
			}
		}
		return kept, nil
	})
}

// checkedPasswordSlot makes a slot and opens it once before anybody relies on it.
func checkedPasswordSlot(o Options, vault ID, r *roots, password secret.Text, p Params) (*slot, error) {
	s, err := newPasswordSlot(o, vault, r, password, p)
	if err != nil {
		return nil, err
	}
	again, _, err := openPasswordSlots(o, vault, []*slot{s}, password)
	if err != nil {
		return nil, err
	}
	again.free()
	return s, nil
}

// CheckPassword tells whether a password opens the vault as it is now: nil, or
// [ErrPassword]. It locks and unlocks nothing.
func (v *Vault) CheckPassword(ctx context.Context, password secret.Text) error {
	slots, f, err := v.readSlots(ctx)
	if err != nil {
		return err
	}
	r, _, err := openPasswordSlots(v.o, f.Vault, slots, password)
	r.free()
	if err == nil {
		v.slots = f.Slots
	}
	return err
}

// Slots lists the keyslots. It needs no secret; once the vault is unlocked it
// makes sure that they are the owner's.
func (v *Vault) Slots(ctx context.Context) ([]Slot, error) {
	stored, err := v.trustedSlots(ctx)
	if err != nil {
		return nil, err
	}
	var all []Slot
	for _, s := range stored {
		all = append(all, Slot{ID: s.ID, Kind: s.Kind, Core: s.Core, Params: s.Params})
	}
	return all, nil
}

func (v *Vault) trustedSlots(ctx context.Context) (slots []*slot, err error) {
	if v.roots == nil {
		slots, _, err = v.readSlots(ctx)
		return slots, err
	}
	err = v.View(ctx, func(tx *Tx) error {
		if err := tx.checkSlots(); err != nil {
			return err
		}
		slots, err = tx.st.slots()
		return err
	})
	return slots, err
}

// DropSlot removes a keyslot, forgets the key of a recovery slot, and compacts. [ErrLastSlot] when no password slot
// would be left, [ErrNotFound] when there is none of that ID.
func (v *Vault) DropSlot(ctx context.Context, id ID, e Event) error {
	return v.changeSlots(ctx, e, func(tx *Tx, slots []*slot, _ bool) ([]*slot, error) {
		var kept []*slot
		found, opens := false, false
		for _, s := range slots {
			if s.ID == id {
				found = true
				continue
			}
			opens = opens || s.Kind == PasswordSlot
			kept = append(kept, s)
		}
		switch {
		case !found:
			return nil, ErrNotFound
		case !opens:
			return nil, ErrLastSlot
		}
		return kept, tx.forgetRecovery(id)
	})
}

// changeSlots hands the slots to change, with whether they are those that this
// process knows, stores what comes back, and compacts.
func (v *Vault) changeSlots(ctx context.Context, e Event, change func(tx *Tx, slots []*slot, known bool) ([]*slot, error)) error {
	err := v.Update(ctx, e, func(tx *Tx) error {
		slots, err := tx.st.slots()
		if err != nil {
			return err
		}
		if slots, err = change(tx, slots, tx.format.Slots == v.slots); err != nil {
			return err
		}
		tx.OweRewrite()
		return tx.writeSlots(slots)
	})
	if err != nil {
		return err
	}
	if err := v.Compact(ctx, nil); err != nil {
		return fmt.Errorf("%w: %w", ErrLeftovers, err)
	}
	return nil
}
