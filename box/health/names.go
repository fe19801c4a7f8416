package health

import (
	"slices"
	"strings"
	"unicode"
)

// Names are words that somebody who attacks an item would try first: its title,
// user name, host, folder, and what its owner is called. They are not secret. The
// zero value holds none.
type Names struct {
	all [][]rune
	buf []rune // in which they stand
}

// Add takes each text as a whole and in its parts, those first that were added
// first. What is shorter than three letters, says nothing (www, com) or is too
// much is left out.
func (n *Names) Add(texts ...string) {
	for _, text := range texts {
		if len(text) > maxNameText {
			text = text[:maxNameText]
		}
		text = strings.ToLower(text)
		n.add(text)
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			n.add(part)
		}
	}
}

func (n *Names) add(name string) {
	start := len(n.buf)
	for _, r := range name {
		n.buf = append(n.buf, r)
	}
	r := n.buf[start:len(n.buf):len(n.buf)]
	if len(n.all) >= maxNames || len(r) < minName || len(r) > maxLook || sayNothing(name) ||
		slices.ContainsFunc(n.all, func(o []rune) bool { return slices.Equal(o, r) }) {
		n.buf = n.buf[:start]
		return
	}
	n.all = append(n.all, r)
}

// reset empties it and keeps its room.
func (n *Names) reset() { n.all, n.buf = n.all[:0], n.buf[:0] }

// wipe is for names that their owner holds to be secret.
func (n *Names) wipe() {
	clear(n.buf[:cap(n.buf)])
	n.reset()
}

func sayNothing(name string) bool {
	switch name {
	case "www", "com", "org", "net", "the", "and", "http", "https":
		return true
	}
	return false
}
