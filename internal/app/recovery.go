package app

import (
	"context"
	"errors"
	"time"

	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/split"
)

// recoveryNotice is the entry in clear by which whoever has the vault file knows whom
// to ask.
const recoveryNotice = vault.ClearRecovery

// recovery is what of the trustees stands in the file in clear: whose shares sign
// orders, and how long the owner's own thaw waits. The zero value is none.
type recovery struct {
	set  split.Set
	wait time.Duration
}

func (r recovery) none() bool { return r.set.Version == 0 }

// recovery reads it. Whoever has a key reads what that vouches for.
func (a *App) recovery(ctx context.Context) (recovery, error) {
	data, err := a.v.Clear(ctx, recoveryNotice)
	if errors.Is(err, vault.ErrNotFound) {
		return recovery{}, nil
	}
	if err != nil {
		return recovery{}, err
	}
	return recoverySet(a.v.ID(), data)
}

// recoverySet reads the notice that stands in the file of a vault.
func recoverySet(id vault.ID, data []byte) (recovery, error) {
	n, err := ticket.ParseNotice(data)
	if err == nil && n.Vault != id {
		err = errors.New("it is of another vault")
	}
	if err != nil {
		return recovery{}, &vault.DamagedError{What: "the notice about the trustees", Err: err}
	}
	return recovery{set: n.Recover, wait: time.Duration(n.Wait) * time.Second}, nil
}
