package asking

import (
	"strings"
	"unicode"
)

// glyphs are letters of three by five points: a digit for each row, whose bits are its points.
var glyphs = map[rune]string{
	'0': "75557", '1': "26227", '2': "71747", '3': "71717", '4': "55711", '5': "74717", '6': "74757", '7': "71122", '8': "75757", '9': "75717",
	'A': "25755", 'B': "65656", 'C': "34443", 'D': "65556", 'E': "74647", 'F': "74644", 'G': "34553", 'H': "55755", 'I': "72227",
	'J': "11152", 'K': "55655", 'L': "44447", 'M': "57755", 'N': "65555", 'O': "25552", 'P': "65644", 'Q': "25563", 'R': "65655",
	'S': "34216", 'T': "72222", 'U': "55557", 'V': "55552", 'W': "55775", 'X': "55255", 'Y': "55222", 'Z': "71247",
}

// otherGlyph stands for a sign that has none, such as the dash between groups.
const otherGlyph = "00700"

// largeLines draw text in large letters, two rows of points in one line.
func largeLines(text string) []string {
	lines := make([]string, 3)
	for y := range lines {
		var b strings.Builder
		for _, r := range text {
			glyph := glyphs[unicode.ToUpper(r)]
			if glyph == "" {
				glyph = otherGlyph
			}
			b.WriteString(largeRow(glyph, 2*y) + " ")
		}
		lines[y] = b.String()
	}
	return lines
}

// largeRow draws two rows of points of a letter.
func largeRow(glyph string, row int) string {
	upper, lower := glyph[row]-'0', byte(0)
	if row+1 < len(glyph) {
		lower = glyph[row+1] - '0'
	}
	var b strings.Builder
	for bit := byte(4); bit > 0; bit >>= 1 {
		switch {
		case upper&bit != 0 && lower&bit != 0:
			b.WriteRune('█')
		case upper&bit != 0:
			b.WriteRune('▀')
		case lower&bit != 0:
			b.WriteRune('▄')
		default:
			b.WriteRune(' ')
		}
	}
	return b.String()
}
