package app

import (
	"context"

	"coffer/box/contact"
	"coffer/vault"
)

// ToCompare returns a contact with the safety number that both compare. It makes
// the owner's identity if there is none.
func (a *App) ToCompare(ctx context.Context, name string) (ContactInfo, error) {
	info, err := a.Contact(ctx, name)
	if err != nil || info.Safety != "" {
		return info, err
	}
	err = a.update(ctx, "contact.identity", "", func(tx *vault.Tx) error {
		own, err := contact.EnsureOwn(tx)
		own.Wipe()
		return err
	})
	if err != nil {
		return info, err
	}
	return a.Contact(ctx, name)
}

// SameSafetyNumber tells whether a typed number is the one expected, whatever
// blanks stand in it.
func SameSafetyNumber(typed, number string) bool { return contact.SameSafetyNumber(typed, number) }

// Compared records that the safety number of these very keys was compared, and
// whether it is the same on both sides.
func (a *App) Compared(ctx context.Context, shown ContactInfo, same bool) (Contact, error) {
	step := contact.Doubt
	if same {
		step = contact.Compare
	}
	return a.changeContact(ctx, "contact.verify", shown.Name, func(tx *vault.Tx, c *Contact) error {
		if c.Fingerprint() != shown.Fingerprint() {
			return Fail(Busy, "look at the contact again", "the keys of the contact were changed meanwhile")
		}
		return c.Step(step, tx.Now())
	})
}
