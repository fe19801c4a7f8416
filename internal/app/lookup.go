package app

import (
	"context"
	"fmt"

	"coffer/vault/secret"
)

// LookUp looks one password up in passwords from breaches. Nothing of the answer is kept
// on disk: it may be a master password, of which even five digits would say too much.
func (a *App) LookUp(ctx context.Context, p BreachPlace, password secret.Text) (BreachAnswer, error) {
	b, err := a.env.OpenBreaches(p, nil)
	if err != nil {
		return BreachAnswer{}, err
	}
	defer b.Close()
	hashes := []PasswordHash{b.Hash(password.Bytes())}
	defer clear(hashes)
	answers, err := b.Look(ctx, hashes, a.env.LookedUp())
	if err != nil {
		return BreachAnswer{}, err
	}
	return answers[0], answers[0].Err
}

// SeenText says what the data know about one password.
func SeenText(a BreachAnswer) string {
	switch {
	case a.Err != nil:
		return "unknown: " + Explain(a.Err).Error()
	case a.Count == 1:
		return "seen once in breaches"
	case a.Count > 1:
		return fmt.Sprintf("seen %d times in breaches", a.Count)
	case a.Possible:
		return "possibly seen in breaches"
	}
	return "not seen in these breaches"
}
