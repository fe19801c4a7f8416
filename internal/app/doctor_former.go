package app

import (
	"slices"

	"coffer/box/contact"
	"coffer/vault"
)

// gatherFormer looks at what a reset has put out of reach.
func (c *checkup) gatherFormer(tx *vault.Tx) error {
	c.former = tx.HasFormer()
	names, err := contact.Former(tx)
	for _, n := range names {
		c.lost = append(c.lost, n.Name)
	}
	return err
}

// checkFormer finds what a reset has put out of reach and nobody has brought back.
func checkFormer(c *checkup) (found []Finding) {
	if c.former {
		found = append(found, Finding{"former", Serious, "", "a reset has put out of reach what was secret, and it lies there under the former master password",
			"coffer vault adopt brings it back; coffer vault adopt --drop gives it up"})
	}
	for _, name := range c.lost {
		if !slices.ContainsFunc(c.contacts, func(k Contact) bool { return k.Name == name }) {
			found = append(found, Finding{"lost", Notable, name, "was a contact before the reset, and what they hold for you or you for them is out of reach",
				"ask them for their card, and coffer contact request; or coffer vault adopt, if that is still possible"})
		}
	}
	return found
}
