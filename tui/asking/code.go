package asking

import (
	"strings"
	"unicode"

	"coffer/tui/look"
)

// codeLines draw the code of a ticket so that it can be read aloud: in large letters where
// there is room, and each group with the words by which it is told on a telephone.
func codeLines(code string, cells int, l *look.Look) []string {
	lines := []string{"", " " + l.Dim.Render(look.Fit("the code, for you to tell each trustee by voice, and to nobody else", cells-1))}
	if large := largeLines(code); !l.Heard && look.Width(large[0])+4 <= cells {
		for _, line := range large {
			lines = append(lines, "    "+l.Title.Render(line))
		}
	}
	lines = append(lines, "")
	for _, group := range strings.Split(code, "-") {
		lines = append(lines, "    "+l.Title.Render(look.Cut(group, cells-4))+l.Dim.Render(look.Cut("   "+spelled(group), cells-4-look.Width(group))))
	}
	return lines
}

// spelled is a group of signs in words.
func spelled(group string) string {
	var words []string
	for _, r := range group {
		if word := spoken[unicode.ToUpper(r)]; word != "" {
			words = append(words, word)
		} else {
			words = append(words, string(r))
		}
	}
	return strings.Join(words, ", ")
}

// spoken are the words of the international spelling alphabet.
var spoken = map[rune]string{
	'0': "zero", '1': "one", '2': "two", '3': "three", '4': "four", '5': "five", '6': "six", '7': "seven", '8': "eight", '9': "nine",
	'A': "Alfa", 'B': "Bravo", 'C': "Charlie", 'D': "Delta", 'E': "Echo", 'F': "Foxtrot", 'G': "Golf", 'H': "Hotel", 'I': "India",
	'J': "Juliett", 'K': "Kilo", 'L': "Lima", 'M': "Mike", 'N': "November", 'O': "Oscar", 'P': "Papa", 'Q': "Quebec", 'R': "Romeo",
	'S': "Sierra", 'T': "Tango", 'U': "Uniform", 'V': "Victor", 'W': "Whiskey", 'X': "X-ray", 'Y': "Yankee", 'Z': "Zulu",
}
