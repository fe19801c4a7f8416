package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Small files in the state folder: a person's machine keeps them, so they are
// read with a bound, and neither read nor written through a link.

// maxStateFile bounds such a file, in bytes.
const maxStateFile = 4 << 10

func (a *App) statePath(name string) string {
	return filepath.Join(a.env.Folders.State, a.v.ID().String(), name)
}

// readState reads a whole file. One that is no plain file or too long gives
// [fs.ErrInvalid].
func (a *App) readState(name string) ([]byte, error) {
	path := a.statePath(name)
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxStateFile {
		return nil, fs.ErrInvalid
	}
	return os.ReadFile(path)
}

// writeState replaces a file as a whole; a link is replaced, not followed.
func (a *App) writeState(name string, b []byte) error {
	path := a.statePath(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), name+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
