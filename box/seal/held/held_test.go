package held

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

type still struct{}

func (still) Now() time.Time                { return time.Unix(1_900_000_000, 0) }
func (still) Boot() (string, time.Duration) { return "run", time.Hour }

// custodian is a vault in a temporary folder.
type custodian struct {
	*vault.Vault
	t   testing.TB
	dir string
}

func newCustodian(t testing.TB) *custodian {
	t.Helper()
	dir := t.TempDir()
	o := vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"), Clock: still{}, Rand: rand.NewChaCha8([32]byte{3}),
	}
	err := os.MkdirAll(o.Dir, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Create(t.Context(), o, secret.New("x"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return &custodian{v, t, o.Dir}
}

func (c *custodian) write(f func(*Store) error) error {
	return c.Update(c.t.Context(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
		s, err := Open(tx)
		if err != nil {
			return err
		}
		return f(s)
	})
}

func (c *custodian) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *custodian) get(id vault.ID) (share []byte, err error) {
	err = c.View(c.t.Context(), func(tx *vault.Tx) error {
		s, err := Open(tx)
		if err == nil {
			share, err = s.Get(id)
		}
		return err
	})
	return share, err
}

var one, two = vault.ID{1}, vault.ID{2}

func share(b byte) []byte { return bytes.Repeat([]byte{b}, 70) }

func (c *custodian) putBoth() {
	c.t.Helper()
	c.must(c.write(func(s *Store) error { return errors.Join(s.Put(one, share(1)), s.Put(two, share(2))) }))
}

// TestKept holds that shares come back, and that one goes alone.
func TestKept(t *testing.T) {
	c := newCustodian(t)
	if _, err := c.get(one); !errors.Is(err, ErrNotFound) {
		t.Errorf("before anything was kept: %v", err)
	}
	c.putBoth()
	for id, want := range map[vault.ID][]byte{one: share(1), two: share(2)} {
		if got, err := c.get(id); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: %x, %v", id, got, err)
		}
	}
	c.must(c.write(func(s *Store) error { return s.Put(one, share(9)) }))
	if got, err := c.get(one); err != nil || !bytes.Equal(got, share(9)) {
		t.Errorf("replaced: %x, %v", got, err)
	}
	for range 2 { // a second time is no error
		c.must(c.write(func(s *Store) error { return s.Destroy(one) }))
	}
	if _, err := c.get(one); !errors.Is(err, ErrNotFound) {
		t.Errorf("destroyed: %v", err)
	}
	if got, err := c.get(two); err != nil || !bytes.Equal(got, share(2)) {
		t.Errorf("the other one: %x, %v", got, err)
	}
}

// TestDestroyed is the attack: everything that lies in the folder afterwards, with
// the file of the share as it was before, opens nothing.
func TestDestroyed(t *testing.T) {
	c := newCustodian(t)
	c.putBoth()
	path := filepath.Join(c.dir, FolderName, one.String())
	before, err := os.ReadFile(path)
	c.must(err)
	oldKeys, err := os.Open(filepath.Join(c.dir, KeysName)) // the bytes of the old file, whatever it is called
	c.must(err)
	defer oldKeys.Close()
	c.must(c.write(func(s *Store) error { return s.Destroy(one) }))
	c.must(os.WriteFile(path, before, 0o600))
	if got, err := c.get(one); !errors.Is(err, ErrNotFound) {
		t.Errorf("the share's file alone opens: %x, %v", got, err)
	}
	left := make([]byte, 1<<16)
	n, _ := oldKeys.Read(left)
	if n == 0 || len(bytes.Trim(left[:n], "\x00")) != 0 {
		t.Errorf("the former keys were not overwritten: %d bytes", n)
	}
	c.must(filepath.WalkDir(c.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, share(1)) || bytes.Contains(data, share(2)) {
			t.Errorf("a share lies open in %s", path)
		}
		return err
	}))
}

// TestBrokenOff holds that what a crash leaves between two writes loses no other
// share, and that it can be tried again.
func TestBrokenOff(t *testing.T) {
	c := newCustodian(t)
	c.putBoth()
	keys, folder := filepath.Join(c.dir, KeysName), filepath.Join(c.dir, FolderName)
	for _, left := range []string{keys + ".new", filepath.Join(folder, one.String()+".new")} {
		c.must(os.WriteFile(left, []byte("half"), 0o600))
	}
	c.must(os.WriteFile(filepath.Join(folder, vault.ID{7}.String()), share(7), 0o600)) // a share whose key was not written
	if _, err := c.get(vault.ID{7}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a share without a key: %v", err)
	}
	c.must(c.write(func(s *Store) error { return errors.Join(s.Put(vault.ID{7}, share(3)), s.Destroy(one)) }))
	if got, err := c.get(vault.ID{7}); err != nil || !bytes.Equal(got, share(3)) {
		t.Errorf("once more: %x, %v", got, err)
	}
	if _, err := c.get(two); err != nil {
		t.Errorf("the other one: %v", err)
	}
}

// TestTampered holds that what was changed or exchanged is damage, and that links
// are not followed.
func TestTampered(t *testing.T) {
	c := newCustodian(t)
	c.putBoth()
	at := func(id vault.ID) string { return filepath.Join(c.dir, FolderName, id.String()) }
	data, err := os.ReadFile(at(one))
	c.must(err)
	other, err := os.ReadFile(at(two))
	c.must(err)
	var damage *vault.DamagedError
	flipped := bytes.Clone(data)
	flipped[40] ^= 1
	for name, b := range map[string][]byte{"flipped": flipped, "exchanged": other, "cut": data[:30], "long": make([]byte, 5000)} {
		c.must(os.WriteFile(at(one), b, 0o600))
		if _, err := c.get(one); !errors.As(err, &damage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c.must(os.Remove(at(one)))
	c.must(os.Symlink(at(two), at(one)))
	if _, err := c.get(one); !errors.Is(err, vault.ErrNotFile) {
		t.Errorf("a link: %v", err)
	}
	if err := c.write(func(s *Store) error { return s.Put(vault.ID{5}, make([]byte, MaxShare+1)) }); !errors.Is(err, vault.ErrTooLarge) {
		t.Errorf("a long one: %v", err)
	}
	c.must(os.WriteFile(filepath.Join(c.dir, KeysName), []byte("nonsense"), 0o600))
	if _, err := c.get(two); !errors.As(err, &damage) {
		t.Errorf("the keys: %v", err)
	}
}
