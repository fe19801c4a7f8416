package pass

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// escape writes %XX for every byte that wanted says, and for a % that would read
// as the beginning of one. What is not UTF-8 is escaped as well.
func escape(s string, wanted func(at int, r rune) bool) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == '%' && isEscape(s[i:]) || wanted(i, r) {
			for _, c := range []byte(s[i : i+size]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// unescape reads what escape writes. A name of somebody else's that would become
// none stays as it is.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if !isEscape(s[i:]) {
			b = append(b, s[i])
			continue
		}
		b = append(b, digit(s[i+1])<<4|digit(s[i+2]))
		i += 2
	}
	if out := string(b); utf8.ValidString(out) && !strings.Contains(out, "\x00") {
		return out
	}
	return s
}

func isEscape(s string) bool {
	return len(s) >= 3 && s[0] == '%' && isDigit(s[1]) && isDigit(s[2])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' }

func digit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c - 'A' + 10
}

// fileName writes a name so that it can be that of a file or a folder, also one
// that no program of a store hides or takes for something else. It is cut where it
// is too long.
func fileName(s string) string {
	s = escape(s, func(at int, r rune) bool {
		return r == '/' || r == '\\' || r < ' ' || r == 0x7f || at == 0 && (r == '.' || r == '-')
	})
	for _, ending := range []string{".age", ".gpg", attachments} {
		if stem, ok := strings.CutSuffix(s, ending); ok {
			s = stem + "%2E" + ending[1:]
		}
	}
	return cutName(s, maxFileName)
}

// keyName writes the name of a field so that it can be a key.
func keyName(s string) string {
	s = escape(s, func(at int, r rune) bool {
		edge := r == ' ' && (at == 0 || at == len(s)-1)
		return r == ':' || edge || !isKey("x"+string(r)+"x") || at == 0 && !isKey(string(r))
	})
	return cutName(s, maxKey)
}

// cutName cuts a written name between characters.
func cutName(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = s[:most]
	if i := strings.LastIndexByte(s, '%'); i >= 0 && i >= len(s)-2 { // not within %XX
		s = s[:i]
	}
	for {
		if r, size := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || size != 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return strings.TrimRight(s, " ")
}
