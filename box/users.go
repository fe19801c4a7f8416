package box

import (
	"coffer/vault"
	"coffer/vault/codec"
)

// userName is the name by which people tell several accounts at one place
// apart: the value of the first field of that kind that has one, in the
// companion tier. Empty where there is none.
func userName(rest []byte) (name string, err error) {
	var w wireRest
	if err := codec.Unmarshal(rest, &w); err != nil {
		return "", malformed("the fields of an item", err)
	}
	for _, f := range w.Fields {
		if name == "" && Kind(f.Kind) == Username && vault.Tier(f.Tier) == vault.Companion {
			name = string(f.Value)
		}
		vault.Wipe(f.Value)
	}
	return name, nil
}

// addUsers fills in the user names of a few entries. One that cannot be read
// stays without: the list is for a choice among them.
func addUsers(tx *vault.Tx, entries []Entry) {
	for i := range entries {
		e := &entries[i]
		r, err := tx.Get(e.Box, vault.Items, vault.Key{ID: e.ID}, vault.Companion)
		if err != nil {
			continue
		}
		var l Label
		if _, rest, err := decodeLabel(r.Plain, &l); err == nil {
			e.User, _ = userName(rest)
		}
	}
}
