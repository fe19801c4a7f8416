package vault

import (
	"context"
	"slices"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// A grant opens some boxes, in one tier or both, and nothing else: the keys of
// these boxes, sealed under the secret of a token. Its holder reads. That is
// what keys can enforce: without a root nobody makes a vault head that fits a
// changed box, so that writing with a grant is seen at the next unlock. Nor can
// a grant tell whether the file is the newest one.

// sealedGrant is a grant as it is handed around.
type sealedGrant struct {
	_      struct{} `cbor:",toarray"`
	Rooted uint32   // generation of the roots: a rekey ends the token
	Sealed []byte   // a list of grantedBox
}

type grantedBox struct {
	_         struct{} `cbor:",toarray"`
	Box       ID
	Epoch     uint32
	Companion [keySize]byte
	Core      []byte // a key, or null
}

// scope is what a grant has opened.
type scope struct {
	boxes []ID
	core  bool
}

// Grant seals the keys of boxes under the secret of the token of that ID: both
// tiers, or with core false the companion tier alone. [ErrLocked] for a tier
// that is not open, [ErrNotFound] for a box that is not there, [ErrTooLarge] for
// more than [MaxGrant] boxes or none.
func (v *Vault) Grant(ctx context.Context, key secret.Key, token ID, boxes []ID, core bool) ([]byte, error) {
	if len(boxes) == 0 || len(boxes) > MaxGrant {
		return nil, ErrTooLarge
	}
	var granted []grantedBox
	defer func() { wipeGranted(granted) }()
	err := v.View(ctx, func(tx *Tx) error {
		for _, box := range boxes {
			g, err := tx.grantBox(box, core)
			if err != nil {
				return err
			}
			granted = append(granted, g)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	plain, err := codec.Marshal(granted)
	if err != nil {
		return nil, err
	}
	defer Wipe(plain)
	sealing := derive(key.Bytes(), "token")
	defer Wipe(sealing)
	g := sealedGrant{Rooted: v.rooted}
	if g.Sealed, err = seal(newAEAD(sealing), v.o.Rand, nil, plain, g.ad(v.id, token)); err != nil {
		return nil, err
	}
	return codec.Marshal(g)
}

func (tx *Tx) grantBox(box ID, core bool) (g grantedBox, err error) {
	g.Box = box
	if box.IsZero() || !slices.Contains(tx.boxes, box) {
		return g, ErrNotFound
	}
	key, epoch, err := tx.rawBoxKey(box, Companion)
	if err != nil {
		return g, err
	}
	defer Wipe(key)
	g.Epoch = epoch
	copy(g.Companion[:], key)
	if core {
		g.Core, _, err = tx.rawBoxKey(box, Core)
	}
	return g, err
}

func wipeGranted(granted []grantedBox) {
	for i := range granted {
		Wipe(granted[i].Companion[:])
		Wipe(granted[i].Core)
	}
}

// Enter opens the boxes that [Vault.Grant] sealed. [ErrSession] when key, token,
// vault and sealed do not belong together, or the vault has new roots.
func (v *Vault) Enter(key secret.Key, token ID, sealed []byte) error {
	var g sealedGrant
	if key.IsZero() || codec.UnmarshalCanonical(sealed, &g) != nil || g.Rooted != v.found.Roots {
		return ErrSession
	}
	opening := derive(key.Bytes(), "token")
	defer Wipe(opening)
	plain, err := open(newAEAD(opening), nil, g.Sealed, g.ad(v.id, token))
	if err != nil {
		return ErrSession
	}
	defer Wipe(plain)
	var granted []grantedBox
	defer func() { wipeGranted(granted) }()
	if codec.UnmarshalCanonical(plain, &granted) != nil || len(granted) == 0 {
		return ErrSession
	}
	v.forget()
	s := &scope{core: true}
	for _, b := range granted {
		s.boxes = append(s.boxes, b.Box)
		s.core = s.core && len(b.Core) == keySize
		v.keyring.put(b.Box, Companion, newBoxKey(Companion, b.Epoch, b.Companion[:]))
		if len(b.Core) == keySize {
			v.keyring.put(b.Box, Core, newBoxKey(Core, b.Epoch, b.Core))
		}
	}
	v.scope, v.rooted = s, g.Rooted
	return nil
}

func (g sealedGrant) ad(vault, token ID) []byte {
	return bind("token", vault[:], token[:], be32(g.Rooted))
}

// Scoped tells whether a grant opened the vault: then it is read only, and boxes
// that the grant does not name are not there.
func (v *Vault) Scoped() bool { return v.scope != nil }

// Scoped is [Vault.Scoped].
func (tx *Tx) Scoped() bool { return tx.v.scope != nil }

// readScope lists the boxes of the grant that are still there. Only the sets of
// these can be checked.
func (tx *Tx) readScope(heads []entry) {
	for _, box := range boxesOf(heads, Companion) {
		if slices.Contains(tx.v.scope.boxes, box) {
			tx.boxes = append(tx.boxes, box)
		}
	}
}
