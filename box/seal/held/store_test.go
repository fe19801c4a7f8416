package held

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

type stillClock struct{}

func (stillClock) Now() time.Time                { return time.Unix(1_900_000_000, 0) }
func (stillClock) Boot() (string, time.Duration) { return "run", time.Hour }

var cheap = vault.Params{MemoryKiB: 8, Time: 1, Threads: 1}

// keeper is a vault in a temporary folder.
type keeper struct {
	*vault.Vault
	t testing.TB
	o vault.Options
}

func options(dir string, seed byte) vault.Options {
	return vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"),
		Clock: stillClock{}, Rand: rand.NewChaCha8([32]byte{seed}),
	}
}

func newKeeper(t testing.TB) *keeper {
	t.Helper()
	k := &keeper{t: t, o: options(t.TempDir(), 7)}
	k.must(os.MkdirAll(k.o.Dir, 0o700))
	var err error
	k.Vault, err = vault.Create(t.Context(), k.o, secret.New("x"), cheap)
	k.must(err)
	t.Cleanup(func() { k.Close() })
	return k
}

func (k *keeper) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// do runs one transaction that writes.
func (k *keeper) do(f func(*Store) error) error {
	return k.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
		s, err := Open(tx)
		if err != nil {
			return err
		}
		return f(s)
	})
}

func (k *keeper) put(id vault.ID, share []byte) error {
	return k.do(func(s *Store) error { return s.Put(id, share) })
}

func (k *keeper) destroy(id vault.ID) error {
	return k.do(func(s *Store) error { return s.Destroy(id) })
}

func (k *keeper) get(id vault.ID) (share []byte, err error) {
	err = k.look(func(s *Store) error {
		share, err = s.Get(id)
		return err
	})
	return share, err
}

func (k *keeper) look(f func(*Store) error) error {
	return k.View(context.Background(), func(tx *vault.Tx) error {
		s, err := Open(tx)
		if err != nil {
			return err
		}
		return f(s)
	})
}

func (k *keeper) list() (ids []vault.ID) {
	k.t.Helper()
	k.must(k.look(func(s *Store) (err error) {
		ids, err = s.List()
		return err
	}))
	return ids
}

func (k *keeper) problems() (problems []error) {
	k.t.Helper()
	k.must(k.look(func(s *Store) (err error) {
		problems, err = s.Check()
		return err
	}))
	return problems
}

func (k *keeper) path(names ...string) string {
	return filepath.Join(append([]string{k.o.Dir}, names...)...)
}

func (k *keeper) share(id vault.ID) string { return k.path(vault.HeldName, id.String()) }

// has makes sure of everything that is held.
func (k *keeper) has(want map[vault.ID][]byte) {
	k.t.Helper()
	for id, share := range want {
		if got, err := k.get(id); err != nil || !bytes.Equal(got, share) {
			k.t.Fatalf("share %s: %q, %v", id, got, err)
		}
	}
	if ids := k.list(); len(ids) != len(want) {
		k.t.Fatalf("%d shares and not %d", len(ids), len(want))
	}
	if p := k.problems(); len(p) != 0 {
		k.t.Fatal(p)
	}
}

func id(n int) vault.ID { return vault.ID{0: byte(n), 15: 1} }

func text(n int) []byte { return fmt.Appendf(nil, "share number %d, as it is", n) }

