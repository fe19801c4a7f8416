package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault/secret"
)

func noDoubt(*Tx) error { return nil }

func TestErase(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	blobs := filepath.Join(e.Dir, BlobsName)
	if err := errors.Join(os.Mkdir(blobs, 0o700), os.WriteFile(filepath.Join(blobs, "x"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	held := filepath.Join(e.Dir, HeldName)
	if err := errors.Join(os.Mkdir(held, 0o700), os.WriteFile(filepath.Join(held, "x"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, keys := range []string{KeysName, FormerKeysName, KeysName + ".new", FormerKeysName + ".new"} { // the last are what an interrupt left
		if err := os.WriteFile(filepath.Join(e.Dir, keys), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	doubt := errors.New("not yet")
	if err := v.Erase(ctx, func(*Tx) error { return doubt }); !errors.Is(err, doubt) {
		t.Fatalf("erased in doubt: %v", err)
	}
	narrow := e.open(t, "swordfish")
	narrow.Narrow()
	if err := narrow.Erase(ctx, noDoubt); !errors.Is(err, ErrLocked) {
		t.Fatalf("a companion session erased: %v", err)
	}
	if _, err := os.Stat(filepath.Join(e.Dir, FileName)); err != nil {
		t.Fatal(err)
	}
	if err := v.Erase(ctx, noDoubt); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(e.StateDir, v.ID().String())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what the machine remembers stays: %v", err)
	}
	left, err := os.ReadDir(e.Dir)
	if err != nil || len(left) != 1 || left[0].Name() != LockName {
		t.Errorf("%v stays, %v", left, err)
	}
	if _, err := Open(ctx, e.Options); !errors.Is(err, ErrNoVault) {
		t.Errorf("it opens: %v", err)
	}
}

// TestEraseOfACopy: a copy that comes back is never the reason for a deletion.
func TestEraseOfACopy(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	path := filepath.Join(e.Dir, FileName)
	copied, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	err = v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error {
		_, err := tx.CreateBox()
		return err
	})
	if err = errors.Join(err, os.WriteFile(path, copied, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := e.open(t, "swordfish").Erase(ctx, noDoubt); !errors.Is(err, ErrOlder) {
		t.Errorf("an older file was erased: %v", err)
	}
}

// TestCopyFromBeforeARekey is read with a warning and not written to, although
// what the machine remembers lies under roots that it does not know.
func TestCopyFromBeforeARekey(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	path := filepath.Join(e.Dir, FileName)
	copied, err := os.ReadFile(path)
	err = errors.Join(err, v.Rekey(ctx, secret.New("swordfish"), Event{Action: "rekey"}, nil, nil))
	if err = errors.Join(err, os.WriteFile(path, copied, 0o600)); err != nil {
		t.Fatal(err)
	}
	e.warns = nil
	old := e.open(t, "swordfish")
	newBox := func(tx *Tx) error { _, err := tx.CreateBox(); return err }
	if err := old.Update(ctx, Event{Action: "test"}, newBox); !errors.Is(err, ErrOlder) {
		t.Errorf("written to: %v", err)
	}
	if len(e.warns) != 1 || e.warns[0] != WarnMemory {
		t.Errorf("warned of %v", e.warns)
	}
	if err := old.Accept(ctx, Event{Action: "verify.accept"}); err != nil {
		t.Fatal(err)
	}
	if err := old.Update(ctx, Event{Action: "test"}, newBox); err != nil {
		t.Errorf("accepted, and yet: %v", err)
	}
}
