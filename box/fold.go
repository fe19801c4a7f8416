package box

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// needle is a text to look for without regard to case. It folds letter by
// letter: ASCII to ASCII, any other letter to its lower case.
type needle struct {
	text  []byte // folded
	ascii bool
	probe []byte // the longest ASCII part of text, perhaps empty
}

func newNeedle(s string) needle {
	var n needle
	for _, r := range s {
		n.text = utf8.AppendRune(n.text, fold(r))
	}
	n.probe = longestASCII(n.text)
	n.ascii = len(n.probe) == len(n.text)
	return n
}

func longestASCII(s []byte) (longest []byte) {
	for start := 0; start < len(s); start++ {
		end := start
		for end < len(s) && s[end] < utf8.RuneSelf {
			end++
		}
		if end-start > len(longest) {
			longest = s[start:end]
		}
		start = end
	}
	return longest
}

// fold never turns a letter beyond ASCII into one of ASCII, so that a probe
// finds whatever the whole text would.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		return rune(foldASCII(byte(r)))
	}
	if l := unicode.ToLower(r); l >= utf8.RuneSelf {
		return l
	}
	return r
}

func foldASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// may tells whether a record may hold the text: false is certain. It looks at
// the encoded bytes, in which every text stands as it is, and so spares most
// records the decoding.
func (n *needle) may(record []byte) bool { return containsASCII(record, n.probe) }

// in tells whether s holds the text.
func (n *needle) in(s []byte) bool {
	if n.ascii || !n.may(s) {
		return n.ascii && containsASCII(s, n.text)
	}
	for i := range s {
		if utf8.RuneStart(s[i]) && startsFolded(s[i:], n.text) {
			return true
		}
	}
	return false
}

func startsFolded(s, text []byte) bool {
	for len(text) > 0 {
		a, n := utf8.DecodeRune(s)
		b, m := utf8.DecodeRune(text)
		if n == 0 || fold(a) != b {
			return false
		}
		s, text = s[n:], text[m:]
	}
	return true
}

// containsASCII looks for a folded ASCII text. It jumps from one occurrence of
// the first letter, in either case, to the next.
func containsASCII(s, text []byte) bool {
	if len(text) == 0 {
		return true
	}
	last := len(s) - len(text) + 1 // where an occurrence cannot start any more
	if last <= 0 {
		return false
	}
	small := text[0]
	large := byte(unicode.ToUpper(rune(small)))
	nextSmall, nextLarge := after(s[:last], -1, small), last
	if large != small {
		nextLarge = after(s[:last], -1, large)
	}
	for {
		at := min(nextSmall, nextLarge)
		if at == last {
			return false
		}
		if equalASCII(s[at:at+len(text)], text) {
			return true
		}
		if at == nextSmall {
			nextSmall = after(s[:last], at, small)
		} else {
			nextLarge = after(s[:last], at, large)
		}
	}
}

// after returns where c stands next behind at, or the end.
func after(s []byte, at int, c byte) int {
	if i := bytes.IndexByte(s[at+1:], c); i >= 0 {
		return at + 1 + i
	}
	return len(s)
}

func equalASCII(s, folded []byte) bool {
	for i, c := range s {
		if foldASCII(c) != folded[i] {
			return false
		}
	}
	return true
}
