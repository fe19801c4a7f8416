package vault

import (
	"context"
	"crypto/sha256"
	"io"

	"coffer/vault/codec"
)

// An older copy of the same vault has its id and opens under the same password. So a
// reset writes down what it has put aside, in the step that makes it former: else
// whoever may write the folder could have the owner take back what was changed since.

// formerKey has the record, as twins; it is written by the methods here alone.
var formerKey = Key{ID: ID{15: 9}}

type formerMark struct {
	_   struct{}          `cbor:",toarray"`
	Sum [sha256.Size]byte // of the file
}

// reserved are places that the vault keeps for itself.
func (p place) reserved() bool {
	return p == recoveryPlace || p.box == BoxZero && p.space == Settings && p.key == formerKey
}

// markFormer writes down what was put aside.
func (tx *Tx) markFormer(sum [sha256.Size]byte) error {
	plain, err := codec.Marshal(formerMark{Sum: sum})
	if err != nil {
		return err
	}
	for _, t := range Tiers {
		if _, err := tx.put(place{BoxZero, Settings, formerKey, t}, plain); err != nil {
			return err
		}
	}
	return nil
}

// formerSum reads what the newest reset has put aside. Core decides.
func (tx *Tx) formerSum() (sum [sha256.Size]byte, err error) {
	r, err := tx.Get(BoxZero, Settings, formerKey, Core)
	if notFound(err) {
		return sum, damaged("the former file was put aside by no reset")
	}
	if err != nil {
		return sum, err
	}
	var m formerMark
	if codec.UnmarshalCanonical(r.Plain, &m) != nil {
		return sum, damaged("what was put aside by a reset")
	}
	return m.Sum, nil
}

// checkFormer makes sure that an open file is what the reset has put aside, to the
// byte: nobody has reason to write to it.
func (v *Vault) checkFormer(ctx context.Context, st *store) error {
	var want [sha256.Size]byte
	err := v.View(ctx, func(tx *Tx) (err error) {
		want, err = tx.formerSum()
		return err
	})
	if err != nil {
		return err
	}
	info, err := st.file.Stat()
	if err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, within{ctx, io.NewSectionReader(st.file, 0, info.Size())}); err != nil {
		return err
	}
	if [sha256.Size]byte(h.Sum(nil)) != want {
		return damaged("the former file is not the one that the reset has put aside; put that one back")
	}
	return nil
}
