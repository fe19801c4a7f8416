package app

import (
	"context"
	"time"

	"coffer/vault"
)

// EraseDue deletes the vault whose deletion is due for good, together with its
// attachments and what this machine remembers of it. Exports and other copies
// stay. Nothing is deleted before, or when somebody took the deletion back
// meanwhile: then the error is of kind [Refused].
func (a *App) EraseDue(ctx context.Context) error {
	return a.v.Erase(ctx, func(tx *vault.Tx) error {
		s, err := readOwner(tx)
		if err != nil {
			return err
		}
		if s.Due == 0 || !tx.Reached(time.Unix(s.Due, 0)) {
			return Fail(Refused, "", "this vault is not due for deletion")
		}
		return nil
	})
}
