package host

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// SafeJSON writes every character of a JSON document that [SafeLines] would not
// leave as it is as \uXXXX (RFC 8259, section 7). The document stays equal: such
// characters stand in its strings only. What it returns may be doc itself.
func SafeJSON(doc []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(doc); {
		if c := doc[i]; c >= ' ' && c < 0x7f || c == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(doc[i:])
		if !shown(r, size, "\n\t") {
			out = appendUnicode(append(out, doc[done:i]...), r)
			done = i + size
		}
		i += size
	}
	if done == 0 {
		return doc
	}
	return append(out, doc[done:]...)
}

func appendUnicode(out []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}
