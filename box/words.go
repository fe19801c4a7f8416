package box

import "coffer/vault"

// Words of the vault that stand in items, for packages above that know items
// and no vault.
type (
	ID   = vault.ID
	Tier = vault.Tier
)

// The tiers of a field.
const (
	Companion = vault.Companion
	Core      = vault.Core
)

// Tiers lists both.
func Tiers() [2]Tier { return vault.Tiers }

// ParseID reads what [ID.String] wrote.
func ParseID(s string) (ID, error) { return vault.ParseID(s) }
