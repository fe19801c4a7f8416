package vault

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// openPasswordSlots returns the roots, and the slot that the password opened:
// what stands in another one may be anybody's.
func openPasswordSlots(o Options, vault ID, slots []*slot, password secret.Text) (*roots, *slot, error) {
	for _, s := range slots {
		if s.Kind != PasswordSlot {
			continue
		}
		key := s.stretch(o.Stretch, password)
		r, err := s.open(vault, key)
		Wipe(key)
		if err == nil || !errors.Is(err, ErrPassword) {
			return r, s, err
		}
	}
	return nil, nil, ErrPassword
}

func (v *Vault) readSlots(ctx context.Context) (slots []*slot, f format, err error) {
	err = v.within(ctx, sys.Shared, func(st *store) error {
		if f, err = readFormat(st); err != nil {
			return err
		}
		slots, err = st.slots()
		return err
	})
	return slots, f, err
}

// slots reads all keyslots, and makes sure that none is missing by accident.
func (s *store) slots() (slots []*slot, err error) {
	f, err := readFormat(s)
	if err != nil {
		return nil, err
	}
	stored, err := s.slotEntries()
	if err != nil {
		return nil, err
	}
	err = guard(func() error {
		var all []byte
		for _, e := range stored {
			sl, err := parseSlot(e.v)
			if err != nil {
				return err
			}
			if !bytes.Equal(e.k, slotKey(sl.ID)) {
				return damaged("a keyslot under a wrong name")
			}
			slots, all = append(slots, sl), append(all, e.v...)
		}
		if fingerprint(all) != f.Slots {
			return damaged("a keyslot is missing")
		}
		return nil
	})
	return slots, err
}

// slotEntries returns the keyslots as they are stored, in order.
func (s *store) slotEntries() ([]entry, error) {
	b, err := s.bucket(keysBucket)
	if err != nil {
		return nil, err
	}
	all, err := s.entries(b)
	if err != nil {
		return nil, err
	}
	var slots []entry
	err = guard(func() error {
		for _, e := range all {
			if bytes.HasPrefix(e.k, slotPrefix()) {
				slots = append(slots, e)
			}
		}
		if len(slots) > MaxSlots {
			return damaged("too many keyslots")
		}
		return nil
	})
	return slots, err
}

// checkSlots compares the slots with both MACs, with what the heads bind, and with
// the recovery keys that are kept.
func (tx *Tx) checkSlots() error {
	slots, err := tx.st.slots()
	if err != nil {
		return err
	}
	for t, h := range tx.vault {
		root, err := tx.v.roots.of(t)
		if err != nil {
			return err
		}
		want, err := slotMAC(root, t, tx.v.id, slots)
		if err != nil {
			return err
		}
		have, err := tx.raw(keysBucket, macKey(t))
		if err != nil {
			return err
		}
		if !hmac.Equal(have, want) || !hmac.Equal(h.Slots[:], want) {
			return damaged("keyslots were added, removed or brought back")
		}
	}
	return tx.checkRecovery(slots)
}

// writeSlots stores the slots with both MACs and their checksum; what was there
// before goes.
func (tx *Tx) writeSlots(slots []*slot) error {
	old, err := tx.st.slotEntries()
	if err != nil {
		return err
	}
	for _, e := range old {
		tx.writes.set(keysBucket, e.k, nil)
	}
	sortSlots(slots)
	var all []byte
	for _, s := range slots {
		b, err := encodeSlot(s)
		if err != nil {
			return err
		}
		tx.writes.set(keysBucket, slotKey(s.ID), b)
		all = append(all, b...)
	}
	tx.format.Slots = fingerprint(all)
	if err := tx.writeFormat(); err != nil {
		return err
	}
	for _, t := range Tiers {
		root, err := tx.v.roots.of(t)
		if err != nil {
			return err
		}
		mac, err := slotMAC(root, t, tx.v.id, slots)
		if err != nil {
			return err
		}
		tx.writes.set(keysBucket, macKey(t), mac)
		tx.vault[t].Slots = [32]byte(mac)
	}
	return nil
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
