package paper

import (
	"bytes"
	"strconv"

	"coffer/vault/secret"
)

// Read reads a share of one kind, and wipes the text: what [Parse] reads, the text of
// several QR codes in lines, or a whole sheet as plain text, whose words stand under the
// heading of their share, each behind its number.
func Read(typed secret.Text, kind string) (Share, error) {
	defer typed.Wipe()
	text := typed.Bytes()
	if len(text) > MaxSheet {
		return Share{}, fail(ErrLength, "too long for a sheet: %d bytes", len(text))
	}
	if all := linesOfCodes(text); len(all) > 1 {
		return oneOfCodes(all, kind)
	}
	if isPage(text) {
		return Share{}, fail(ErrForm, "this is the page of a sheet, for a browser; take the file that ends in .txt, or type its words")
	}
	grid, number, err := gridOf(text, kind)
	switch {
	case err != nil:
		return Share{}, err
	case number == 0:
		return Parse(typed.Clone())
	}
	symbols, err := grid.symbols()
	defer clear(symbols)
	if err != nil {
		return Share{}, err
	}
	return fromWords(symbols)
}

func isPage(text []byte) bool {
	begin := bytes.TrimSpace(text[:min(len(text), 64)])
	return bytes.HasPrefix(bytes.ToLower(begin), []byte("<!doctype html"))
}

// scannerMark is what zbarimg writes before the text of a code.
const scannerMark = "QR-Code:"

// scanned is a text without what a scanner writes before it.
func scanned(text []byte) []byte { return bytes.TrimPrefix(bytes.TrimSpace(text), []byte(scannerMark)) }

// linesOfCodes are the lines that hold the text of a QR code.
func linesOfCodes(text []byte) (all [][]byte) {
	for line := range bytes.Lines(text) {
		line = scanned(line)
		if len(line) >= len(codePrefix) && bytes.EqualFold(line[:len(codePrefix)], []byte(codePrefix)) {
			all = append(all, line)
		}
	}
	return all
}

// oneOfCodes is the share of a kind among those of a sheet, or one of another kind where
// that is all there is.
func oneOfCodes(lines [][]byte, kind string) (found Share, err error) {
	if len(lines) > maxCodes {
		return Share{}, fail(ErrForm, "the text of %d QR codes; give each sheet by itself", len(lines))
	}
	for _, line := range lines {
		code := compact(line)
		s, failed := parseCode(code)
		clear(code)
		switch {
		case failed != nil:
			err = failed
		case s.Kind == kind && found.Kind == kind:
			s.Wipe()
			found.Wipe()
			return Share{}, fail(ErrForm, "several shares for %q; give each sheet by itself", kind)
		case s.Kind == kind || found.Kind == "":
			found.Wipe()
			found = s
		default:
			s.Wipe()
		}
	}
	if found.Kind == kind || err == nil {
		return found, nil
	}
	found.Wipe()
	return Share{}, err
}

// The heading of a share on a sheet begins with its kind between these.
const (
	headingBegins = "Share “"
	headingEnds   = "”, number "
)

// Heading is what stands over the words of a share on a sheet, where [Read] looks for it.
func Heading(kind string, index int, set [8]byte) string {
	return headingBegins + kind + headingEnds + strconv.Itoa(index) + ", set " + SetNumber(set)
}

// grid is the words of one share by their places; nil where none stands.
type grid [Words][]byte

// gridOf finds the words of a share of one kind on a sheet; number counts the shares of
// any kind that it has.
func gridOf(text []byte, kind string) (g grid, number int, err error) {
	within, found, begun, at := false, false, false, 0
	for line := range bytes.Lines(text) {
		at++
		line = bytes.TrimSpace(line)
		if of, is := heading(line); is {
			number++
			if within = of == kind; within && found {
				return g, number, fail(ErrForm, "several shares for %q; give each sheet by itself", kind)
			}
			found, begun = found || within, false
			continue
		}
		fields := bytes.Fields(line)
		switch {
		case !within || len(fields) == 0:
		case placeOf(fields[0]) > 0:
			begun = true
			if err := g.take(fields, at); err != nil {
				return g, number, err
			}
		case begun: // what stands under the words
			within = false
		}
	}
	if number > 0 && !found {
		return g, number, fail(ErrKind, "a sheet without a share for %q", kind)
	}
	return g, number, nil
}

// heading tells whether a line is the heading of a share, and of what kind.
func heading(line []byte) (kind string, is bool) {
	rest, is := bytes.CutPrefix(line, []byte(headingBegins))
	if !is || len(line) > maxHeading {
		return "", false
	}
	before, _, is := bytes.Cut(rest, []byte(headingEnds))
	return string(before), is
}

// placeOf reads the number before a word, as in "7."; 0 where it is none.
func placeOf(mark []byte) int {
	digits, dotted := bytes.CutSuffix(mark, []byte("."))
	if !dotted || len(digits) < 1 || len(digits) > 2 {
		return 0
	}
	n := 0
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0
		}
		n = 10*n + int(d-'0')
	}
	return n
}

// take puts the words of one line into their places.
func (g *grid) take(fields [][]byte, line int) error {
	if len(fields)%2 != 0 {
		return fail(ErrForm, "line %d is not as it was printed: a number without its word, or a word without its number", line)
	}
	for i := 0; i < len(fields); i += 2 {
		n := placeOf(fields[i])
		switch {
		case n < 1 || n > Words:
			return fail(ErrForm, "line %d is not as it was printed: no number of a word stands there", line)
		case g[n-1] != nil:
			return fail(ErrForm, "word %d stands there twice", n)
		}
		g[n-1] = fields[i+1]
	}
	return nil
}

// symbols looks every word up; the caller wipes them.
func (g *grid) symbols() ([]uint16, error) {
	for i, w := range g {
		if w == nil {
			return nil, fail(ErrLength, "word %d is missing", i+1)
		}
	}
	return symbolsOf(g[:], func(i int) int { return i + 1 })
}
