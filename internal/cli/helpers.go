package cli

import (
	"path/filepath"

	"coffer/internal/host"
)

// startHelper starts a helper program: the one beside this program, or else one
// on the PATH.
func (c *cli) startHelper(name string, args ...string) (*host.Helper, error) {
	return host.StartHelper(c.Environ, c.beside(), name, args...)
}

// findHelper says whether that program is there.
func (c *cli) findHelper(name string) error {
	_, err := host.FindHelper(c.Environ, c.beside(), name)
	return err
}

// beside is the folder of this program.
func (c *cli) beside() string {
	if len(c.Self) == 0 {
		return ""
	}
	return filepath.Dir(c.Self[0])
}
