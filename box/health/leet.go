package health

import "math"

// leetLetters are the letters that a character may stand for.
func leetLetters(r rune) string {
	switch r {
	case '4', '@':
		return "a"
	case '8':
		return "b"
	case '(', '{', '[', '<':
		return "c"
	case '3':
		return "e"
	case '6', '9':
		return "g"
	case '1', '|':
		return "il"
	case '!':
		return "i"
	case '7':
		return "lt"
	case '0':
		return "o"
	case '$', '5':
		return "s"
	case '+':
		return "t"
	case '%':
		return "x"
	case '2':
		return "z"
	}
	return ""
}

// meant tells whether a character may stand for a letter.
func meant(r, letter rune) bool {
	for _, l := range leetLetters(r) {
		if l == letter {
			return true
		}
	}
	return false
}

// leetGuesses is the log10 of the ways in which letters may be swapped for
// look-alikes, over a token in lower case and the word that it stands for.
func leetGuesses(token, word []rune) (log10 float64) {
	for i, c := range token {
		if c == word[i] || swapSeen(token[:i], word[:i], c, word[i]) {
			continue
		}
		var swapped, plain int
		for _, d := range token {
			if d == c {
				swapped++
			}
			if d == word[i] {
				plain++
			}
		}
		ways := 2.0
		if plain > 0 {
			ways = mixtures(swapped, plain)
		}
		log10 += math.Log10(ways)
	}
	return log10
}

func swapSeen(token, word []rune, c, letter rune) bool {
	for i := range token {
		if token[i] == c && word[i] == letter {
			return true
		}
	}
	return false
}
