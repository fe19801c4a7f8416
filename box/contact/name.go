package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CleanName returns a name in NFC as it may stand on a card and in lists: 1 to
// [MaxName] bytes that a terminal shows as they are, without a blank at either
// end, and not beginning with @ (an id) or - (a flag). The error is an [ErrBound].
func CleanName(s string) (string, error) {
	s = norm.NFC.String(s)
	switch {
	case s == "":
		return "", bound("the name is empty")
	case len(s) > MaxName:
		return "", bound("the name is longer than %d bytes", MaxName)
	case !plain(s) || strings.TrimSpace(s) != s:
		return "", bound("the name holds characters that do not show, or begins or ends with a blank")
	case s[0] == '@' || s[0] == '-':
		return "", bound("the name begins with @ or -")
	}
	return s, nil
}

// CleanEmail returns an e-mail address in NFC, or nothing for nothing. It is text
// for people: nobody is written to.
func CleanEmail(s string) (string, error) {
	s = norm.NFC.String(s)
	if s == "" {
		return "", nil
	}
	user, domain, _ := strings.Cut(s, "@")
	switch {
	case len(s) > MaxEmail:
		return "", bound("the e-mail address is longer than %d bytes", MaxEmail)
	case !plain(s) || strings.Contains(s, " "):
		return "", bound("the e-mail address holds blanks or characters that do not show")
	case user == "" || domain == "" || strings.Contains(domain, "@"):
		return "", bound("the e-mail address is not of the form NAME@DOMAIN")
	}
	return s, nil
}

// plain tells whether a terminal shows every character as itself, and people can
// see each: no controls, nothing of zero width, no other blank than the space.
func plain(s string) bool {
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

// Alike tells whether people would take one name or address for the other: the
// same but for case, blanks, and forms of the same letters. Letters of other
// scripts that look the same are not found.
func Alike(a, b string) bool { return folded(a) == folded(b) }

func folded(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, s)
}
