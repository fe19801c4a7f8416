package offline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coffer/hibp"
	"coffer/hibp/hibptest"
)

func isMissing(err error) bool { return errors.Is(err, ErrMissing) }

// textFile is a file with a content.
func textFile(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pwned.txt")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// lines is a small corpus as lines without ends.
func lines(t testing.TB, n int) []string {
	t.Helper()
	var b bytes.Buffer
	if err := hibptest.New(hibp.SHA1, n).WriteText(&b, "\n"); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// TestTextTolerates: what tools leave in the single file.
func TestTextTolerates(t *testing.T) {
	const n = 300
	l := lines(t, n)
	marked := make([]string, n)
	for i := range l {
		if marked[i] = l[i]; i%7 == 0 {
			marked[i] = "\ufeff" + l[i]
		}
	}
	for name, content := range map[string]string{
		"LF":              strings.Join(l, "\n") + "\n",
		"CRLF":            strings.Join(l, "\r\n") + "\r\n",
		"no end":          strings.Join(l, "\r\n"),
		"marks":           strings.Join(marked, "\r\n"),
		"empty lines":     "\r\n\n" + strings.Join(l, "\n\r\n\n") + "\n\n\n",
		"many empty ones": strings.Join(l, strings.Repeat("\n", 3*window)),
		"marks alone":     strings.Join(l, "\n\ufeff\n"),
		"lower case":      strings.ToLower(strings.Join(l, "\n")),
	} {
		d := open(t, textFile(t, content))
		for i := range n {
			if a := look(t, d, hibptest.Member(i)); a.Count != hibptest.Count(i) {
				t.Errorf("%s: member %d is %+v", name, i, a)
			}
			if a := look(t, d, hibptest.Other(i)); a.Found() {
				t.Errorf("%s: other %d is %+v", name, i, a)
			}
		}
		if err := d.Check(t.Context(), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTextIsNone(t *testing.T) {
	for name, content := range map[string]string{
		"empty":         "",
		"empty lines":   "\n\n\n",
		"a letter":      "Dear alice,\nthe file is on the stick.\n",
		"passwords":     "123456\npassword\n",
		"no count":      strings.Repeat("0", 40) + "\n",
		"a long line":   strings.Repeat("0", 1000),
		"nothing but 0": strings.Repeat("\n", (maxWindows+2)*window),
	} {
		if d, err := Open(textFile(t, content)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
}

// TestTextDamaged: a line that is none, or out of order, is an error where a lookup
// meets it, and always where all is read; never the answer that something is not there.
func TestTextDamaged(t *testing.T) {
	const n = 2000
	l := lines(t, n)
	for name, damage := range map[string]func(l []string){
		"two lines exchanged": func(l []string) { l[50], l[51] = l[51], l[50] },
		"reversed":            func(l []string) { l[0], l[n-1] = l[n-1], l[0] },
		"twice":               func(l []string) { l[50] = l[49] },
		"an NTLM line":        func(l []string) { l[50] = "8846F7EAEE8FB117AD06BDD830B7586C:3" },
		"cut in a line":       func(l []string) { l[n-1] = l[n-1][:30] },
		"a line of its own":   func(l []string) { l[50] = "# a note" },
		"a long line":         func(l []string) { l[50] = strings.Repeat("A", 2*window) },
		"spaces":              func(l []string) { l[50] += " " },
	} {
		bad := append([]string(nil), l...)
		damage(bad)
		d := unsampled(t, textFile(t, strings.Join(bad, "\n")))
		if err := d.Check(t.Context(), nil); !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsorted) {
			t.Errorf("%s: checked with %v", name, err)
		}
		if _, err := Build(t.Context(), d, filepath.Join(t.TempDir(), "table"), Shape{Form: FormTable}, nil); err == nil {
			t.Errorf("%s: a table was built", name)
		}
	}
}

// unsampled is a text file as [Open] opens it, that was not looked at.
func unsampled(t *testing.T, path string) *text {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return &text{f: f, size: info.Size(), kind: hibp.SHA1}
}

// shuffled are lines that are as good as random, and always the same.
func shuffled(t *testing.T, n int) []string {
	l := lines(t, n)
	for i := range l {
		j := (i * 7919) % n
		l[i], l[j] = l[j], l[i]
	}
	return l
}

// TestUnsortedIsNotOpened: the file of a tool that sorts in another way, or not at all,
// is refused before anything is looked up; one line that stands elsewhere is not seen
// then. What is in order is opened, whatever its length.
func TestUnsortedIsNotOpened(t *testing.T) {
	l := lines(t, 5000)
	backwards := slices.Clone(l)
	slices.Reverse(backwards)
	two := append(slices.Clone(l[2500:]), l[:2500]...)
	tail := append(slices.Clone(l[200:]), l[:200]...)
	for name, bad := range map[string][]string{"shuffled": shuffled(t, 5000), "backwards": backwards, "two files": two, "a tail": tail, "twice": {l[0], l[0]}} {
		if d, err := Open(textFile(t, strings.Join(bad, "\r\n"))); !errors.Is(err, ErrUnsorted) {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
	for n := 1; n < 300; n++ {
		open(t, textFile(t, strings.Join(lines(t, n), "\n")))
	}
	one := slices.Clone(l)
	one[2500], one[2501] = one[2501], one[2500]
	if err := open(t, textFile(t, strings.Join(one, "\n"))).Check(t.Context(), nil); !errors.Is(err, ErrUnsorted) {
		t.Errorf("one line: %v", err)
	}
}

// TestUnsortedText: the file of a tool that does not sort is noticed by lookups
// themselves, nearly always.
func TestUnsortedText(t *testing.T) {
	const n = 1000
	d := unsampled(t, textFile(t, strings.Join(shuffled(t, n), "\n")))
	missed := 0
	for i := range n {
		a, err := d.Look(t.Context(), hibp.Of(hibp.SHA1, hibptest.Member(i)))
		if err == nil && !a.Found() {
			missed++
		}
	}
	if missed > n/20 {
		t.Errorf("%d of %d members are said not to be there", missed, n)
	}
}

// TestLookupsHidePlaces: where a lookup fails is where the hash would stand.
func TestLookupsHidePlaces(t *testing.T) {
	l := lines(t, 100)
	for i := 1; i < len(l); i++ {
		l[i] = "broken"
	}
	d := unsampled(t, textFile(t, strings.Join(l, "\n")))
	_, err := d.Look(t.Context(), hibp.Of(hibp.SHA1, []byte("x")))
	if err == nil || strings.Contains(err.Error(), "byte") {
		t.Errorf("lookup: %v", err)
	}
	if err := d.Check(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "byte") {
		t.Errorf("check: %v", err)
	}
}

// TestTextCutWhileOpen: what was cut off is not "not there".
func TestTextCutWhileOpen(t *testing.T) {
	const n = 1000
	content := strings.Join(lines(t, n), "\r\n")
	path := textFile(t, content)
	d := open(t, path)
	if err := os.Truncate(path, int64(strings.LastIndex(content[:20_000], "\n")+1)); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		a, err := d.Look(t.Context(), hibp.Of(hibp.SHA1, hibptest.Member(i)))
		if err == nil && !a.Found() {
			t.Fatalf("member %d is said not to be there", i)
		}
	}
	if err := d.Check(t.Context(), nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("checked: %v", err)
	}
	if _, err := Build(t.Context(), d.(Scanner), filepath.Join(t.TempDir(), "table"), Shape{Form: FormTable}, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("built: %v", err)
	}
}

// TestRanges: the ranges of a text are its lines.
func TestRanges(t *testing.T) {
	c := hibptest.New(hibp.SHA1, 100_000)
	path := filepath.Join(t.TempDir(), "pwned.txt")
	if err := c.TextFile(path); err != nil {
		t.Fatal(err)
	}
	d := open(t, path).(hibp.Ranger)
	next := 0
	for p := range hibp.Prefix(hibp.Prefixes) {
		if p > 2000 && p < hibp.Prefixes-2000 {
			continue
		}
		if p == hibp.Prefixes-2000 {
			for next < len(c.Lines) && c.Lines[next].Hash.Prefix() < p {
				next++
			}
		}
		r, err := d.Range(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range r.Lines {
			if l != c.Lines[next] {
				t.Fatalf("range %v: another line", p)
			}
			next++
		}
	}
	if next != len(c.Lines) {
		t.Errorf("%d of %d lines in the last ranges", next, len(c.Lines))
	}
}

// TestRangeIsWhole: a line that stands elsewhere ends no range, and begins none.
func TestRangeIsWhole(t *testing.T) {
	c := hibptest.New(hibp.SHA1, 1)
	for _, stray := range []hibp.Prefix{0, 101, 119, hibp.Prefixes - 1} {
		for place := 1; place < 100; place++ {
			var l []string
			for i := range 2000 {
				l = append(l, fmt.Sprintf("%05X%035X:1", 100+i/100, i))
			}
			l = slices.Insert(l, 1000+place, fmt.Sprintf("%v%035X:1", stray, 1<<20)) // in the midst of range 110
			r, err := unsampled(t, textFile(t, strings.Join(l, "\n"))).Range(t.Context(), 110)
			if !errors.Is(err, ErrUnsorted) {
				t.Errorf("%v at %d: %d of 100 lines, %v", stray, place, len(r.Lines), err)
			}
		}
	}
	if r, err := unsampled(t, textFile(t, strings.Join(lines(t, 1), "\n"))).Range(t.Context(), c.Lines[0].Hash.Prefix()); err != nil || len(r.Lines) != 1 {
		t.Errorf("a line alone: %d, %v", len(r.Lines), err)
	}
}

// TestCutAtALineEnd: what ends or begins at a line end is not whole; a hole is found
// where all is read.
func TestCutAtALineEnd(t *testing.T) {
	const n = 20_000
	l := lines(t, n)
	for name, cut := range map[string][]string{
		"half": l[:n/2], "the other half": l[n/2:], "a hundred": l[:100], "all but a hundredth": l[:n-n/100], "all but the first": l[n/100:],
	} {
		if d, err := Open(textFile(t, strings.Join(cut, "\r\n")+"\r\n")); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
	open(t, textFile(t, strings.Join(l[:leastGaps], "\n"))) // too few to know
	open(t, textFile(t, strings.Join(l[3:n-3], "\n")))
	d := open(t, textFile(t, strings.Join(slices.Concat(l[:n/4], l[n/3:]), "\n")))
	if err := d.Check(t.Context(), nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("a hole: %v", err)
	}
	if _, err := Build(t.Context(), d.(Scanner), filepath.Join(t.TempDir(), "table"), Shape{Form: FormTable}, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("a table of a file with a hole: %v", err)
	}
}

func FuzzText(f *testing.F) {
	l := strings.Join(lines(f, 5), "\r\n")
	f.Add([]byte(l))
	f.Add([]byte("\ufeff" + l + "\n\n"))
	h := hibp.Of(hibp.SHA1, hibptest.Member(3))
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := Open(textFile(t, string(content)))
		if err != nil {
			return
		}
		defer d.Close()
		a, err := d.Look(t.Context(), h)
		if err != nil || d.Check(t.Context(), nil) != nil {
			return
		}
		there := uint64(0)
		for line := range strings.Lines(string(content)) { // sorted, and lines all of them
			line = strings.TrimLeft(line, "\ufeff")
			if got, err := hibp.ParseHash(d.Kind(), []byte(line[:min(len(line), 2*d.Kind().Size())])); err == nil && got == h {
				there++
			}
		}
		if d.Kind() == hibp.SHA1 && (a.Count > 0) != (there > 0) && there > 0 && !strings.Contains(string(content), ":0") {
			t.Errorf("found %+v, and it is there %d times", a, there)
		}
	})
}
