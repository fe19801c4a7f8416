package contact

import (
	"errors"
	"slices"
	"strings"

	"coffer/vault"
	"coffer/vault/codec"
)

// Names lie in both tiers, beside the settings: whoever has lost the core key can
// still say whom to ask again. With the core tier open its list counts.

// Named is a contact by name.
type Named struct {
	_    struct{} `cbor:",toarray"`
	ID   vault.ID
	Name string
}

var namesKey = vault.Key{ID: vault.ID{15: 4}}

// Names lists all contacts by name; the companion tier is enough.
func Names(tx *vault.Tx) ([]Named, error) { return readNames(tx, namesKey) }

func readNames(tx *vault.Tx, key vault.Key) ([]Named, error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, key, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []Named
	if err := codec.UnmarshalCanonical(r.Plain, &names); err != nil {
		return nil, malformed("the names of contacts", err)
	}
	if len(names) > MaxContacts || !slices.IsSortedFunc(names, compareNamed) {
		return nil, malformed("the names of contacts", ErrBound)
	}
	return names, nil
}

func compareNamed(a, b Named) int { return strings.Compare(a.Name, b.Name) }

func putNames(tx *vault.Tx, names []Named) error {
	slices.SortFunc(names, compareNamed)
	plain, err := codec.Marshal(names)
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, namesKey, plain)
}

// without returns a list without one contact.
func without(names []Named, id vault.ID) []Named {
	return slices.DeleteFunc(slices.Clone(names), func(n Named) bool { return n.ID == id })
}

func withName(names []Named, name string) int {
	return slices.IndexFunc(names, func(n Named) bool { return n.Name == name })
}
