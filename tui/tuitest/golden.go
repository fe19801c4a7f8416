package tuitest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the frames in testdata/frames anew")

// Golden holds the frame, as text and with its styles, in both sizes, against the files
// testdata/frames/NAME.WIDTHxHEIGHT.txt and .ansi of the package under test; with -update
// it writes them. The lines of the places and of the status may differ: they change with
// each new place, and with what others do; and so may IDs.
func (p *Person) Golden(name string) *Person {
	p.t.Helper()
	for _, size := range [][2]int{{120, 40}, {80, 24}} {
		p.Resizes(size[0], size[1])
		base := filepath.Join("testdata", "frames", fmt.Sprintf("%s.%dx%d", name, size[0], size[1]))
		hold(p.t, base+".txt", trimmed(p.masked(p.Frame())))
		hold(p.t, base+".ansi", p.masked(p.Styled())+"\n")
	}
	return p
}

// Masks has another text stand in golden frames for each line in which a text is that is
// another one in each run: one that hangs on keys, or a folder of the test.
func (p *Person) Masks(text, line string) *Person {
	p.masks = append(p.masks, [2]string{text, line})
	return p
}

func (p *Person) masked(frame string) string {
	lines := strings.Split(frame, "\n")
	for i := range lines {
		for _, m := range p.masks {
			if strings.Contains(lines[i], m[0]) {
				lines[i] = m[1]
			}
		}
	}
	return strings.Join(lines, "\n")
}

// trimmed leaves out the blanks at the ends of lines, which editors eat.
func trimmed(frame string) string {
	var b strings.Builder
	for line := range strings.Lines(frame + "\n") {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

// Holds text against a file of the package under test; with -update it writes it.
func Holds(t testing.TB, path, got string) { t.Helper(); hold(t, path, got) }

// testFolder is the folder in which the tests began: a test may go to another one.
var testFolder, _ = os.Getwd()

func hold(t testing.TB, path, got string) {
	t.Helper()
	path = filepath.Join(testFolder, path)
	want, err := os.ReadFile(path)
	same := err == nil && ofScreen(string(want)) == ofScreen(got)
	if *update && !same {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if !same {
		t.Errorf("%s is not what is drawn now (go test -update writes it anew):\n%s", path, got)
	}
}

// ofScreen is a frame without the lines of the places and of the status.
func ofScreen(frame string) string {
	lines := strings.Split(strings.TrimRight(frame, "\n"), "\n")
	frame = strings.Join(lines[min(1, len(lines)-1):max(1, len(lines)-1)], "\n")
	return anyID.ReplaceAllStringFunc(frame, func(id string) string { return "@" + strings.Repeat("0", len(id)-1) })
}

// anyID is an @ID. Those that hang on keys are others in each run.
var anyID = regexp.MustCompile("@[0-9a-z]{8,26}")
