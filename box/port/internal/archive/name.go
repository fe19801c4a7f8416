package archive

import (
	"io/fs"
	"strings"
	"unicode"
)

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
