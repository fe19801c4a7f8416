package host

import (
	"os"
	"path/filepath"
	"runtime"
)

// Home is the home folder of a person, or nothing where none is known.
func Home(getenv func(string) string) string {
	if runtime.GOOS == "windows" {
		return getenv("USERPROFILE")
	}
	return getenv("HOME")
}

// ExpandHome reads a path as a shell does that is typed where there is none: ~ at its
// beginning is the home folder.
func ExpandHome(path, home string) string {
	if home == "" || path == "" || path[0] != '~' || len(path) > 1 && !os.IsPathSeparator(path[1]) {
		return path
	}
	return filepath.Clean(home) + path[1:]
}
