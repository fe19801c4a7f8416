package contact

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"coffer/internal/plain"
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
	case !plain.Shows(s) || strings.TrimSpace(s) != s:
		return "", bound("the name holds characters that do not show, or begins or ends with a blank")
	case s[0] == '@' || s[0] == '-':
		return "", bound("the name begins with @ or -")
	}
	return s, nil
}

// CleanEmail is [plain.Email], with an [ErrBound].
func CleanEmail(s string) (string, error) {
	s, err := plain.Email(s)
	if err != nil {
		return "", bound("%s", err)
	}
	return s, nil
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
