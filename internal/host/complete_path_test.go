package host

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestCompletePath(t *testing.T) {
	dir := t.TempDir() + string(filepath.Separator)
	for _, name := range []string{"alice.pack", "alicia.pack", ".hidden"} {
		if err := os.WriteFile(dir+name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(dir+"folder", 0o700); err != nil {
		t.Fatal(err)
	}
	sep := string(filepath.Separator)
	for _, test := range []struct {
		start, common string
		names         []string
	}{
		{"al", "alic", []string{"alice.pack", "alicia.pack"}},
		{"alice", "alice.pack", []string{"alice.pack"}},
		{"f", "folder" + sep, []string{"folder" + sep}},
		{"", "", []string{"alice.pack", "alicia.pack", "folder" + sep}},
		{".", ".hidden", []string{".hidden"}},
		{"nobody", "nobody", nil},
	} {
		common, names, err := CompletePath(t.Context(), dir+test.start)
		if err != nil || common != dir+test.common || !slices.Equal(names, test.names) {
			t.Errorf("%q: %q, %q, %v", test.start, common, names, err)
		}
	}
	if _, _, err := CompletePath(t.Context(), dir+"nothing"+sep+"x"); err == nil {
		t.Error("a folder that is not there is completed")
	}
}

func TestHomeIsTyped(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "alice.pack"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{"~": home, "~/a": home + "/a", "~bob": "~bob", "": "", "a/~": "a/~"} {
		if got := ExpandHome(typed, home); got != want {
			t.Errorf("%q is %q", typed, got)
		}
	}
	if got := ExpandHome("~/a", ""); got != "~/a" {
		t.Errorf("without a home folder it is %q", got)
	}
	for _, start := range []string{"~", "~/", "~/al"} {
		if common, names, err := CompletePathAt(t.Context(), start, home); err != nil || filepath.ToSlash(common) != "~/alice.pack" || len(names) != 1 {
			t.Errorf("%q: %q, %q, %v", start, common, names, err)
		}
	}
}
