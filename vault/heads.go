package vault

import (
	"bytes"
	"errors"
	"slices"

	"coffer/vault/codec"
)

// readHeads opens the vault's heads and checks that the box headers are those
// that they bind.
func (tx *Tx) readHeads() error {
	b, err := tx.st.bucket(headsBucket)
	if err != nil {
		return err
	}
	all, err := tx.st.entries(b)
	if err != nil {
		return err
	}
	return guard(func() error {
		if tx.v.scope != nil {
			tx.readScope(all)
			return nil
		}
		for _, t := range Tiers {
			if err := tx.readHead(all, t); err != nil {
				return err
			}
		}
		if err := tx.checkTiers(); err != nil {
			return err
		}
		tx.boxes = boxesOf(all, Companion)
		if tx.HasCore() && !slices.Equal(tx.boxes, boxesOf(all, Core)) {
			return damaged("a box has lost one of its tiers")
		}
		return nil
	})
}

// boxesOf lists the boxes that have a header of a tier, without box 0.
func boxesOf(heads []entry, t Tier) (boxes []ID) {
	for _, e := range heads {
		if len(e.k) == 17 && e.k[16] == byte(t) && ID(e.k[:16]) != BoxZero {
			boxes = append(boxes, ID(e.k[:16]))
		}
	}
	return boxes
}

// checkTiers makes sure that neither tier was taken back without the other:
// every update writes both heads.
func (tx *Tx) checkTiers() error {
	companion, core := tx.vault[Companion], tx.vault[Core]
	if core != nil && (core.bound() != companion.bound()) {
		return damaged("one tier was taken back to an older state")
	}
	return nil
}

// bound is what both tiers say alike.
func (h *vaultHead) bound() vaultHead {
	return vaultHead{Revision: h.Revision, Events: h.Events, Root: h.Root, Owed: h.Owed, Clear: h.Clear, Gone: h.Gone}
}

func (tx *Tx) readHead(all []entry, t Tier) error {
	root, err := tx.v.roots.of(t)
	if errors.Is(err, ErrLocked) {
		return nil // a companion session answers for its tier alone
	}
	var sealed []byte
	for _, e := range all {
		if bytes.Equal(e.k, vaultHeadKey(t)) {
			sealed = e.v
		}
	}
	plain, err := open(derivedAEAD(root, "head"), nil, sealed, tx.vaultHeadAD(t))
	h := new(vaultHead)
	if err != nil || codec.Unmarshal(plain, h) != nil {
		return damaged("the header of the vault")
	}
	if headsDigest(all, t) != h.Boxes {
		return damaged("box headers are missing or were exchanged")
	}
	tx.vault[t] = h
	return nil
}

func (tx *Tx) writeHeads() error {
	for _, t := range Tiers {
		tx.vault[t].Revision++
	}
	for at, h := range tx.heads {
		if !h.dirty {
			continue
		}
		if err := tx.writeBoxHead(at, h); err != nil {
			return err
		}
	}
	if err := tx.flush(); err != nil {
		return err
	}
	if err := tx.bindClear(); err != nil {
		return err
	}
	b, err := tx.st.bucket(headsBucket)
	if err != nil {
		return err
	}
	all, err := tx.st.entries(b)
	if err != nil {
		return err
	}
	for _, t := range Tiers {
		if err := tx.writeVaultHead(all, t); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) writeBoxHead(at keyringKey, h *openHead) error {
	key, err := tx.boxKey(at.box, at.tier)
	if err != nil {
		return err
	}
	h.Revision = tx.vault[at.tier].Revision
	plain, err := codec.Marshal(h.boxHead)
	if err != nil {
		return err
	}
	sealed, err := seal(key.head, tx.v.o.Rand, nil, plain, bind("box head", tx.v.id[:], at.box[:], []byte{byte(at.tier)}))
	tx.writes.set(headsBucket, headKey(at.box, at.tier), sealed)
	h.dirty = false
	return err
}

func (tx *Tx) writeVaultHead(all []entry, t Tier) error {
	h := tx.vault[t]
	h.Boxes = headsDigest(all, t)
	sealed, err := tx.sealHead(h, t)
	tx.writes.set(headsBucket, vaultHeadKey(t), sealed)
	return err
}

func (tx *Tx) sealHead(h *vaultHead, t Tier) ([]byte, error) {
	root, err := tx.v.roots.of(t)
	if err != nil {
		return nil, err
	}
	plain, err := codec.Marshal(h)
	if err != nil {
		return nil, err
	}
	return seal(derivedAEAD(root, "head"), tx.v.o.Rand, nil, plain, tx.vaultHeadAD(t))
}

// OweRewrite marks, in the same commit, that this transaction replaces or
// deletes what must not stay in old pages of the file. The mark goes with the
// rewrite that the caller does next; where that is interrupted or fails, any
// machine finds it in [Status].
func (tx *Tx) OweRewrite() {
	for _, h := range tx.vault {
		h.Owed = true
	}
}

// oweSlots is [Tx.OweRewrite] for keyslots that are replaced. In a new file none
// was written before.
func (tx *Tx) oweSlots() {
	if !tx.fresh {
		tx.OweRewrite()
	}
}

// settled returns the heads of a file that owes nothing, and is otherwise the
// same: no revision, no event.
func (tx *Tx) settled(heads []entry) ([]entry, error) {
	heads = slices.Clone(heads)
	for _, t := range Tiers {
		h := *tx.vault[t]
		h.Owed = false
		for i, e := range heads {
			if !bytes.Equal(e.k, vaultHeadKey(t)) {
				continue
			}
			sealed, err := tx.sealHead(&h, t)
			if err != nil {
				return nil, err
			}
			heads[i].v = sealed
		}
	}
	return heads, nil
}

// vaultHeadAD binds what the format entry says in clear: its version is in
// every bind, its checksum of the slots is compared with them.
func (tx *Tx) vaultHeadAD(t Tier) []byte {
	return bind("vault head", tx.v.id[:], []byte{byte(t)}, be32(tx.format.Roots))
}
