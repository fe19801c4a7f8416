package blob

import "io"

// Start starts the helper program of a name, coffer-blob-NAME. It decides where
// the program is looked for and what it gets of the environment, which must be
// nothing of Coffer's own. An error that wraps [io/fs.ErrNotExist] says that there
// is no such program.
type Start func(name string) (Process, error)

// Process is a helper program that runs.
type Process interface {
	// What the program says, and what it is told.
	io.Reader
	io.Writer

	// CloseWrite tells the program that nothing more comes; it ends then.
	CloseWrite() error

	// Kill ends the program at once. Reads and writes that wait come back with
	// an error. It may be called at any time, also after the end.
	Kill()

	// Wait waits until the program has ended, and returns the last of what it
	// wrote to its standard error: bounded, and fit for a terminal.
	Wait() (said string, err error)
}