func TestPutGetDestroy(t *testing.T) {
	k := newKeeper(t)
	k.has(nil)
	k.must(k.destroy(id(1)))
	if _, err := os.Lstat(k.path(vault.KeysName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file of keys before there is a share: %v", err)
	}
	want := map[vault.ID][]byte{}
	for _, n := range []int{5, 2, 9, 1} {
		k.must(k.put(id(n), text(n)))
		want[id(n)] = text(n)
		k.has(want)
	}
	if ids := k.list(); !slices.Equal(ids, []vault.ID{id(1), id(2), id(5), id(9)}) {
		t.Error(ids)
	}
	k.must(k.put(id(5), text(5)))
	if err := k.put(id(5), text(6)); !errors.Is(err, ErrOther) {
		t.Errorf("another share: %v", err)
	}
	k.has(want)
	k.must(k.destroy(id(5)))
	delete(want, id(5))
	k.has(want)
	if _, err := k.get(id(5)); !errors.Is(err, vault.ErrNotFound) {
		t.Error(err)
	}
	k.must(k.destroy(id(5)))
	k.must(k.put(id(5), text(6)))
	want[id(5)] = text(6)
	k.has(want)
	for _, path := range []string{k.path(vault.HeldName), k.path(vault.KeysName), k.share(id(5))} {
		if info, err := os.Lstat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestPutRefuses(t *testing.T) {
	k := newKeeper(t)
	for _, share := range [][]byte{nil, {}, make([]byte, MaxShare+1)} {
		if err := k.put(id(1), share); !errors.Is(err, ErrBound) {
			t.Errorf("%d bytes: %v", len(share), err)
		}
	}
	k.must(k.put(id(1), make([]byte, MaxShare)))
	for what, f := range map[string]func(*Store) error{
		"put":     func(s *Store) error { return s.Put(id(2), text(2)) },
		"destroy": func(s *Store) error { return s.Destroy(id(1)) },
	} {
		if err := k.look(f); !errors.Is(err, vault.ErrReadOnly) {
			t.Errorf("%s in a view: %v", what, err)
		}
	}
	k.Narrow()
	if _, err := k.get(id(1)); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("without the core tier: %v", err)
	}
}

// A transaction that fails leaves files that nothing leads to, and they are in
// nobody's way.
func TestFailedTransaction(t *testing.T) {
	k := newKeeper(t)
	failed := errors.New("failed")
	for range 2 {
		err := k.do(func(s *Store) error {
			if err := s.Put(id(1), text(1)); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		k.has(nil)
	}
	k.must(k.put(id(2), text(2)))
	k.has(map[vault.ID][]byte{id(2): text(2)})
	if _, err := os.Lstat(k.share(id(1))); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the share of the one that failed is still there: %v", err)
	}
	err := k.do(func(s *Store) error {
		if err := s.Destroy(id(2)); err != nil {
			return err
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	k.has(nil) // what is destroyed does not come back
}

// TestDamage names the file that is damaged, and leaves the others readable.
func TestDamage(t *testing.T) {
	one := vault.HeldName + "/" + id(1).String()
	for what, c := range map[string]struct {
		do   func(k *keeper)
		name string
		rest bool // the other share is there
	}{
		"keys flipped": {func(k *keeper) { k.flip(k.path(vault.KeysName)) }, vault.KeysName, false},
		"keys cut":     {func(k *keeper) { k.must(os.Truncate(k.path(vault.KeysName), 20)) }, vault.KeysName, false},
		"keys too long": {func(k *keeper) { k.must(os.Truncate(k.path(vault.KeysName), maxKeysFile+1)) },
			vault.KeysName, false},
		"keys a link":   {func(k *keeper) { k.link(k.path(vault.KeysName)) }, vault.KeysName, false},
		"share flipped": {func(k *keeper) { k.flip(k.share(id(1))) }, one, true},
		"share cut":     {func(k *keeper) { k.must(os.Truncate(k.share(id(1)), 39)) }, one, true},
		"share long":    {func(k *keeper) { k.must(os.Truncate(k.share(id(1)), 1<<20)) }, one, true},
		"share a link":  {func(k *keeper) { k.link(k.share(id(1))) }, one, true},
		"share gone":    {func(k *keeper) { k.must(os.Remove(k.share(id(1)))) }, one, true},
		"share swapped": {func(k *keeper) {
			b, err := os.ReadFile(k.share(id(2)))
			k.must(err)
			k.must(os.WriteFile(k.share(id(1)), b, 0o600))
		}, one, true},
		"folder a link": {func(k *keeper) { k.link(k.path(vault.HeldName)) }, vault.HeldName, false},
	} {
		t.Run(what, func(t *testing.T) {
			k := newKeeper(t)
			k.must(k.put(id(1), text(1)))
			k.must(k.put(id(2), text(2)))
			c.do(k)
			_, err := k.get(id(1))
			var damage *vault.DamagedError
			if !errors.As(err, &damage) || !bytes.Contains([]byte(filepath.ToSlash(damage.What)), []byte(c.name)) {
				t.Errorf("not damage of %s: %v", c.name, err)
			}
			if p := k.problems(); len(p) == 0 || !errors.As(p[0], &damage) {
				t.Errorf("the check finds %v", p)
			}
			got, err := k.get(id(2))
			if (err == nil) != c.rest || c.rest && !bytes.Equal(got, text(2)) {
				t.Errorf("the other share: %q, %v", got, err)
			}
			err = k.put(id(3), text(3))
			if (err == nil) != c.rest {
				t.Errorf("another share: %v", err)
			}
		})
	}
}

// What is damaged is replaced by the same share, if that comes again.
func TestPutOverDamage(t *testing.T) {
	k := newKeeper(t)
	k.must(k.put(id(1), text(1)))
	k.must(k.put(id(2), text(2)))
	k.flip(k.share(id(1)))
	k.must(k.put(id(1), text(1)))
	k.has(map[vault.ID][]byte{id(1): text(1), id(2): text(2)})
	k.must(os.Remove(k.share(id(1))))
	k.must(k.put(id(3), text(3)))
	k.has(map[vault.ID][]byte{id(3): text(3), id(2): text(2)})
}

// Litter of ours goes with the next change, and what is not ours stays: even a
// file of something else, put here under a second name.
func TestSweep(t *testing.T) {
	k := newKeeper(t)
	k.must(k.put(id(1), text(1)))
	other := filepath.Join(t.TempDir(), "thesis")
	k.must(os.WriteFile(other, []byte("of great worth"), 0o600))
	k.must(os.Link(other, k.share(id(7))))
	k.must(os.Link(other, k.path(vault.KeysName+vault.PartSuffix)))
	k.must(os.WriteFile(k.share(id(8)), []byte("litter"), 0o600))
	k.must(os.WriteFile(k.path(vault.HeldName, "notes.txt"), []byte("mine"), 0o600))
	k.must(os.Symlink(other, k.share(id(9))))
	k.must(k.put(id(2), text(2)))
	k.has(map[vault.ID][]byte{id(1): text(1), id(2): text(2)})
	files, err := os.ReadDir(k.path(vault.HeldName))
	k.must(err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	want := []string{id(1).String(), id(2).String(), id(9).String(), "notes.txt"}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("%q and not %q", names, want)
	}
	if b, err := os.ReadFile(other); err != nil || string(b) != "of great worth" {
		t.Errorf("a file of something else: %q, %v", b, err)
	}
}

// A vault with new keys has a new one for the file of keys, whatever is
// interrupted.
func TestRenew(t *testing.T) {
	k := newKeeper(t)
	settle := func(f func(*vault.Tx) error) {
		t.Helper()
		k.must(k.Update(t.Context(), vault.Event{Action: "test"}, f))
	}
	settle(Renew)
	k.must(k.put(id(1), text(1)))
	want := map[vault.ID][]byte{id(1): text(1)}
	settle(Settle)
	before, old := k.lock(), k.read(k.path(vault.KeysName))
	settle(Renew)
	k.has(want)
	settle(Renew) // after an interrupt
	k.has(want)
	settle(Settle)
	k.has(want)
	after := k.lock()
	if len(after) != 1 || after[0].Equal(before[0]) {
		t.Errorf("%d keys, or the former one", len(after))
	}
	ad := adOfKeys(k.ID())
	if _, err := open(before[0], old, ad); err != nil {
		t.Fatal("the former key did not open the former file either")
	}
	if _, err := open(before[0], k.read(k.path(vault.KeysName)), ad); err == nil {
		t.Error("the former key opens the file")
	}
	settle(Renew)
	k.must(k.put(id(2), text(2))) // settles, too
	want[id(2)] = text(2)
	k.has(want)
	if n := len(k.lock()); n != 1 {
		t.Errorf("%d keys", n)
	}
}

func (k *keeper) lock() (l lock) {
	k.t.Helper()
	k.must(k.View(context.Background(), func(tx *vault.Tx) (err error) {
		l, err = readLock(tx)
		return err
	}))
	return l
}

func (k *keeper) read(path string) []byte {
	k.t.Helper()
	b, err := os.ReadFile(path)
	k.must(err)
	return b
}

func (k *keeper) flip(path string) {
	k.t.Helper()
	b := k.read(path)
	b[len(b)/2] ^= 1
	k.must(os.WriteFile(path, b, 0o600))
}

// link puts a link in the place of something, to where that is now.
func (k *keeper) link(path string) {
	k.t.Helper()
	k.must(os.Rename(path, path+".elsewhere"))
	k.must(os.Symlink(path+".elsewhere", path))
}
