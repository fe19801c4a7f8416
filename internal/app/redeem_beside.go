package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault"
)

// A vault that is made from a copy of its file is made beside its folder, with what this
// machine remembers of it: an attempt that ends early is as if it had not been. Were the
// memory changed before the vault stands in its place, the next attempt would find that
// the copy is older than what this machine has seen, and be refused.

// The folders of an attempt.
const (
	attemptData  = "data"
	attemptState = "state"
)

// beside has env name folders of an attempt, with a copy of a vault file in them. What
// an attempt before left there is taken away.
func beside(ctx context.Context, env *Env, lone string) (settle func(ok bool) error, err error) {
	dir, state := filepath.Clean(env.Folders.Data), env.Folders.State
	if err := mayRecoverInto(*env, dir); err != nil {
		return nil, err
	}
	id, _, err := vault.ReadClear(lone, recoveryNotice)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		return nil, err
	}
	work := dir + ".recovering"
	if err := clearAttempt(work); err != nil {
		return nil, err
	}
	env.Folders.Data, env.Folders.State = filepath.Join(work, attemptData), filepath.Join(work, attemptState)
	memory, attempt := filepath.Join(state, id.String()), filepath.Join(env.Folders.State, id.String())
	settle = func(ok bool) error {
		if ok {
			err := moveIntoPlace(filepath.Join(work, attemptData), dir)
			if err == nil {
				err = copyMemory(attempt, memory)
			}
			return errors.Join(err, os.RemoveAll(work))
		}
		return os.RemoveAll(work)
	}
	for _, folder := range []string{work, env.Folders.Data, env.Folders.State} {
		if err := host.MakePrivate(folder); err != nil {
			return nil, errors.Join(elsewhere(err, dataHint), settle(false))
		}
	}
	err = copyMemory(memory, attempt)
	if err == nil {
		err = copyVault(ctx, lone, filepath.Join(env.Folders.Data, vault.FileName))
	}
	if err != nil {
		return nil, errors.Join(err, settle(false))
	}
	return settle, nil
}

// clearAttempt takes away what an attempt before left, and nothing else.
func clearAttempt(work string) error {
	names, err := os.ReadDir(work)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, n := range names {
		if n.Name() != attemptData && n.Name() != attemptState {
			return orKeys(Fail(Exists, "move it away, or name another folder with --dir",
				"%s holds something that no recovery left there", host.Safe(work)),
				"move it away, or name another folder")
		}
	}
	return os.RemoveAll(work)
}

// mayRecoverInto is [checkEmptyFolder] for a vault that takes the place of the folder: so
// it may not be where this command runs, and who could enter it does not matter.
func mayRecoverInto(env Env, dir string) error {
	here, err := os.Getwd()
	if abs, err2 := filepath.Abs(dir); err == nil && err2 == nil && here == abs {
		return orKeys(Fail(Usage, "name another folder with --dir", "a vault cannot take the place of the folder in which this command runs"),
			"name another folder")
	}
	if err := MayInit(env); err != nil {
		return orKeys(Fail(Exists, "name another folder with --dir, or leave --vault out to recover the one there",
			"there is a vault in %s already", host.Safe(dir)),
			"name another folder, or no copy, to recover the vault that is there")
	}
	return checkEmptyFolder(dir)
}

// copyMemory copies what a machine remembers of one vault.
func copyMemory(from, to string) error {
	files, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = host.MakePrivate(to)
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		if !f.Type().IsRegular() {
			continue
		}
		data, err := sys.ReadSmall(filepath.Join(from, f.Name()), maxStateFile)
		if errors.Is(err, fs.ErrInvalid) { // what is larger is none of it
			continue
		}
		if err == nil {
			err = sys.WriteWhole(filepath.Join(to, f.Name()), data, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
