package vault

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault/secret"
)

func putClear(t *testing.T, v *Vault, data string) {
	t.Helper()
	update(t, v, func(tx *Tx) error { return tx.PutClear(ClearRecovery, []byte(data)) })
}

// wantClear reads the entry in every way; an empty text means that there is none.
func wantClear(t *testing.T, e *env, v *Vault, want string) {
	t.Helper()
	kept := e.Options
	kept.Keep = true
	k, err := Open(t.Context(), kept)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	for what, w := range map[string]*Vault{"unlocked": v, "locked": e.locked(t), "kept open": k} {
		data, err := w.Clear(t.Context(), ClearRecovery)
		checkClear(t, what, data, err, want)
	}
	id, data, err := ReadClear(filepath.Join(e.Dir, FileName), ClearRecovery)
	checkClear(t, "a lone file", data, err, want)
	if id != v.ID() {
		t.Error("another vault's")
	}
}

func checkClear(t *testing.T, what string, data []byte, err error, want string) {
	t.Helper()
	if want == "" && errors.Is(err, ErrNotFound) {
		return
	}
	if err != nil || string(data) != want {
		t.Errorf("%s: %.20q and not %.20q: %v", what, data, want, err)
	}
}

// TestClear comes through everything that writes the file anew.
func TestClear(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	wantClear(t, e, v, "")
	setRecovery(t, v)
	long := string(bytes.Repeat([]byte("x"), MaxClear))
	for _, text := range []string{"who may help", long, "others"} {
		putClear(t, v, text)
		wantClear(t, e, v, text)
		verify(t, v)
	}
	addBox(t, v, 2)
	if err := v.Compact(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	wantClear(t, e, v, "others")
	rekeyed(t, v, nil)
	wantClear(t, e, v, "others")
	rekeyed(t, v, func(tx *Tx) error {
		data, err := tx.Clear(ClearRecovery)
		checkClear(t, "in the new file", data, err, "others")
		return tx.PutClear(ClearRecovery, []byte("renewed"))
	})
	wantClear(t, e, v, "renewed")
	w := e.locked(t)
	if err := recoverWith(w, 1, "new", nil); err != nil {
		t.Fatal(err)
	}
	wantClear(t, e, w, "renewed")
	putClear(t, w, "")
	wantClear(t, e, w, "")
	verify(t, e.open(t, "new"))
}

func TestClearRefuses(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	update(t, v, func(tx *Tx) error {
		if err := tx.PutClear("another", []byte("x")); !errors.Is(err, ErrNotFound) {
			t.Errorf("a name that there is not: %v", err)
		}
		if err := tx.PutClear(ClearRecovery, make([]byte, MaxClear+1)); !errors.Is(err, ErrTooLarge) {
			t.Errorf("too much: %v", err)
		}
		err := tx.PutClear(ClearRecovery, []byte("x"))
		data, err2 := tx.Clear(ClearRecovery)
		checkClear(t, "in the same transaction", data, errors.Join(err, err2), "x")
		return nil
	})
	view(t, v, func(tx *Tx) error {
		if err := tx.PutClear(ClearRecovery, []byte("x")); !errors.Is(err, ErrReadOnly) {
			t.Errorf("in a view: %v", err)
		}
		return nil
	})
	path := filepath.Join(t.TempDir(), "file")
	if _, _, err := ReadClear(path, ClearRecovery); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(path, make([]byte, 100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := ReadClear(path, ClearRecovery)
	wantDamaged(t, "no vault", err)
	if _, _, err := ReadClear(filepath.Dir(path), ClearRecovery); !errors.Is(err, ErrNotFile) {
		t.Errorf("a folder: %v", err)
	}
}

// TestClearBehindTheOwnersBack exchanges, changes and removes the entry, and adds
// one, each with a checksum that fits: whoever has no key goes by what is signed in
// it, and the owner finds it at the next unlock and before the next write.
func TestClearBehindTheOwnersBack(t *testing.T) {
	none := func(t *testing.T, v *Vault) {}
	for what, attack := range map[string]struct {
		before func(t *testing.T, v *Vault)
		name   string
		stored []byte
	}{
		"an older one": {func(t *testing.T, v *Vault) { putClear(t, v, "older"); putClear(t, v, "newer") }, ClearRecovery, stamp([]byte("older"))},
		"another":      {func(t *testing.T, v *Vault) { putClear(t, v, "newer") }, ClearRecovery, stamp([]byte("mallory"))},
		"removed":      {func(t *testing.T, v *Vault) { putClear(t, v, "newer") }, ClearRecovery, nil},
		"added":        {none, ClearRecovery, stamp([]byte("mallory"))},
		"brought back": {func(t *testing.T, v *Vault) { putClear(t, v, "older"); putClear(t, v, "") }, ClearRecovery, stamp([]byte("older"))},
		"a new name":   {none, "mallory", stamp([]byte("mallory"))},
		"nonsense":     {none, ClearRecovery, []byte("mallory")},
		"too long":     {none, ClearRecovery, stamp(make([]byte, MaxClear+1))},
	} {
		e := newEnv(t)
		v := e.create(t)
		setRecovery(t, v)
		attack.before(t, v)
		update2(t, v, func(tx *Tx) { tx.writes.set(clearBucket, []byte(attack.name), attack.stored) })
		file := rawFile(t, e)
		wantDamaged(t, what, e.locked(t).Unlock(t.Context(), secret.New("swordfish")))
		wantDamaged(t, what, v.Update(t.Context(), Event{Action: "test"}, func(tx *Tx) error { return tx.Note() }))
		wantDamaged(t, what, recoverWith(e.locked(t), 1, "new", nil))
		_, err := v.Clear(t.Context(), ClearRecovery)
		wantDamaged(t, what, err)
		if r, err := v.Verify(t.Context(), nil); err != nil || len(r.Problems) == 0 {
			t.Errorf("%s: verify finds nothing: %v", what, err)
		}
		if !bytes.Equal(rawFile(t, e), file) {
			t.Errorf("%s: the file changed", what)
		}
	}
}

// TestClearWithTheCompanionRoot exchanges the entry and makes the head of companion
// fit it: the head of core does not.
func TestClearWithTheCompanionRoot(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	putClear(t, v, "ours")
	var head vaultHead
	var f format
	view(t, v, func(tx *Tx) error { head, f = *tx.vault[Companion], tx.format; return nil })
	stored := stamp([]byte("mallory's"))
	update2(t, v, func(tx *Tx) {
		tx.format = f
		tx.writes.set(clearBucket, []byte(ClearRecovery), stored)
		head.Clear = sha256.Sum256(bind("clear", []byte(ClearRecovery), stored))
		sealed, err := tx.sealHead(&head, Companion)
		if err != nil {
			t.Fatal(err)
		}
		tx.writes.set(headsBucket, vaultHeadKey(Companion), sealed)
	})
	wantDamaged(t, "unlock", e.locked(t).Unlock(t.Context(), secret.New("swordfish")))
}

func FuzzClear(f *testing.F) {
	for _, seed := range []string{"", "x", "who may help"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		stored := stamp(bytes.Clone(data))
		have, err := parseClear(stored)
		if wrong := len(data) == 0 || len(data) > MaxClear; wrong != (err != nil) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
		if err == nil && !bytes.Equal(stamp(have), stored) {
			t.Errorf("%x becomes %x", data, have)
		}
		if have, err := parseClear(data); err == nil && !bytes.Equal(stamp(have), data) {
			t.Errorf("%x becomes %x", data, have)
		}
	})
}
