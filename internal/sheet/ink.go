package sheet

import (
	"unicode"
	"unicode/utf8"

	"coffer/vault/secret"
)

// ink is a page while it is written. When it grows it leaves no copy of what
// is on it.
type ink struct{ b []byte }

// say writes markup, or text that goes onto a plain page.
func (k *ink) say(parts ...string) {
	for _, s := range parts {
		k.room(len(s))
		k.b = append(k.b, s...)
	}
}

func (k *ink) room(n int) {
	if len(k.b)+n <= cap(k.b) {
		return
	}
	bigger := make([]byte, len(k.b), 2*cap(k.b)+n)
	copy(bigger, k.b)
	clear(k.b)
	k.b = bigger
}

// page hands over what was written.
func (k *ink) page() secret.Text { return secret.Take(k.b) }

// escaped writes text into HTML, where it stays text.
func (k *ink) escaped(text []byte) { k.write(text, true) }

// plain writes text onto a plain page.
func (k *ink) plain(text []byte) { k.write(text, false) }

func (k *ink) write(text []byte, html bool) {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		if e := entity(r); html && e != "" {
			k.say(e)
			continue
		}
		if !shows(r) {
			r = utf8.RuneError
		}
		k.room(utf8.UTFMax)
		k.b = utf8.AppendRune(k.b, r)
	}
}

// shows tells whether a character is seen on paper, and leaves the ones beside
// it in their place. A name must not turn the line around it.
func shows(r rune) bool { return unicode.IsGraphic(r) }

func isSpace(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) }

// entity is what stands in HTML for a character that means something there.
func entity(r rune) string {
	switch r {
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '&':
		return "&amp;"
	case '"':
		return "&#34;"
	case '\'':
		return "&#39;"
	}
	return ""
}
