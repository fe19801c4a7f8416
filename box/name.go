package box

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NFC is the form in which names are stored. A name from outside is brought
// into it before it is compared with one.
func NFC(name string) string { return norm.NFC.String(name) }

// cleanName returns a name in NFC. It may hold anything that is valid UTF-8 but
// a NUL; what says whose name it is.
func cleanName(what, s string) (string, error) {
	if s == "" {
		return "", bound("%s is empty", what)
	}
	return cleanText(what, s, MaxName)
}

// cleanText is [cleanName] for what may be empty.
func cleanText(what, s string, most int) (string, error) {
	if !validText(s) {
		return "", bound("%s is not UTF-8 or holds a NUL", what)
	}
	s = norm.NFC.String(s)
	if len(s) > most {
		return "", bound("%s is longer than %d bytes", what, most)
	}
	return s, nil
}

// IsText tells whether a value can stand in a field that is not of kind file:
// valid UTF-8 without a NUL.
func IsText(b []byte) bool { return utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 }

func validText(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// cleanBoxName also refuses a leading @, which is how an id starts.
func cleanBoxName(s string) (string, error) {
	if strings.HasPrefix(s, "@") {
		return "", bound("the name of a box does not start with @")
	}
	return cleanName("the name of the box", s)
}

// wholeSecond cuts a time to what is stored. Times that cannot be stored, which
// only foreign files hold, become unknown.
func wholeSecond(t time.Time) time.Time {
	if s := t.Unix(); t.IsZero() || s <= 0 || s > maxSeconds {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}
