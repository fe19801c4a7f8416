package vault

import (
	"context"
	"crypto/sha256"
	"errors"
)

// What this machine keeps for itself about a vault, outside of the file, can be
// sealed under one of its roots.

// SealLocal seals what this machine keeps under a purpose; [ErrLocked] when that
// tier is not open.
func (v *Vault) SealLocal(purpose string, t Tier, plain []byte) ([]byte, error) {
	root, err := v.roots.of(t)
	if err != nil {
		return nil, err
	}
	key := derive(root, "local "+purpose)
	defer Wipe(key)
	return seal(newAEAD(key), v.o.Rand, nil, plain, bind("local", v.id[:], []byte(purpose)))
}

// OpenLocal is the inverse of [Vault.SealLocal]. It fails for what was sealed
// before a rekey, too.
func (v *Vault) OpenLocal(purpose string, t Tier, sealed []byte) ([]byte, error) {
	root, err := v.roots.of(t)
	if err != nil {
		return nil, err
	}
	key := derive(root, "local "+purpose)
	defer Wipe(key)
	plain, err := open(newAEAD(key), nil, sealed, bind("local", v.id[:], []byte(purpose)))
	if err != nil {
		return nil, errors.New("what this machine keeps does not open")
	}
	return plain, nil
}

// SameKeys makes sure that roots and keyslots are still those that opened the
// vault: [ErrChanged] when another process has changed the password, the slots or
// the keys since. What is handed to somebody who will open the vault later is
// checked with it after they have it, for that process may have looked before.
func (v *Vault) SameKeys(ctx context.Context) error {
	_, f, err := v.readSlots(ctx)
	if err == nil && (f.Vault != v.id || f.Roots != v.rooted || f.Slots != v.slots) {
		err = errSlots
	}
	return err
}

// SlotsMark tells one set of keyslots from another. It needs no secret.
func (v *Vault) SlotsMark(ctx context.Context) (mark [sha256.Size]byte, err error) {
	slots, f, err := v.readSlots(ctx)
	if err != nil {
		return mark, err
	}
	h := sha256.New()
	h.Write(bind("slots mark", f.Vault[:]))
	for _, s := range slots {
		b, err := encodeSlot(s)
		if err != nil {
			return mark, err
		}
		h.Write(bind("slot", b))
	}
	h.Sum(mark[:0])
	return mark, nil
}
