package app

import (
	"context"
	"errors"

	"coffer/internal/host"
	"coffer/vault"
)

// Elsewhere is the folder where a vault is looked for when nobody names one, if this vault lies there and the file in
// use is another one: a copy, such as one that came out of a backup. Empty: it is not, or that cannot be seen.
func (a *App) Elsewhere(ctx context.Context) string {
	for _, dir := range a.env.Usual {
		if sameFile(dir, a.env.Folders.Data) {
			continue
		}
		o := a.env.options()
		o.Dir, o.Keep, o.Warn = dir, true, nil // nobody uses it: this is no opening
		v, err := vault.Open(ctx, o)
		if err != nil {
			continue
		}
		id := v.ID()
		if err := v.Close(); err == nil && id == a.v.ID() {
			return dir
		}
	}
	return ""
}

// olderCopy says of a refused change that the file is a copy, where it is one: who took it for the newest file would have
// this machine take the vault itself for another branch.
func (a *App) olderCopy(ctx context.Context, err error) error {
	if !errors.Is(err, vault.ErrOlder) || errors.Is(err, vault.ErrFork) {
		return err
	}
	dir := a.Elsewhere(ctx)
	if dir == "" {
		return err
	}
	return &Error{Kind: Refused, Err: err,
		What: "this is an older copy, and the vault itself is in " + host.Safe(dir) + ", so nothing is written to it",
		Hint: "change the vault itself; coffer verify --accept takes this copy for the newest file, and then nothing is written to that one"}
}
