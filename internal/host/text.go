package host

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe makes every character of s visible that a terminal would obey or hide
// instead of showing: control characters (C0, DEL, C1), line separators, bidi
// overrides and isolates, everything of zero width, blanks that pretend to be
// letters, private and unassigned code points, and bytes that are no UTF-8.
// They come out as \n, \x1b or \u202e. All text that is printed to a terminal
// and may come from elsewhere passes here.
//
// The result is for eyes: since a backslash in s stays as it is, it cannot be
// read back.
func Safe(s string) string { return escape(s, "") }

// SafeLines is [Safe] for text of several lines: \n and \t stay.
func SafeLines(s string) string { return escape(s, "\n\t") }

func escape(s, keep string) string {
	start := firstUnsafe(s, keep)
	if start == len(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + 16)
	out.WriteString(s[:start])
	for rest := s[start:]; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		if shown(r, size, keep) {
			out.WriteString(rest[:size])
		} else {
			writeEscape(&out, r, size, rest[0])
		}
		rest = rest[size:]
	}
	return out.String()
}

// firstUnsafe returns the offset of the first character to escape, or the
// length of s. Long lists are nearly always plain: this is their whole cost.
func firstUnsafe(s, keep string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !shown(r, size, keep) {
			return i
		}
		i += size
	}
	return len(s)
}

// shown reports whether a terminal shows r as itself.
func shown(r rune, size int, keep string) bool {
	switch {
	case r == utf8.RuneError && size == 1:
		return false
	case r < utf8.RuneSelf && strings.ContainsRune(keep, r):
		return true
	case isBlankLetter(r):
		return false
	}
	return unicode.IsGraphic(r)
}

// isBlankLetter names the characters that Unicode calls letters or marks but
// that leave nothing on the screen.
func isBlankLetter(r rune) bool {
	switch r {
	case 0x034f, // combining grapheme joiner
		0x115f, 0x1160, 0x3164, 0xffa0, // Hangul fillers
		0x17b4, 0x17b5, // Khmer inherent vowels
		0x2800: // Braille blank
		return true
	}
	return false
}

func writeEscape(out *strings.Builder, r rune, size int, first byte) {
	switch {
	case r == '\n':
		out.WriteString(`\n`)
	case r == '\r':
		out.WriteString(`\r`)
	case r == '\t':
		out.WriteString(`\t`)
	case r == utf8.RuneError && size == 1:
		writeHex(out, 'x', rune(first), 2)
	case r < 0x100:
		writeHex(out, 'x', r, 2)
	case r < 0x10000:
		writeHex(out, 'u', r, 4)
	default:
		writeHex(out, 'U', r, 8)
	}
}

func writeHex(out *strings.Builder, kind byte, r rune, digits int) {
	out.WriteByte('\\')
	out.WriteByte(kind)
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		out.WriteByte("0123456789abcdef"[r>>shift&0xf])
	}
}
