package vault

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"coffer/vault/secret"
)

// granted is a vault with two boxes, of which a token opens one.
type granted struct {
	*env
	v             *Vault
	open, shut    ID
	keys, strange []Key
}

func newGranted(t *testing.T) *granted {
	g := &granted{env: newEnv(t)}
	g.v = g.create(t)
	g.open, g.keys = addBox(t, g.v, 3)
	g.shut, g.strange = addBox(t, g.v, 3)
	return g
}

func (g *granted) token(t *testing.T, core bool, boxes ...ID) (secret.Key, []byte) {
	t.Helper()
	key := newKey(t, g.env)
	half, err := g.v.Grant(context.Background(), key, ID{5}, boxes, core)
	if err != nil {
		t.Fatal(err)
	}
	return key, half
}

func (g *granted) enter(t *testing.T, core bool) *Vault {
	t.Helper()
	key, half := g.token(t, core, g.open)
	w := g.locked(t)
	if err := w.Enter(key, ID{5}, half); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestGrantOpensItsBoxes(t *testing.T) {
	g := newGranted(t)
	for _, core := range []bool{true, false} {
		w := g.enter(t, core)
		view(t, w, func(tx *Tx) error {
			boxes, err := tx.Boxes()
			if err != nil || len(boxes) != 1 || boxes[0] != g.open || !tx.Scoped() || tx.HasCore() != core {
				t.Errorf("boxes %v, core %v, %v", boxes, tx.HasCore(), err)
			}
			if _, err := tx.Get(g.open, Items, g.keys[0], Companion); err != nil {
				t.Error(err)
			}
			if n, err := tx.Count(g.open, Items, Companion); n != 3 || err != nil {
				t.Errorf("%d items, %v", n, err)
			}
			want := error(nil)
			if !core {
				want = ErrLocked
			}
			if _, err := tx.Get(g.open, Items, g.keys[0], Core); !errors.Is(err, want) {
				t.Errorf("core %v: %v", core, err)
			}
			return nil
		})
	}
}

// TestGrantOpensNothingElse tries everything that a token must not do.
func TestGrantOpensNothingElse(t *testing.T) {
	g := newGranted(t)
	ctx := context.Background()
	w := g.enter(t, true)
	for name, f := range map[string]func() error{
		"another box": func() error {
			return w.View(ctx, func(tx *Tx) error { _, err := tx.Get(g.shut, Items, g.strange[0], Companion); return err })
		},
		"box 0": func() error {
			return w.View(ctx, func(tx *Tx) error { _, err := tx.Get(BoxZero, Settings, Key{ID: ID{15: 1}}, Companion); return err })
		},
		"events": func() error {
			return w.View(ctx, func(tx *Tx) error { _, err := tx.Entry(1); return err })
		},
		"the keys of another box": func() error { _, err := w.Grant(ctx, newKey(t, g.env), ID{6}, []ID{g.open}, false); return err },
		"a session":               func() error { _, err := w.SealSession(newKey(t, g.env), ID{6}, true); return err },
		"what the machine keeps":  func() error { _, err := w.OpenLocal("tries", Companion, nil); return err },
		"writing": func() error {
			return w.Update(ctx, Event{Action: "test"}, func(tx *Tx) error { _, err := tx.Put(g.open, Items, g.keys[0], Core, nil); return err })
		},
		"compact":    func() error { return w.Compact(ctx, nil) },
		"rekey":      func() error { return w.Rekey(ctx, secret.New("swordfish"), Event{}, nil, nil) },
		"a password": func() error { return w.SetPassword(ctx, secret.New("mallory's"), cheapest, Event{}) },
		"verify":     func() error { _, err := w.Verify(ctx, nil); return err },
	} {
		if err := f(); !errors.Is(err, ErrLocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGrantHalves(t *testing.T) {
	g := newGranted(t)
	key, half := g.token(t, true, g.open)
	session, err := g.v.SealSession(key, ID{5}, true)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key  secret.Key
		id   ID
		half []byte
	}{
		"another key":   {newKey(t, g.env), ID{5}, half},
		"no key":        {secret.Key{}, ID{5}, half},
		"another token": {key, ID{6}, half},
		"a session":     {key, ID{5}, session},
		"nothing":       {key, ID{5}, nil},
		"cut":           {key, ID{5}, half[:len(half)-1]},
		"a flipped bit": {key, ID{5}, flipped(half, len(half)-1)},
	} {
		w := g.locked(t)
		if err := w.Enter(c.key, c.id, c.half); !errors.Is(err, ErrSession) || w.Scoped() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := g.locked(t).Resume(key, ID{5}, half); !errors.Is(err, ErrSession) {
		t.Errorf("a grant as a session: %v", err)
	}
	view(t, g.v, func(tx *Tx) error {
		raw, _, err := tx.rawBoxKey(g.open, Core)
		if err != nil || bytes.Contains(half, raw) {
			t.Errorf("a box key stands in the grant in clear (%v)", err)
		}
		return nil
	})
}

func TestGrantBounds(t *testing.T) {
	g := newGranted(t)
	ctx := context.Background()
	for name, c := range map[string]struct {
		boxes []ID
		want  error
	}{
		"no box": {nil, ErrTooLarge}, "box 0": {[]ID{BoxZero}, ErrNotFound}, "a box that is not there": {[]ID{{9}}, ErrNotFound},
		"too many": {make([]ID, MaxGrant+1), ErrTooLarge},
	} {
		if _, err := g.v.Grant(ctx, newKey(t, g.env), ID{5}, c.boxes, false); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := g.open0(t)
	if _, err := w.Grant(ctx, newKey(t, g.env), ID{5}, []ID{g.open}, true); !errors.Is(err, ErrLocked) {
		t.Errorf("core out of a companion session: %v", err)
	}
}

// open0 is a session for the companion tier alone.
func (g *granted) open0(t *testing.T) *Vault {
	w := g.env.open(t, "swordfish")
	w.Narrow()
	return w
}

// TestWritingWithAGrantIsSeen forges a record with the keys of a token and puts it
// into the file. The owner notices at the next look at that box.
func TestWritingWithAGrantIsSeen(t *testing.T) {
	g := newGranted(t)
	w := g.enter(t, true)
	p := place{g.open, Items, g.keys[0], Core}
	key := w.keyring.get(g.open, Core)
	forged, err := sealRecord(key.records, g.Rand, g.v.id, p, key.epoch, 2, []byte("mallory's"))
	if err != nil {
		t.Fatal(err)
	}
	g.plant(t, bucketName(g.open, Items), p.bytes(), forged)
	r, err := g.env.open(t, "swordfish").Verify(context.Background(), nil)
	if err != nil || len(r.Problems) == 0 {
		t.Errorf("verify finds nothing (%v)", err)
	}
	// and so where the box's header is forged along with it: no root vouches for it
	view(t, w, func(tx *Tx) error {
		h, err := tx.head(g.open, Core)
		if err != nil {
			return err
		}
		h.dirty = true
		tx.write, tx.vault[Core] = true, &vaultHead{}
		if err := tx.writeBoxHead(keyringKey{g.open, Core}, h); err != nil {
			return err
		}
		v, _ := tx.writes.get(headsBucket, headKey(g.open, Core))
		forged = bytes.Clone(v)
		return nil
	})
	g.plant(t, headsBucket, headKey(g.open, Core), forged)
	v, err := Open(context.Background(), g.Options)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Unlock(context.Background(), secret.New("swordfish")); !isDamage(err) {
		t.Errorf("the forged header is believed: %v", err)
	}
}

// plant puts an entry into the file behind everybody's back.
func (g *granted) plant(t *testing.T, bucket, key, value []byte) {
	t.Helper()
	update2(t, g.v, func(tx *Tx) { tx.writes.set(bucket, key, value) })
}

func TestRekeyEndsGrants(t *testing.T) {
	g := newGranted(t)
	key, half := g.token(t, true, g.open)
	if err := g.v.Rekey(context.Background(), secret.New("swordfish"), Event{Action: "test"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := g.locked(t).Enter(key, ID{5}, half); !errors.Is(err, ErrSession) {
		t.Errorf("got %v", err)
	}
}

func TestGrantOfADroppedBox(t *testing.T) {
	g := newGranted(t)
	key, half := g.token(t, true, g.open)
	update(t, g.v, func(tx *Tx) error { return tx.DropBox(g.open) })
	w := g.locked(t)
	if err := w.Enter(key, ID{5}, half); err != nil {
		t.Fatal(err)
	}
	view(t, w, func(tx *Tx) error {
		if boxes, _ := tx.Boxes(); len(boxes) != 0 {
			t.Errorf("boxes %v", boxes)
		}
		if _, err := tx.Get(g.open, Items, g.keys[0], Companion); !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
		return nil
	})
}
