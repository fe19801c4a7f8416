package apart

import "io"

// Start starts the child, which calls [Serve] with its standard input and output. It
// decides where the program is and what it gets of the environment: proxies and
// certificates, and nothing that is secret.
type Start func() (Process, error)

// Process is a child that runs.
type Process interface {
	// What the child says, and what it is told.
	io.Reader
	io.Writer

	// CloseWrite tells the child that nothing more comes; it ends then.
	CloseWrite() error

	// Kill ends the child at once. Reads and writes that wait come back with an error.
	// It may be called at any time, also after the end.
	Kill()

	// Wait waits until the child has ended, and returns the last of what it wrote to
	// its standard error: bounded, and fit for a terminal.
	Wait() (said string, err error)
}
