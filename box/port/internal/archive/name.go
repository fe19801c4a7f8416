package archive

import (
	"io/fs"
	"strings"
	"unicode"
)

// Contained allows every name that stays below the archive, for formats that make
// no file on a disk of it. Folders may be there; they end in a slash.
func Contained(name string) bool {
	return len(name) <= maxContained && fs.ValidPath(strings.TrimSuffix(name, "/"))
}

// Plain tells whether a name is plain, stays below the archive and is not
// hidden. Folders may be there; they end in a slash.
func Plain(name string) bool {
	plain := strings.TrimSuffix(name, "/")
	if len(name) > maxName || !fs.ValidPath(plain) || plain == "." || strings.ContainsAny(plain, `\:`) {
		return false
	}
	for _, r := range plain {
		if unicode.IsControl(r) {
			return false
		}
	}
	return !strings.HasPrefix(plain, ".") && !strings.Contains(plain, "/.")
}
