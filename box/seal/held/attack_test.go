package held

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault"
)

// tree is everything below a folder, by path.
func tree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		all[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func holds(all map[string][]byte, what []byte) bool {
	for _, b := range all {
		if bytes.Contains(b, what) {
			return true
		}
	}
	return false
}

// opensShare tells whether somebody who has the vault's password, and all keys
// that they find in a folder, gets at a share.
func opensShare(k *keeper, all map[string][]byte, sealed []byte, share vault.ID) bool {
	for _, l := range k.lock() {
		for _, b := range all {
			plain, err := open(l, b, adOfKeys(k.ID()))
			if err != nil {
				continue
			}
			r, err := decodeRing(plain)
			k.must(err)
			for _, e := range r {
				if _, err := open(e.key, sealed, adOfShare(k.ID(), share)); err == nil {
					return true
				}
			}
		}
	}
	return false
}

// TestDestroyedShareIsGone looks through a copy of the folder, as somebody who
// has the password would.
func TestDestroyedShareIsGone(t *testing.T) {
	k := newKeeper(t)
	k.must(k.put(id(1), text(1)))
	k.must(k.put(id(2), text(2)))
	sealed := k.read(k.share(id(1)))
	if all := tree(t, k.o.Dir); !holds(all, sealed) || !opensShare(k, all, sealed, id(1)) {
		t.Fatal("the share is not even found while it is held")
	}
	keys, err := os.Open(k.path(vault.KeysName))
	k.must(err)
	defer keys.Close()
	file, err := os.Open(k.share(id(1)))
	k.must(err)
	defer file.Close()

	k.must(k.destroy(id(1)))
	all := tree(t, k.o.Dir)
	for what, b := range map[string][]byte{"the share": text(1), "its file": sealed, "a piece of its file": sealed[24:40]} {
		if holds(all, b) {
			t.Errorf("%s is still in the folder", what)
		}
	}
	if opensShare(k, all, sealed, id(1)) {
		t.Error("whoever kept the file of the share gets at it with what is in the folder now")
	}
	// The blocks that lost their names were overwritten, and not only let go.
	for what, f := range map[string]*os.File{"held.keys": keys, "the share": file} {
		b, err := io.ReadAll(f)
		k.must(err)
		if len(b) == 0 {
			t.Errorf("%s: nothing to look at", what)
		}
		old := map[string][]byte{what: b}
		if holds(old, sealed[24:40]) || opensShare(k, old, sealed, id(1)) {
			t.Errorf("the former bytes of %s are still on the disk", what)
		}
	}
	k.has(map[vault.ID][]byte{id(2): text(2)})
}

// Compact and a rekey of the vault leave what is held alone.
func TestRewriteLeavesItAlone(t *testing.T) {
	k := newKeeper(t)
	k.must(k.put(id(1), text(1)))
	k.must(k.Compact(t.Context(), nil))
	k.has(map[vault.ID][]byte{id(1): text(1)})
}
