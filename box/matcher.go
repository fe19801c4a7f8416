package box

import "strings"

// Matcher finds one text in others, as [Find] does: without regard to case, letter by letter.
type Matcher struct{ needle needle }

// NewMatcher takes a text to look for. [ErrBound] for one that stands anywhere, as nothing but
// blanks does, or that is no text of at most [MaxName] bytes.
func NewMatcher(text string) (Matcher, error) {
	text, err := cleanText("what is looked for", text, MaxName)
	if err == nil && strings.TrimSpace(text) == "" {
		err = bound("nothing to look for")
	}
	return Matcher{newNeedle(text)}, err
}

// In tells whether one of some texts holds it.
func (m *Matcher) In(texts ...string) bool {
	for _, s := range texts {
		if m.needle.in([]byte(s)) {
			return true
		}
	}
	return false
}

// InBytes tells whether bytes hold it, such as a record in which texts stand as they are.
func (m *Matcher) InBytes(b []byte) bool { return m.needle.in(b) }
