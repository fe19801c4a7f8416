package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault/secret"
)

// TestRekeyRefusesWhatVerifyFinds takes a record, or an index entry, away, or
// brings an older one back, and finds that rekey does not make that valid.
func TestRekeyRefusesWhatVerifyFinds(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	at := place{box, Items, keys[0], Core}
	var before, name []byte
	view(t, v, func(tx *Tx) error {
		b, err := tx.raw(bucketName(box, Items), at.bytes())
		before = append([]byte(nil), b...)
		key, kerr := tx.boxKey(box, Companion)
		name = key.indexName("title 1")
		return errors.Join(err, kerr)
	})
	update(t, v, func(tx *Tx) error { _, err := tx.Put(box, Items, keys[0], Core, []byte("newer")); return err })
	file := filepath.Join(e.Dir, FileName)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, attack := range map[string]func(w writes){
		"removed":       func(w writes) { w.set(bucketName(box, Items), at.bytes(), nil) },
		"rolled back":   func(w writes) { w.set(bucketName(box, Items), at.bytes(), before) },
		"index removed": func(w writes) { w.set(bucketName(box, indexSpace), name, nil) },
	} {
		update2(t, v, func(tx *Tx) { attack(tx.writes) })
		err := v.Rekey(context.Background(), secret.New("swordfish"), Event{Action: "rekey"}, nil, nil)
		var d *DamagedError
		if !errors.As(err, &d) {
			t.Errorf("%s: rekey says %v", what, err)
		}
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify(t, v)
}

// TestPasswordChangedButNotCompacted makes the rewrite fail after the password
// was changed: the error says that it is done.
func TestPasswordChangedButNotCompacted(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	blocker := filepath.Join(e.Dir, nextName) // a folder cannot be replaced by the new file
	if err := os.MkdirAll(filepath.Join(blocker, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	err := v.SetPassword(context.Background(), secret.New("new"), cheapest, Event{Action: "passwd"})
	if !errors.Is(err, ErrLeftovers) {
		t.Fatalf("got %v", err)
	}
	if err := os.RemoveAll(blocker); err != nil {
		t.Fatal(err)
	}
	verify(t, e.open(t, "new"))
}

// TestFailedAcceptAcceptsNothing keeps an older file refused when the write that
// would have accepted it fails.
func TestFailedAcceptAcceptsNothing(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	file := filepath.Join(e.Dir, FileName)
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	addBox(t, v, 1)
	if err := os.WriteFile(file, old, 0o600); err != nil {
		t.Fatal(err)
	}
	w := e.open(t, "swordfish")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.Accept(ctx, Event{Action: "vault.accept"}); err == nil {
		t.Fatal("accepted without writing")
	}
	if u := e.open(t, "swordfish"); !u.Status().Older {
		t.Error("a failed accept was remembered")
	}
}
