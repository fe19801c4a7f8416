package app

import (
	"path/filepath"

	"coffer/internal/sys"
)

// Small files in the state folder, of one vault on one machine.

// maxStateFile bounds such a file, in bytes.
const maxStateFile = 16 << 10

func (a *App) statePath(name string) string {
	return filepath.Join(a.env.Folders.State, a.v.ID().String(), name)
}

// readState reads a whole file; see [sys.ReadSmall].
func (a *App) readState(name string) ([]byte, error) {
	return sys.ReadSmall(a.statePath(name), maxStateFile)
}

// writeState replaces a file as a whole.
func (a *App) writeState(name string, b []byte) error {
	return sys.WriteWhole(a.statePath(name), b, false)
}
