package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault"
)

// TestExtractOverNothing: what lies in the folder already is neither written through nor taken for what was kept.
func TestExtractOverNothing(t *testing.T) {
	p := newPerson(t)
	p.add(1)
	id := p.attach(5000)
	made := p.make()
	want := p.state()
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		plant func(dir, path string) error
		fits  bool
	}{
		"nothing":           {func(_, _ string) error { return nil }, true},
		"other bytes":       {func(_, path string) error { return os.WriteFile(path, bytes.Repeat([]byte("x"), 5000), 0o600) }, false},
		"a link":            {func(_, path string) error { return os.Symlink(victim, path) }, false},
		"a link to nothing": {func(_, path string) error { return os.Symlink(victim+"-none", path) }, false},
		"a linked part":     {func(_, path string) error { return os.Symlink(victim, path+unfinished) }, true},
		"a part":            {func(_, path string) error { return os.WriteFile(path+unfinished, []byte("x"), 0o600) }, true},
		"a folder of a crash": {func(_, path string) error {
			return p.place.ExtractFile(ctx, &made.Snapshot, filepath.Dir(filepath.Dir(path)), id)
		}, true},
		"a linked folder": {func(dir, _ string) error {
			if err := os.Remove(dir); err != nil {
				return err
			}
			return os.Symlink(filepath.Dir(victim), dir)
		}, false},
	} {
		o := p.options(filepath.Join(t.TempDir(), "back"))
		dir := filepath.Join(o.Dir, vault.BlobsName)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := c.plant(dir, filepath.Join(dir, id.String())); err != nil {
			t.Fatal(err)
		}
		err := p.place.Extract(ctx, &made.Snapshot, o, nil)
		if (err == nil) != c.fits {
			t.Errorf("%s: %v", name, err)
		}
		if _, serr := os.Stat(filepath.Join(o.Dir, vault.FileName)); (serr == nil) != c.fits {
			t.Errorf("%s: there is a vault: %v", name, serr == nil)
		}
		if b, err := os.ReadFile(victim); err != nil || string(b) != "mine" {
			t.Errorf("%s: somebody's file holds %d bytes", name, len(b))
		}
		if c.fits {
			v, err := vault.Open(ctx, o)
			if err != nil {
				t.Fatal(err)
			}
			if got := stateOf(t, v, o.Dir); got != want {
				t.Errorf("%s: something else came back", name)
			}
		}
	}
	if left, err := os.ReadDir(filepath.Dir(victim)); err != nil || len(left) != 1 {
		t.Errorf("%d files lie where a link led", len(left))
	}
}
