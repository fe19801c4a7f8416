package vault

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

func newKey(t *testing.T, e *env) secret.Key {
	t.Helper()
	k, err := secret.NewKey(e.Rand)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sealed is a session of a vault with one box of three items.
func sealed(t *testing.T, e *env, v *Vault) (key secret.Key, half []byte) {
	t.Helper()
	key = newKey(t, e)
	_, core := v.Unlocked()
	half, err := v.SealSession(key, ID{7}, core)
	if err != nil {
		t.Fatal(err)
	}
	return key, half
}

// locked finds the vault without opening it.
func (e *env) locked(t *testing.T) *Vault {
	t.Helper()
	v, err := Open(context.Background(), e.Options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func TestSessionOpensWhatItWasSealedFrom(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	key, half := sealed(t, e, v)
	w := e.locked(t)
	if err := w.Resume(key, ID{7}, half); err != nil {
		t.Fatal(err)
	}
	view(t, w, func(tx *Tx) error {
		_, err := tx.Get(box, Items, keys[0], Core)
		return err
	})
	addBox(t, w, 1) // it writes, too
	verify(t, w)

	v.Narrow()
	key, half = sealed(t, e, v)
	w = e.locked(t)
	if err := w.Resume(key, ID{7}, half); err != nil {
		t.Fatal(err)
	}
	if _, core := w.Unlocked(); core {
		t.Fatal("a companion session opens core")
	}
	err := w.View(context.Background(), func(tx *Tx) error {
		_, err := tx.Get(box, Items, keys[0], Core)
		return err
	})
	if !errors.Is(err, ErrLocked) {
		t.Errorf("core under a companion session: %v", err)
	}
}

// TestSessionHalves holds that neither half does anything without the other, and
// that nothing of the two can be exchanged.
func TestSessionHalves(t *testing.T) {
	e, other := newEnv(t), newEnv(t)
	v, stranger := e.create(t), other.create(t)
	key, half := sealed(t, e, v)
	foreign, err := stranger.SealSession(key, ID{7}, true)
	if err != nil {
		t.Fatal(err)
	}
	root, _ := v.roots.of(Core)
	if bytes.Contains(half, root) || bytes.Contains(half, key.Bytes()) {
		t.Fatal("a half holds a key in clear")
	}
	upgraded := func() []byte { // a companion session that claims to be whole
		w := e.open(t, "swordfish")
		w.Narrow()
		b, err := w.SealSession(key, ID{7}, false)
		if err != nil {
			t.Fatal(err)
		}
		var s sealedRoots
		if err := codec.UnmarshalCanonical(b, &s); err != nil {
			t.Fatal(err)
		}
		s.Core = true
		b, _ = codec.Marshal(s)
		return b
	}()
	for name, c := range map[string]struct {
		key  secret.Key
		id   ID
		half []byte
	}{
		"another key":           {newKey(t, e), ID{7}, half},
		"no key":                {secret.Key{}, ID{7}, half},
		"another session":       {key, ID{8}, half},
		"another vault":         {key, ID{7}, foreign},
		"nothing":               {key, ID{7}, nil},
		"garbage":               {key, ID{7}, []byte("garbage")},
		"cut":                   {key, ID{7}, half[:len(half)-1]},
		"a flipped bit":         {key, ID{7}, flipped(half, len(half)-1)},
		"a companion made core": {key, ID{7}, upgraded},
	} {
		w := e.locked(t)
		if err := w.Resume(c.key, c.id, c.half); !errors.Is(err, ErrSession) {
			t.Errorf("%s: %v", name, err)
		}
		if companion, _ := w.Unlocked(); companion {
			t.Errorf("%s: it is open", name)
		}
	}
	for i := range half { // every bit
		for bit := range 8 {
			bad := bytes.Clone(half)
			bad[i] ^= 1 << bit
			if err := e.locked(t).Resume(key, ID{7}, bad); !errors.Is(err, ErrSession) {
				t.Fatalf("byte %d bit %d: %v", i, bit, err)
			}
		}
	}
}

func flipped(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func TestRekeyEndsSessions(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	key, half := sealed(t, e, v)
	early := e.locked(t)
	if err := v.Rekey(context.Background(), secret.New("swordfish"), Event{Action: "test"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := e.locked(t).Resume(key, ID{7}, half); !errors.Is(err, ErrSession) {
		t.Errorf("after a rekey: %v", err)
	}
	// found before the rekey, it is refused at the first look
	if err := early.Resume(key, ID{7}, half); err != nil {
		t.Fatal(err)
	}
	if err := early.View(context.Background(), func(*Tx) error { return nil }); !errors.Is(err, ErrLocked) {
		t.Errorf("with the roots before: %v", err)
	}
}

func TestLockedVaultSealsNothing(t *testing.T) {
	e := newEnv(t)
	e.create(t)
	v := e.locked(t)
	if _, err := v.SealSession(newKey(t, e), ID{7}, true); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
	if _, err := v.Grant(context.Background(), newKey(t, e), ID{7}, []ID{{1}}, false); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
	if _, err := v.SealLocal("x", Core, nil); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
}

func TestLocal(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	b, err := v.SealLocal("tries", Core, []byte("canary"))
	if err != nil || bytes.Contains(b, []byte("canary")) {
		t.Fatal(err)
	}
	if plain, err := v.OpenLocal("tries", Core, b); err != nil || string(plain) != "canary" {
		t.Fatal(err)
	}
	for name, f := range map[string]func() ([]byte, error){
		"another purpose": func() ([]byte, error) { return v.OpenLocal("logins", Core, b) },
		"another tier":    func() ([]byte, error) { return v.OpenLocal("tries", Companion, b) },
		"another vault":   func() ([]byte, error) { return newEnv(t).create(t).OpenLocal("tries", Core, b) },
		"cut":             func() ([]byte, error) { return v.OpenLocal("tries", Core, b[:10]) },
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s opens it", name)
		}
	}
}
