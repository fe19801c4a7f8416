package held

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"coffer/vault"
)

// TestHalfSetAside: what an interrupt left of setting keys aside goes with what was set
// aside, once nothing can be adopted.
func TestHalfSetAside(t *testing.T) {
	for name, change := range map[string]func(*Store) error{
		"given up": func(s *Store) error { return Forget(s.tx) },
		"written":  func(s *Store) error { return s.Put(vault.ID{2}, []byte("another")) },
	} {
		k := newKeeper(t)
		k.must(k.put(vault.ID{1}, []byte("a share")))
		var left []string
		k.must(k.do(func(s *Store) error {
			left = []string{s.formerKeys(), s.formerKeys() + vault.PartSuffix}
			for _, path := range left {
				k.must(os.WriteFile(path, []byte("keys"), 0o600))
			}
			return change(s)
		}))
		for _, path := range left {
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s stays: %v", name, path, err)
			}
		}
		if share, err := k.get(vault.ID{1}); err != nil || string(share) != "a share" {
			t.Errorf("%s: %q, %v", name, share, err)
		}
	}
}
