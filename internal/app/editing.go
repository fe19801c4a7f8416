package app

import (
	"context"
	"slices"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/secret"
)

// PasswordLength is how long generated passwords are, as the settings say.
func (a *App) PasswordLength(ctx context.Context) (n int, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		set, err := settings(tx)
		n = set.GenLength
		return err
	})
	return n, err
}

// Kinds are the kinds of fields that a person may add, in the order in which they are
// offered. Files are attached, and hints come with halves.
func Kinds() []FieldKind {
	return slices.DeleteFunc(box.Kinds(), func(k FieldKind) bool { return k == box.File || k == box.Hint })
}

// CheckValue tells early that a field of this kind cannot have a value.
func CheckValue(k FieldKind, value secret.Text) error {
	f := box.Field{Kind: k}
	return setValue(&f, value)
}
