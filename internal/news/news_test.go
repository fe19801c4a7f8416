package news

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

const sample = `# Changelog

What a user notices.

## Unreleased

### Added

- **The vault**: one file,
  with ` + "`init`" + `.
- See [docs/hooks.md](docs/hooks.md).

### Fixed

- Nothing.

## [0.1.0] - 2031-05-06

### Added

- The beginning.
`

func TestParse(t *testing.T) {
	all, err := Parse(sample)
	want := []Entry{
		{"Unreleased", "Added", "**The vault**: one file, with `init`."},
		{"Unreleased", "Added", "See [docs/hooks.md](docs/hooks.md)."},
		{"Unreleased", "Fixed", "Nothing."},
		{"[0.1.0] - 2031-05-06", "Added", "The beginning."},
	}
	if err != nil || !slices.Equal(all, want) {
		t.Errorf("%q, %v", all, err)
	}
	if s := all[0].Plain(); s != "The vault: one file, with init." {
		t.Errorf("plain: %q", s)
	}
	if s := all[1].Plain(); s != "See docs/hooks.md." {
		t.Errorf("plain: %q", s)
	}
}

func TestParseRefuses(t *testing.T) {
	for what, log := range map[string]string{
		"a text between":          "## 1\n\nhello\n",
		"an entry of no kind":     "## 1\n\n- hello\n",
		"an empty entry":          "## 1\n### Added\n- \n",
		"a line that goes on":     "## 1\n### Added\n  hello\n",
		"one after a blank line":  "## 1\n### Added\n- a\n\n  b\n",
		"a list in a list":        "## 1\n### Added\n- a\n\t- b\n",
		"a long entry":            "## 1\n### Added\n- " + strings.Repeat("a", maxText+1) + "\n",
		"an entry that grows":     "## 1\n### Added\n- a\n" + strings.Repeat("  "+strings.Repeat("b", 80)+"\n", maxText/80),
		"a long heading":          "## " + strings.Repeat("1", maxText+1) + "\n",
		"very many":               "## 1\n### Added\n" + strings.Repeat("- a\n", maxEntries+1),
		"more than is ever read":  strings.Repeat("\n", maxLog+1),
		"a line without its dash": "## 1\n### Added\n-a\n",
	} {
		if all, err := Parse(log); !errors.Is(err, ErrForm) {
			t.Errorf("%s: %q, %v", what, all, err)
		}
	}
}

// TestOurs reads the change log of this project, as the program does.
func TestOurs(t *testing.T) {
	b, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := Parse(string(b))
	if err != nil || len(all) < 20 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	for _, e := range all {
		if strings.Contains(e.Plain(), "**") || strings.Contains(e.Plain(), "](") {
			t.Errorf("left of Markdown: %q", e.Plain())
		}
	}
	if n := len(See(all)); n != len(all) {
		t.Errorf("%d entries, %d of them once", len(all), n)
	}
}

func TestSeen(t *testing.T) {
	all, err := Parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	s := See(all[1:])
	if s.Has(all[0]) || !s.Has(all[1]) || !s.Has(all[3]) || Seen(nil).Has(all[0]) {
		t.Error("what was seen is not what was shown")
	}
	moved := all[1]
	moved.Version, moved.Kind = "1.0.0", "Changed"
	if !s.Has(moved) {
		t.Error("an entry is news since its version has a number")
	}
	again, err := ParseSeen(s.Bytes())
	if err != nil || !slices.Equal(again, s) {
		t.Errorf("%v, %v", again, err)
	}
	many := Seen{}
	for i := range maxEntries {
		many = append(many, ID{byte(i >> 8), byte(i)})
	}
	if n := len(many.Bytes()); n != MaxSeen {
		t.Errorf("%d bytes and not %d", n, MaxSeen)
	}
}

func TestParseSeenRefuses(t *testing.T) {
	line := func(n int) string { return fmt.Sprintf("%016x\n", n) }
	for what, text := range map[string]string{
		"nothing": "", "another form": "coffer news 2\n", "no line end": seenHead + strings.TrimSpace(line(1)),
		"twice": seenHead + line(1) + line(1), "not rising": seenHead + line(2) + line(1), "blank": seenHead + "\n",
		"capitals": seenHead + "000000000000000A\n", "short": seenHead + "00\n", "long": seenHead + "00" + line(1), "rest": seenHead + line(1) + "x",
	} {
		if s, err := ParseSeen([]byte(text)); !errors.Is(err, ErrForm) {
			t.Errorf("%s: %v, %v", what, s, err)
		}
	}
	text := seenHead
	for i := range maxEntries + 1 {
		text += line(i)
	}
	if _, err := ParseSeen([]byte(text)); !errors.Is(err, ErrForm) {
		t.Errorf("too many: %v", err)
	}
}

func FuzzParseSeen(f *testing.F) {
	f.Add([]byte(seenHead))
	f.Add(Seen{{1}, {2}}.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := ParseSeen(b); err == nil && string(s.Bytes()) != string(b) {
			t.Errorf("%q is %q again", b, s.Bytes())
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, log string) {
		all, err := Parse(log)
		if err != nil && !errors.Is(err, ErrForm) {
			t.Error(err)
		}
		for _, e := range all {
			if len(e.Plain()) > len(e.Text) {
				t.Errorf("%q is longer than %q", e.Plain(), e.Text)
			}
		}
	})
}
