package app

import (
	"fmt"
	"strings"
	"time"
)

// Texts that commands and screens share.

// LocalTime shows a time as the reader's own; the zero time is nothing.
func LocalTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04")
}

// ReasonText is what follows what somebody said, where they gave a reason.
func ReasonText(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// SizeText is a size for people.
func SizeText(n int64) string {
	switch {
	case n < 10<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 10<<20:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// ItemHead tells of an item as a whole, as rows of a name and a value; what is not set
// is left out.
func ItemHead(s *Shown) (rows [][2]string) {
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, [2]string{name, value})
		}
	}
	add("id", "@"+s.ID.String())
	add("template", s.Template)
	add("tags", strings.Join(s.Tags, ", "))
	if s.Favourite {
		add("favourite", "yes")
	}
	add("created", LocalTime(s.Created))
	add("changed", LocalTime(s.Changed)+fmt.Sprintf(", revision %d", s.Revision))
	if !s.Expires.IsZero() {
		add("expires", LocalTime(s.Expires)+", then "+ExpiryText(&s.Label))
	}
	return rows
}

// ExpiryText says what happens to an item at its date.
func ExpiryText(l *Label) string {
	if l.OnExpiry == DeleteOnExpiry {
		return "delete"
	}
	return "warn"
}

// TriesText says what remains of failed tries, for a list.
func TriesText(f Failed) string {
	text := Counted(f.Count, "try failed", "tries failed")
	if word := f.Word.String(); word != "" {
		return text + ": " + word
	}
	return text + "; what was tried cannot be told"
}

// FailedText says what remains of failed tries, and what the word that stayed of them means.
func FailedText(f Failed) string {
	text := TriesText(f)
	switch f.Word.String() {
	case "slip":
		return text + ", which is all but your password"
	case "near":
		return text + ", which is much like your password"
	case "different":
		return text + ", which is nothing like your password"
	}
	return text
}

// LoginSession is what a session is called, or how many commands there were without one.
func LoginSession(l *Login) string {
	if l.Session == "" {
		return Counted(int(l.Times), "command", "commands") + " without a session"
	}
	return fmt.Sprintf("%q", l.Session)
}

// DecidedTexts say what the master password has decided of what trustees ordered.
func DecidedTexts(d Decided) (texts []string) {
	if d.Vetoed != "" {
		texts = append(texts, fmt.Sprintf("vetoed: trustees had ordered by ticket %s to delete this vault", d.Vetoed))
	}
	if d.Lifted != "" {
		texts = append(texts, fmt.Sprintf("the vault is open again: the freeze by ticket %s is lifted", d.Lifted))
	}
	if d.Email != "" {
		texts = append(texts, fmt.Sprintf("your e-mail address is %s now, as trustees decided by ticket %s", d.Email, d.EmailBy))
	}
	return texts
}

// AskedText says that so many tickets wait for the owner.
func AskedText(n int) string {
	return Counted(n, "ticket goes on and waits", "tickets go on and wait") + " for you"
}

// LoginText says when and where a session began.
func LoginText(l *Login) string {
	text := LocalTime(l.Time)
	if l.Host != "" {
		text += " on " + l.Host
	}
	if l.Terminal != "" {
		text += ", " + l.Terminal
	}
	return fmt.Sprintf("%q, %s", l.Session, text)
}

// ParamsText writes costs of key derivation as --kdf reads them.
func ParamsText(p Params) string {
	return fmt.Sprintf("%dMiB,%d,%d", p.MemoryKiB>>10, p.Time, p.Threads)
}
