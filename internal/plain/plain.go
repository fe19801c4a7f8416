// Package plain says what people may write that others are shown: on cards, in lists
// and in orders that lie in clear.
package plain

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxEmail is the longest e-mail address, in bytes: RFC 5321, section 4.5.3.1.3, less
// the angle brackets.
const MaxEmail = 254

// Email returns an e-mail address in NFC, or nothing for nothing. It is text for
// people: nobody is written to. The error says what it cannot be.
func Email(s string) (string, error) {
	s = norm.NFC.String(s)
	if s == "" {
		return "", nil
	}
	user, domain, _ := strings.Cut(s, "@")
	switch {
	case len(s) > MaxEmail:
		return "", fmt.Errorf("the e-mail address is longer than %d bytes", MaxEmail)
	case !Shows(s) || strings.Contains(s, " "):
		return "", errors.New("the e-mail address holds blanks or characters that do not show")
	case user == "" || domain == "" || strings.Contains(domain, "@"):
		return "", errors.New("the e-mail address is not of the form NAME@DOMAIN")
	}
	return s, nil
}

// Shows tells whether a terminal shows every character as itself, and people can
// see each: no controls, nothing of zero width, no other blank than the space.
func Shows(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || blank(r) || r != ' ' && unicode.IsSpace(r) || !unicode.IsGraphic(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// blank names the characters that Unicode calls letters or marks but that leave
// nothing on the screen.
func blank(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x3164, 0xffa0, 0x17b4, 0x17b5, 0x2800:
		return true
	}
	return false
}
