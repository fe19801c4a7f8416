package host

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLookAt(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"all.zip.age", "all-2.zip.age", "plain", "a.b.zip", ".hidden"} {
		if err := os.WriteFile(at(name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(at("store"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Place{
		"new.zip":         {},
		"all.zip.age":     {Taken: true, File: true, Free: at("all-3.zip.age")},
		"plain":           {Taken: true, File: true, Free: at("plain-2")},
		"a.b.zip":         {Taken: true, File: true, Free: at("a.b-2.zip")},
		".hidden":         {Taken: true, File: true, Free: at(".hidden-2")},
		"store":           {Taken: true, Free: at("store-2")},
		"nowhere/new.zip": {Lost: at("nowhere")},
		"plain/new.zip":   {},
	} {
		got := LookAt(at(name))
		if name == "plain/new.zip" { // what the system says of it differs
			got.Lost = ""
		}
		if got != want {
			t.Errorf("%s is %+v, not %+v", name, got, want)
		}
	}
}
