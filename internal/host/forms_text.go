package host

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// urlForms are percent-encodings (RFC 3986, section 2.1) with capital and small
// digits. They differ in the characters, besides letters and digits, that they
// leave alone, and in what becomes of a blank.
func urlForms(s []byte) [][]byte {
	var forms [][]byte
	for _, safe := range []string{
		"-._~",                 // unreserved: curl, Go's query, PHP
		"-._~/",                // Python's quote
		"-._~$&+=:@",           // Go's path
		"-._~$&+,;=",           // Go's user information
		"-_.!~*'()",            // encodeURIComponent
		"-_.!~*'();,/?:@&=+$#", // encodeURI
		"-._*",                 // HTML forms
	} {
		for _, digits := range []string{"0123456789ABCDEF", "0123456789abcdef"} {
			form := percentForm(s, safe, digits)
			forms = append(forms, form, bytes.ReplaceAll(form, []byte("%20"), []byte("+")))
		}
	}
	return forms
}

func percentForm(s []byte, safe, digits string) []byte {
	out := make([]byte, 0, 3*len(s))
	for _, b := range s {
		if isAlphanumeric(b) || strings.IndexByte(safe, b) >= 0 {
			out = append(out, b)
		} else {
			out = append(out, '%', digits[b>>4], digits[b&0xf])
		}
	}
	return out
}

func isAlphanumeric(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// markupForms are what HTML and XML writers make of a text. They differ in
// quotation marks, and in whether they write what is not ASCII as a number.
func markupForms(s []byte) [][]byte {
	var forms [][]byte
	for _, marks := range [][2]string{
		{`"`, `'`},
		{"&quot;", `'`},
		{"&quot;", "&#x27;"},
		{"&quot;", "&#39;"},
		{"&quot;", "&#039;"},
		{"&quot;", "&apos;"},
		{"&#34;", "&#39;"},
		{"&#x22;", "&#x27;"},
	} {
		form := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, marks[0], "'", marks[1]).Replace(string(s))
		forms = append(forms, []byte(form), []byte(strings.ReplaceAll(form, "+", "&#43;")), mapRunes([]byte(form), numbered))
	}
	return forms
}

// numbered is a rune as XML in ASCII holds it.
func numbered(r rune) string {
	if r < utf8.RuneSelf {
		return string(r)
	}
	return fmt.Sprintf("&#%d;", r)
}

// mapRunes is what f makes of each rune; nil for what is no UTF-8.
func mapRunes(s []byte, f func(rune) string) []byte {
	if !utf8.Valid(s) {
		return nil
	}
	out := make([]byte, 0, 2*len(s))
	for _, r := range string(s) {
		out = append(out, f(r)...)
	}
	return out
}

// quotedForms are the insides of quoted texts: of JSON that is all ASCII, of
// string literals as programs print them for debugging, and of shell words as
// `set -x`, `export -p`, `declare -p` and `printf %q` print them.
func quotedForms(s []byte) [][]byte {
	forms := [][]byte{
		mapRunes(s, jsonASCII("u%04x", false)),
		mapRunes(s, jsonASCII("u%04X", false)),
		mapRunes(s, jsonASCII("u%04x", true)),
		bytes.ReplaceAll(s, []byte(`'`), []byte(`'\''`)),  // bash
		bytes.ReplaceAll(s, []byte(`'`), []byte(`'"'"'`)), // Python's shlex
		dashForm(s),
		escapeBytes(s, "\"$`\\", nil),
		escapeBytes(s, " \t\n!\"$&'()*,;<>?[\\]^`{|}", nil),
		escapeBytes(s, "#~ \t\n!\"$&'()*,;<>?[\\]^`{|}", nil),
	}
	for _, quote := range []string{"'", `"`, ""} {
		for _, style := range literalStyles() {
			forms = append(forms, mapBytes(s, style, quote, false), mapBytes(s, style, quote, true))
		}
	}
	return forms
}

// jsonASCII is the escape of a rune in JSON of ASCII alone.
func jsonASCII(number string, slash bool) func(rune) string {
	return func(r rune) string {
		if at := strings.IndexRune("\"\\\b\f\n\r\t", r); at >= 0 {
			return `\` + `"\bfnrt`[at:at+1]
		}
		switch {
		case r == '/' && slash:
			return `\/`
		case r >= ' ' && r < 0x7f:
			return string(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			return fmt.Sprintf(`\`+number+`\`+number, high, low)
		}
		return fmt.Sprintf(`\`+number, r)
	}
}

// dashForm puts each run of single quotes between double ones.
func dashForm(s []byte) []byte {
	var out []byte
	for len(s) > 0 {
		run := len(s) - len(bytes.TrimLeft(s, "'"))
		if run > 0 {
			out = append(append(append(out, `'"`...), s[:run]...), `"'`...)
			s = s[run:]
			continue
		}
		out, s = append(out, s[0]), s[1:]
	}
	return out
}

// escapeBytes puts a backslash before each of some bytes.
func escapeBytes(s []byte, special string, out []byte) []byte {
	for _, b := range s {
		if strings.IndexByte(special, b) >= 0 {
			out = append(out, '\\')
		}
		out = append(out, b)
	}
	return out
}

// literalStyle is how a language writes what it does not print as it is:
// letters for some control characters, a number for the rest.
type literalStyle struct {
	controls, letters string
	number            string
}

func literalStyles() []literalStyle {
	return []literalStyle{
		{"\a\b\f\n\r\t\v\x1b", "abfnrtvE", `\%03o`}, // bash
		{"\n\r\t", "nrt", `\x%02x`},                 // Python
		{"\a\b\f\n\r\t\v", "abfnrtv", `\x%02x`},     // C, Go
		{"\n\r\t", "nrt", `\x%02X`},                 // Perl and others
	}
}

// mapBytes writes s as a literal in such quotation marks; with ascii no
// character beyond ASCII stays.
func mapBytes(s []byte, style literalStyle, quote string, ascii bool) []byte {
	out := make([]byte, 0, 2*len(s))
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		switch at := strings.IndexByte(style.controls, s[0]); {
		case at >= 0:
			out = append(out, '\\', style.letters[at])
		case s[0] == '\\' || quote != "" && s[0] == quote[0]:
			out = append(out, '\\', s[0])
		case size > 1 && !ascii && unicode.IsPrint(r), s[0] >= ' ' && s[0] < 0x7f:
			out = append(out, s[:size]...)
		default:
			for _, b := range s[:size] {
				out = fmt.Appendf(out, style.number, b)
			}
		}
		s = s[size:]
	}
	return out
}
