package scan

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// mode says which rules character data follows.
type mode uint8

const (
	content   mode = iota // between tags
	cdata                 // between <![CDATA[ and ]]>
	attribute             // between quotes
)

// Complaints about character data.
const (
	badChar = "a character that XML does not allow"
	badUTF8 = "text is not UTF-8"
	badRef  = "a reference other than &amp; &lt; &gt; &quot; &apos; or &#number;"
)

// unescape returns what src stands for: references replaced, line ends made
// one line feed, in attributes white space made a space. That is never longer
// than src and lies in its place, which is overwritten. A complaint is empty
// when all is well.
func unescape(src []byte, m mode) (text []byte, complaint string) {
	plain, complaint := check(src, m)
	if complaint != "" || plain {
		return src, complaint
	}
	dst := src[:0]
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '&' && m != cdata:
			r, n := reference(src[i:])
			if n == 0 {
				return nil, badRef
			}
			dst = utf8.AppendRune(dst, r)
			i += n - 1
		case c == '\r':
			if i+1 < len(src) && src[i+1] == '\n' {
				i++
			}
			dst = append(dst, lineEnd(m))
		case m == attribute && (c == '\n' || c == '\t'):
			dst = append(dst, ' ')
		default:
			dst = append(dst, c)
		}
	}
	return dst, ""
}

func lineEnd(m mode) byte {
	if m == attribute {
		return ' '
	}
	return '\n'
}

// check looks at every character and tells whether the text stands for itself.
func check(src []byte, m mode) (plain bool, complaint string) {
	plain = true
	ascii := true
	for _, c := range src {
		if c >= ' ' && c < utf8.RuneSelf && c != '&' && c != '<' {
			continue
		}
		switch {
		case c >= utf8.RuneSelf:
			ascii = false
		case c == '&' || c == '\r':
			plain = false
		case c == '\n' || c == '\t':
			plain = plain && m != attribute
		case c == '<' && m == attribute:
			return false, "a < inside an attribute"
		case c < ' ':
			return false, badChar
		}
	}
	if !ascii && !utf8.Valid(src) {
		return false, badUTF8
	}
	if !ascii && (bytes.Contains(src, []byte("\uFFFE")) || bytes.Contains(src, []byte("\uFFFF"))) {
		return false, badChar
	}
	if m == content && bytes.Contains(src, []byte("]]>")) {
		return false, "]]> outside a CDATA section"
	}
	return plain, ""
}

// reference reads one reference at the start of src, and tells its length; 0
// if there is none that is allowed.
func reference(src []byte) (rune, int) {
	end := bytes.IndexByte(src[:min(len(src), maxRef)], ';')
	if end < 2 {
		return 0, 0
	}
	name := string(src[1:end])
	r := named(name)
	if name[0] == '#' {
		r = numeric(name[1:])
	}
	if r == 0 {
		return 0, 0
	}
	return r, end + 1
}

func named(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	return 0
}

func numeric(digits string) rune {
	base := 10
	if len(digits) > 1 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !Allowed(rune(n)) {
		return 0
	}
	return rune(n)
}

// Allowed reports whether XML 1.0 (2.2) allows a character at all.
func Allowed(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return true
	case r < ' ', r == 0xFFFE, r == 0xFFFF:
		return false
	}
	return utf8.ValidRune(r)
}
