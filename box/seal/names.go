package seal

import (
	"errors"
	"slices"

	"coffer/vault"
	"coffer/vault/codec"
)

// Names lie in both tiers, beside those of contacts: they can be completed, and
// whoever has lost the core key still knows what there was. With the core tier
// open its list counts.

var namesKey = vault.Key{ID: vault.ID{15: 6}}

// CircleNames lists the names of the circles in use, rising; the companion tier is
// enough.
func CircleNames(tx *vault.Tx) ([]string, error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, namesKey, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	if err := codec.UnmarshalCanonical(r.Plain, &names); err != nil {
		return nil, malformed("the names of circles", err)
	}
	if len(names) > MaxCircles || !slices.IsSorted(names) {
		return nil, malformed("the names of circles", ErrBound)
	}
	return names, nil
}

func namesOf(all Circles) (names []string) {
	for _, c := range all.InUse() {
		names = append(names, c.Name)
	}
	return names
}

func putNames(tx *vault.Tx, names []string) error {
	plain, err := codec.Marshal(names)
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, namesKey, plain)
}
