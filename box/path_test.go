package box

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestParsePath(t *testing.T) {
	for in, want := range map[string]Path{
		"work":                   {Box: "work"},
		"work/acme":              {Box: "work", Title: "acme"},
		"work/mail/acme":         {Box: "work", Folder: []string{"mail"}, Title: "acme"},
		"work/a/b/c":             {Box: "work", Folder: []string{"a", "b"}, Title: "c"},
		"work/50%25 off":         {Box: "work", Title: "50% off"},
		"a%2Fb/c%2Fd/%252F":      {Box: "a/b", Folder: []string{"c/d"}, Title: "%2F"},
		"./../.":                 {Box: ".", Folder: []string{".."}, Title: "."},
		"work/@home":             {Box: "work", Title: "@home"},
		"work/ ":                 {Box: "work", Title: " "},
		"work/a\x1b[31mb":        {Box: "work", Title: "a\x1b[31mb"},
		"work/a%1B%5b31mb":       {Box: "work", Title: "a\x1b[31mb"},
		"work/a%20b%2fc":         {Box: "work", Title: "a b/c"},
		"%40home/m%c3%bcller":    {Box: "@home", Title: "m\u00fcller"},
		"work/mu\u0308ller":      {Box: "work", Title: "m\u00fcller"},
		"W\u00d6rk/\u65e5\u672c": {Box: "W\u00d6rk", Title: "\u65e5\u672c"},
	} {
		got, err := ParsePath(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		same(t, want, got)
	}
}

func TestParsePathRefuses(t *testing.T) {
	for _, in := range []string{
		"", "/", "/a", "a/", "a//b", "@0123", "a%", "a%2", "a%zz", "a%+1", "a%00b", "a/%FF", "a/b%2", "a\x00b", "a/\xff",
		strings.Repeat("a/", MaxDepth+2) + "a", strings.Repeat("x", MaxName+1), "a/" + strings.Repeat("%25", MaxPath/3),
	} {
		if p, err := ParsePath(in); !errors.Is(err, ErrPath) {
			t.Errorf("%.40q: %v, %v", in, p, err)
		}
	}
}

// nameGen draws names that may stand anywhere but at the start of a box.
func nameGen() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringN(1, 20, -1).Draw(t, "name") + rapid.SampledFrom([]string{"x", "/", "%", "é", "..", "\n", "\x1b", "\u202e", "%0A"}).Draw(t, "end")
		s, err := cleanName("x", strings.ReplaceAll(s, "\x00", "0"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestPathRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Path{
			Box:    nameGen().Draw(t, "box"),
			Folder: rapid.SliceOfN(nameGen(), 0, 5).Draw(t, "folder"),
			Title:  nameGen().Draw(t, "title"),
		}
		printed := want.String()
		if strings.ContainsFunc(printed, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Fatalf("%q is not safe to print", printed)
		}
		got, err := ParsePath(printed)
		if err != nil {
			t.Fatal(err)
		}
		if got.Box != want.Box || got.Title != want.Title || JoinFolder(got.Folder) != JoinFolder(want.Folder) {
			t.Fatalf("%q became %q", want, got)
		}
	})
}

func TestPathIsPrintedSafely(t *testing.T) {
	for name, want := range map[string]string{
		"a\nb\r\t":        "a%0Ab%0D%09",
		"\x1b[31m\x7f":    "%1B[31m%7F",
		"\u0085\u009b2J":  "%C2%85%C2%9B2J",
		"\u202egnp.exe":   "%E2%80%AEgnp.exe",
		"a\u2028b\u200b":  "a%E2%80%A8b%E2%80%8B",
		"\u2800":          "%E2%A0%80",
		"50% a/b":         "50%25 a%2Fb",
		"m\u00fcller \\x": "m\u00fcller \\x",
	} {
		if got := EscapeName(name); got != want {
			t.Errorf("%q is written %q, want %q", name, got, want)
		}
		p := Path{Box: "@" + name, Folder: []string{name}, Title: name}
		again, err := ParsePath(p.String())
		if err != nil {
			t.Fatal(err)
		}
		same(t, p, again)
	}
}

// TestIndexNameStays holds that what is printed is no part of the format.
func TestIndexNameStays(t *testing.T) {
	if got := indexName([]string{"a\n%"}, "\u202e/"); got != "a\n%25/\u202e%2F" {
		t.Errorf("%q", got)
	}
}

// FuzzParsePath holds that what parses is written as it was read, but for the
// normal form of its letters.
func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"work", "work/mail/acme", "a%2Fb/%25", "", "@x", "a//b", "a/\xff", "mu\u0308ller/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePath(s)
		if err != nil {
			if !errors.Is(err, ErrPath) {
				t.Fatal(err)
			}
			return
		}
		again, err := ParsePath(p.String())
		if err != nil {
			t.Fatalf("%q parses, %q does not: %v", s, p, err)
		}
		same(t, p, again)
	})
}
