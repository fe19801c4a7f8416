package app

import (
	"context"
	"errors"
	"time"

	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault"
)

// elsewherePatience is how long a vault that is in use is waited for, to see whether it is this one.
const elsewherePatience = time.Second

// Elsewhere is the folder where a vault is looked for when nobody names one, if another file of this vault lies there
// than the one in use, such as when that came out of a backup. Which of the two is newer it does not tell. One that is
// in use counts: it can be that. Empty: there is none, or that cannot be seen.
func (a *App) Elsewhere(ctx context.Context) string {
	for _, dir := range a.env.Usual {
		if sameFile(dir, a.env.Folders.Data) {
			continue
		}
		o := a.env.options()
		o.Dir, o.Keep, o.Warn, o.Wait = dir, true, nil, min(a.env.lockWait(), elsewherePatience) // this is no opening
		v, err := vault.Open(ctx, o)
		var busy *sys.BusyError
		if errors.As(err, &busy) {
			return dir
		}
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
		What: "this is an older copy, and another file of this vault is in " + host.Safe(dir) + ", so nothing is written to the copy",
		Hint: "change that one; coffer verify --accept takes this copy for the newest file, and then nothing is written to any other"}
}
