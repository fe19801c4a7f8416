package app

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/codec"
)

// What remains of failed tries was forgotten with the first right password,
// which may have come from a script whose output nobody reads. So it is kept
// beside, under the companion root, until a person was told of it.

const untoldName = "tries.untold"

// storedFailed is what a person has not seen yet.
type storedFailed struct {
	_     struct{} `cbor:",toarray"`
	Count uint32
	Word  agent.Likeness
}

// plus is what remains of both. What cannot be told of one cannot be told of
// both.
func (f Failed) plus(g Failed) Failed {
	switch {
	case f.Count == 0:
		return g
	case g.Count == 0:
		return f
	}
	sum := Failed{Count: f.Count + g.Count}
	if f.Word != 0 && g.Word != 0 {
		sum.Word = max(f.Word, g.Word)
	}
	return sum
}

// Untold is what remains of all failed tries that no person was told of, those
// of [App.Failed] among them. It takes the companion tier.
func (a *App) Untold() Failed {
	f := a.readUntold()
	if f.Count < a.failed.Count { // it could not be kept
		return a.failed
	}
	return f
}

// Told says that a person was told of [App.Untold].
func (a *App) Told(ctx context.Context) {
	if _, err := os.Lstat(a.statePath(untoldName)); errors.Is(err, fs.ErrNotExist) {
		return
	}
	err := a.triesAlone(ctx, func() error { return os.Remove(a.statePath(untoldName)) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		a.env.warn(vault.WarnState)
	}
}

func (a *App) readUntold() Failed {
	sealed, err := a.readState(untoldName)
	if errors.Is(err, fs.ErrNotExist) {
		return Failed{}
	}
	var s storedFailed
	if err == nil {
		var plain []byte
		if plain, err = a.v.OpenLocal(untoldName, vault.Companion, sealed); err == nil {
			err = codec.UnmarshalCanonical(plain, &s)
		}
	}
	if err != nil || s.Count == 0 || s.Word.String() == "" {
		return Failed{Count: max(1, int(s.Count))} // somebody changed it, or the keys were renewed
	}
	return Failed{Count: int(s.Count), Word: s.Word}
}

// keepUntold adds what remains of failed tries to what nobody was told of yet.
func (a *App) keepUntold(f Failed) error {
	if f.Count == 0 {
		return nil
	}
	sum := a.readUntold().plus(f)
	plain, err := codec.Marshal(storedFailed{Count: uint32(min(sum.Count, mostFailed)), Word: sum.Word})
	if err != nil {
		return err
	}
	sealed, err := a.v.SealLocal(untoldName, vault.Companion, plain)
	if err != nil {
		return err
	}
	return a.writeState(untoldName, sealed)
}

// mostFailed is what a count of failed tries ends at.
const mostFailed = 1 << 30
