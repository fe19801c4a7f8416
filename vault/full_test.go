//go:build unix

package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"coffer/vault/secret"
)

// limit keeps this process from making any file longer, as a full disk would.
func limit(path string, more int64) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		return err
	}
	l.Cur = uint64(info.Size() + more)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l)
}

// full tries to write on a disk that is full, and says how it went.
func full(args []string) error {
	ctx := context.Background()
	v, err := openChild(args[0], args[1], "swordfish")
	if err != nil {
		return err
	}
	if err := limit(filepath.Join(args[0], FileName), 4096); err != nil {
		return err
	}
	boxes := func(tx *Tx) ID { all, _ := tx.Boxes(); return all[0] }
	for name, do := range map[string]func() error{
		"update": func() error {
			return v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error {
				_, err := tx.Put(boxes(tx), Items, Key{ID: ID{7}}, Core, make([]byte, 1<<20))
				return err
			})
		},
		"rekey": func() error {
			if err := limit(filepath.Join(args[0], FileName), -30000); err != nil {
				return err
			}
			return v.Rekey(ctx, secret.New("swordfish"), Event{Action: "test"}, nil, nil)
		},
	} {
		err := do()
		if err == nil || isDamage(err) {
			return fmt.Errorf("%s on a full disk: %v", name, err)
		}
		if err := v.View(ctx, func(tx *Tx) error { _, err := tx.IndexGet(boxes(tx), "title 1"); return err }); err != nil {
			return fmt.Errorf("after a failed %s: %w", name, err)
		}
	}
	fmt.Println("full")
	return nil
}

func TestFullDisk(t *testing.T) {
	dir := memoryDir(t)
	o := childOptions(dir, filepath.Join(dir, "state"))
	v, err := Create(context.Background(), o, secret.New("swordfish"), cheapest)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	addBox(t, v, 30)
	before := everything(t, v)
	c := start(t, "full", dir, o.StateDir)
	if c.out.Scan(); c.out.Text() != "full" {
		t.Fatalf("the child says %q", c.out.Text())
	}
	after := everything(t, v)
	for bucket := range before {
		for k := range before[bucket] {
			if !bytes.Equal(before[bucket][k], after[bucket][k]) {
				t.Fatalf("%q changed in %q", k, bucket)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, nextName)); err == nil {
		t.Error("half a new file was left behind")
	}
	addBox(t, v, 1)
	verify(t, v)
}

// nobody gives up all rights, and reads a vault that it cannot write to.
func nobody(args []string) error {
	if os.Geteuid() == 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			return err
		}
	}
	ctx := context.Background()
	o := childOptions(args[0], args[1])
	var warns []Warning
	o.Warn = func(w Warning) { warns = append(warns, w) }
	v, err := Open(ctx, o)
	if err == nil {
		err = v.Unlock(ctx, secret.New("swordfish"))
	}
	if err != nil {
		return err
	}
	err = v.View(ctx, func(tx *Tx) error {
		boxes, _ := tx.Boxes()
		_, err := tx.IndexGet(boxes[0], "title 1")
		return err
	})
	if err != nil {
		return err
	}
	err = v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error { return tx.Note() })
	if !errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("a write says %w", err)
	}
	slices.Sort(warns)
	fmt.Println(warns)
	return nil
}

// TestReadOnlyFolder reads where nothing can be written: with a lock file and,
// as on a copy, without; with a memory and without.
func TestReadOnlyFolder(t *testing.T) {
	for name, lock := range map[string]bool{"with a lock file": true, "without": false} {
		dir := memoryDir(t)
		o := childOptions(filepath.Join(dir, "vault"), filepath.Join(dir, "state"))
		if err := errors.Join(os.Chmod(dir, 0o755), os.Mkdir(o.Dir, 0o755), os.Mkdir(o.StateDir, 0o755)); err != nil {
			t.Fatal(err)
		}
		v, err := Create(context.Background(), o, secret.New("swordfish"), cheapest)
		if err != nil {
			t.Fatal(err)
		}
		addBox(t, v, 2)
		v.Close()
		if !lock {
			if err := errors.Join(os.Remove(filepath.Join(o.Dir, LockName)), os.RemoveAll(o.StateDir), os.Mkdir(o.StateDir, 0o555)); err != nil {
				t.Fatal(err)
			}
		}
		frozen(t, dir)
		c := start(t, "nobody", o.Dir, o.StateDir)
		c.out.Scan()
		said := c.out.Text()
		if strings.HasPrefix(said, "child:") || !strings.HasPrefix(said, "[") {
			t.Errorf("%s: the child says %q", name, said)
		}
		if !lock && !strings.Contains(said, string(WarnFirstSeen)) {
			t.Errorf("%s: warnings %s", name, said)
		}
	}
}

// frozen takes away all rights to write below a folder, until the test ends.
func frozen(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		mode := os.FileMode(0o444)
		if e.IsDir() {
			mode = 0o555
			t.Cleanup(func() { os.Chmod(path, 0o755) })
		}
		return os.Chmod(path, mode)
	})
	if err != nil {
		t.Fatal(err)
	}
}
