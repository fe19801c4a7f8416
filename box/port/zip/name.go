package zip

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/box"
)

const nameLength = 80 // bytes of an attachment's name that are kept in an entry's

// entryName is where an attachment lies: its item, a number that makes it the
// only one, and as much of its name as every system can take.
func entryName(item box.ID, n int, name string) string {
	return fmt.Sprintf("%s/%s/%d-%s", filesFolder, item, n+1, safe(name))
}

// safe keeps letters, digits and harmless signs.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.+=@", r)) {
			return r
		}
		return '_'
	}, name)
	if len(name) > nameLength {
		name = strings.ToValidUTF8(name[len(name)-nameLength:], "_") // the end tells the type
	}
	if trimmed := strings.TrimRight(name, "."); trimmed != "" {
		return trimmed
	}
	return "file"
}
