//go:build unix

package host

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestChildEnv(t *testing.T) {
	in := []string{"PATH=/bin", "COFFER_SESSION=s", "COFFERS=x", "coffer_dir=d", "COFFER_=", "COFFER_BARE", "A=COFFER_SESSION=s", ""}
	want := []string{"PATH=/bin", "COFFERS=x", "A=COFFER_SESSION=s", ""}
	if got := ChildEnv(in); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if in[1] != "COFFER_SESSION=s" {
		t.Error("the list itself was changed")
	}
}

func TestLookupTakesTheLast(t *testing.T) {
	environ := []string{"A=1", "AB=2", "A=3=4"}
	if got := lookup(environ, "A"); got != "3=4" {
		t.Errorf("got %q", got)
	}
	if got := lookup(environ, "B"); got != "" {
		t.Errorf("got %q", got)
	}
}

// script writes a program for /bin/sh.
func script(t *testing.T, dir, name, body string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFindProgram(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	script(t, second, "tool", "")
	script(t, second, "other", "")
	if err := errors.Join(os.WriteFile(filepath.Join(first, "tool"), nil, 0o600), os.Mkdir(filepath.Join(first, "sub"), 0o700)); err != nil {
		t.Fatal(err)
	}
	environ := []string{"PATH=" + first + ":" + second}
	if got, err := findProgram(environ, "tool"); err != nil || got != filepath.Join(second, "tool") {
		t.Errorf("the second one can be run: %q, %v", got, err)
	}
	if _, err := findProgram([]string{"PATH=" + first}, "tool"); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("not executable: %v", err)
	}
	for _, name := range []string{"none", "", "sub/none"} {
		if _, err := findProgram(environ, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := findProgram(environ, "sub"); !errors.Is(err, fs.ErrPermission) {
		t.Error("a folder is a program")
	}
	t.Chdir(second)
	for _, path := range []string{"PATH=.:", "PATH=", "PATH=:"} {
		if got, err := findProgram([]string{path}, "other"); err == nil {
			t.Errorf("%s finds %s in the current folder", path, got)
		}
	}
	if got, err := findProgram(nil, "./other"); err != nil || !filepath.IsAbs(got) {
		t.Errorf("a path: %q, %v", got, err)
	}
}

func TestSplitWords(t *testing.T) {
	for in, want := range map[string][]string{
		"vim":                  {"vim"},
		"  vim\t -p ":          {"vim", "-p"},
		`'my ed' "a \"b\" $x"`: {"my ed", `a "b" $x`},
		`a\ b '\'`:             {"a b", `\`},
		`code --x="y z"`:       {"code", "--x=y z"},
		`vim ''`:               {"vim", ""},
		`vim;rm $(x)`:          {"vim;rm", "$(x)"},
	} {
		if got, err := splitWords(in); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"", " ", `""`, `'a`, `"a`, `a\`, "a\nb", "a\x00", string(make([]byte, maxWord+1))} {
		if got, err := splitWords(in); err == nil {
			t.Errorf("%.20q became %q", in, got)
		}
	}
}

// Words that are quoted are found again.
func FuzzSplitWords(f *testing.F) {
	f.Add("vim", "-c 'x'")
	f.Add(`a"b`, `\`)
	f.Fuzz(func(t *testing.T, a, b string) {
		words, err := splitWords(a)
		if err == nil && (len(words) == 0 || len(words) > maxWords) {
			t.Fatalf("%q became %q", a, words)
		}
		want := []string{a, b}
		if checkWords(want) != nil {
			return
		}
		line := quoted(a) + " " + quoted(b)
		if got, err := splitWords(line); err == nil && !slices.Equal(got, want) {
			t.Fatalf("%q became %q", line, got)
		}
	})
}

func quoted(s string) string {
	out := "'"
	for _, b := range []byte(s) {
		if b == '\'' {
			out += `'\''`
		} else {
			out += string([]byte{b})
		}
	}
	return out + "'"
}
