package host

import (
	"runtime"
	"strings"
)

// ownPrefix begins the names of our own variables: sessions, folders.
const ownPrefix = "COFFER_"

// ChildEnv returns environ, a list as [os.Environ] gives it, without the
// variables that are Coffer's own. The names are compared without regard to
// case, since Windows makes no difference.
func ChildEnv(environ []string) []string {
	kept := make([]string, 0, len(environ))
	for _, entry := range environ {
		if len(entry) < len(ownPrefix) || !strings.EqualFold(entry[:len(ownPrefix)], ownPrefix) {
			kept = append(kept, entry)
		}
	}
	return kept
}

// lookup returns the value of the variable name, "" where there is none. The
// last entry counts, as it does for a child.
func lookup(environ []string, name string) string {
	value := ""
	for _, entry := range environ {
		if key, v, found := strings.Cut(entry, "="); found && sameName(key, name) {
			value = v
		}
	}
	return value
}

func sameName(a, b string) bool {
	return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b)
}
