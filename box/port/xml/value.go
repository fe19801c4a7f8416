package xml

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// plain tells whether a value stands in the file as it is: everything in it is
// a character that XML keeps and a terminal can take, and no white space at
// its ends could get lost.
func plain(value []byte) bool {
	for i := 0; i < len(value); {
		if c := value[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7F {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(value[i:])
		if r == utf8.RuneError && size == 1 || r <= 0x9F || r == 0xFFFE || r == 0xFFFF {
			return false
		}
		i += size
	}
	return len(bytes.TrimFunc(value, unicode.IsSpace)) == len(value)
}
