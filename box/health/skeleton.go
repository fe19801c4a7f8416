package health

import (
	"slices"
	"unicode"
)

// skeleton is what people keep of a password when they must take a new one: it
// leaves out digits and punctuation at both ends, and with them a year, and tells
// neither large from small, nor letters from look-alikes, nor forwards from
// backwards. It returns a part of buf.
func skeleton(buf, password []rune) []rune {
	for len(password) > 0 && !unicode.IsLetter(password[0]) {
		password = password[1:]
	}
	for len(password) > 0 && !unicode.IsLetter(password[len(password)-1]) {
		password = password[:len(password)-1]
	}
	buf = buf[:0]
	for _, r := range password {
		buf = append(buf, bone(unicode.ToLower(r)))
	}
	if back := len(buf) - 1; back > 0 && backwardsFirst(buf) {
		slices.Reverse(buf)
	}
	return buf
}

// bone is one letter for all that look like it.
func bone(r rune) rune {
	if r == 'l' {
		return 'i'
	}
	if letters := leetLetters(r); letters != "" {
		return rune(letters[0])
	}
	return r
}

// backwardsFirst tells whether a text comes before itself when read backwards.
func backwardsFirst(s []rune) bool {
	for i, r := range s {
		if back := s[len(s)-1-i]; back != r {
			return back < r
		}
	}
	return false
}
