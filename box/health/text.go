package health

import "strings"

// Text tells how hard a password is to guess, and what makes it easy, in one line
// without any part of it.
func (s Strength) Text() string {
	var reasons []string
	for r := range s.Reasons.All() {
		reasons = append(reasons, r.String())
	}
	return strings.Join(append(reasons, guessesText(s.Log10)), ", ")
}
