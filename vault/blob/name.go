package blob

import (
	"fmt"
	"strings"
)

// CheckName reports whether a name is one to three parts of a-z and 0-9, joined
// by slashes, of at most [MaxPart] characters each. Nothing else ever reaches a
// file system or a network. The error is an [ErrName] and does not quote it.
func CheckName(name string) error { return checkParts(name, MaxParts) }

// checkPrefix is the same for the folder that a list is of; all of the store is "".
func checkPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	return checkParts(prefix, MaxParts-1)
}

func checkParts(name string, most int) error {
	parts := 0
	for part := range strings.SplitSeq(name, "/") {
		if parts++; parts > most || !isPart(part) {
			return fmt.Errorf("%w: at most %d parts of a-z and 0-9, joined by /", ErrName, most)
		}
	}
	return nil
}

func isPart(s string) bool {
	if s == "" || len(s) > MaxPart {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// under reports whether a name lies in the folder that a list is of.
func under(prefix, name string) bool {
	return prefix == "" || strings.HasPrefix(name, prefix+"/")
}
