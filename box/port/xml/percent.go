package xml

import (
	"unicode/utf8"
)

const upperHex = "0123456789ABCDEF"

// escapes tells whether a character of a name is written as percent text. In
// the name of a folder a slash is, too.
func escapes(r rune, size int, folder bool) bool {
	switch {
	case r < ' ', r == '%', 0x7F <= r && r <= 0x9F, r == 0xFFFE, r == 0xFFFF:
		return true
	case r == utf8.RuneError:
		return size == 1
	}
	return folder && r == '/'
}

// appendPercent appends a name as percent text.
func appendPercent(dst []byte, name string, folder bool) []byte {
	for i := 0; i < len(name); {
		if c := name[i]; c < utf8.RuneSelf && !escapes(rune(c), 1, folder) {
			dst = append(dst, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(name[i:])
		for _, c := range []byte(name[i : i+size]) {
			if escapes(r, size, folder) {
				dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
			} else {
				dst = append(dst, c)
			}
		}
		i += size
	}
	return dst
}

// parsePercent reads a name that appendPercent wrote; ok is false for anything
// else, also for an escape that was not needed.
func parsePercent(text []byte, folder bool) (name string, ok bool) {
	plain := true
	for _, c := range text {
		if c < ' ' || c == '%' || c >= 0x7F || folder && c == '/' {
			plain = false
			break
		}
	}
	if plain {
		return string(text), true
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '%' {
			if i+2 >= len(text) || unhex(text[i+1]) > 15 || unhex(text[i+2]) > 15 {
				return "", false
			}
			c = unhex(text[i+1])<<4 | unhex(text[i+2])
			i += 2
		}
		out = append(out, c)
	}
	name = string(out)
	return name, string(appendPercent(nil, name, folder)) == string(text)
}

func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 0xFF
}
