package vault

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/vault/secret"
)

// fakeClock stands still until it is moved.
type fakeClock struct {
	now  time.Time
	boot time.Duration
	run  int // of the machine, from 0 on
}

func (c *fakeClock) Now() time.Time                { return c.now }
func (c *fakeClock) Boot() (string, time.Duration) { return fmt.Sprint("boot-", c.run+1), c.boot }

// cheap stands for Argon2id, which no test can wait for.
func cheap(password, salt []byte, p Params) []byte {
	sum := sha256.Sum256(append(append([]byte("cheap"), salt...), password...))
	return sum[:]
}

type env struct {
	Options
	clock *fakeClock
	warns []Warning
}

// testRand is seeded, and the seed is printed.
func testRand(t testing.TB) io.Reader {
	var seed [32]byte
	s := uint64(time.Now().UnixNano())
	for i := range 8 {
		seed[i] = byte(s >> (8 * i))
	}
	t.Logf("seed %x", seed)
	return mrand.NewChaCha8(seed)
}

func newEnv(t testing.TB) *env {
	e := &env{clock: &fakeClock{now: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}}
	dir := t.TempDir()
	e.Options = Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"), Clock: e.clock,
		Rand: testRand(t), Stretch: cheap, Command: "test", Wait: time.Millisecond,
		Warn: func(w Warning) { e.warns = append(e.warns, w) },
	}
	if err := os.MkdirAll(e.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return e
}

var cheapest = Params{MemoryKiB: 8, Time: 1, Threads: 1}

func (e *env) create(t testing.TB) *Vault {
	t.Helper()
	v, err := Create(context.Background(), e.Options, secret.New("swordfish"), cheapest)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func (e *env) open(t testing.TB, password string) *Vault {
	t.Helper()
	v, err := Open(context.Background(), e.Options)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Unlock(context.Background(), secret.New(password)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func update(t testing.TB, v *Vault, f func(*Tx) error) {
	t.Helper()
	if err := v.Update(context.Background(), Event{Action: "test"}, f); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, v *Vault, f func(*Tx) error) {
	t.Helper()
	if err := v.View(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// verify ends every test that wrote.
func verify(t testing.TB, v *Vault) Report {
	t.Helper()
	r, err := v.Verify(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) > 0 {
		t.Fatalf("verify: %q", r.Problems)
	}
	return r
}

// addBox makes a box with n items of both tiers and returns their keys.
func addBox(t testing.TB, v *Vault, n int) (box ID, keys []Key) {
	t.Helper()
	update(t, v, func(tx *Tx) (err error) {
		if box, err = tx.CreateBox(); err != nil {
			return err
		}
		for i := range n {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			k := Key{ID: id}
			keys = append(keys, k)
			if _, err := tx.Put(box, Items, k, Companion, fmt.Appendf(nil, "title %d", i)); err != nil {
				return err
			}
			if _, err := tx.Put(box, Items, k, Core, fmt.Appendf(nil, "password %d", i)); err != nil {
				return err
			}
			if err := tx.IndexPut(box, fmt.Sprintf("title %d", i), id); err != nil {
				return err
			}
		}
		return nil
	})
	return box, keys
}

func TestCreateOpenPutGet(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 10)
	if _, err := Create(context.Background(), e.Options, secret.New("x"), cheapest); !errors.Is(err, ErrExists) {
		t.Errorf("create again: %v", err)
	}
	w := e.open(t, "swordfish")
	view(t, w, func(tx *Tx) error {
		ids, err := tx.IndexGet(box, "title 3")
		if err != nil || len(ids) != 1 || ids[0] != keys[3].ID {
			t.Fatalf("index: %v %v", ids, err)
		}
		r, err := tx.Get(box, Items, keys[3], Core)
		if err != nil || string(r.Plain) != "password 3" || r.Revision != 1 {
			t.Fatalf("get: %q %v", r.Plain, err)
		}
		if _, err := tx.Get(box, Items, Key{ID: ID{1}}, Core); !errors.Is(err, ErrNotFound) {
			t.Errorf("get of nothing: %v", err)
		}
		if _, err := tx.Put(box, Items, keys[3], Core, nil); !errors.Is(err, ErrReadOnly) {
			t.Errorf("put in a view: %v", err)
		}
		return nil
	})
	if r := verify(t, w); r.Records != 20+2+1 || r.Entries != 2 || r.Boxes != 1 || !r.Core {
		t.Errorf("report %+v", r)
	}
	if len(e.warns) != 0 {
		t.Errorf("warnings: %v", e.warns)
	}
	u, err := Open(context.Background(), e.Options)
	if err != nil {
		t.Fatal(err)
	}
	if err := u.Unlock(context.Background(), secret.New("sword")); !errors.Is(err, ErrPassword) {
		t.Errorf("wrong password: %v", err)
	}
	if err := u.View(context.Background(), func(*Tx) error { return nil }); !errors.Is(err, ErrLocked) {
		t.Errorf("view while locked: %v", err)
	}
}

func TestUpdateIsAllOrNothing(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	stop := errors.New("stop")
	err := v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
		if _, err := tx.Put(box, Items, keys[0], Core, []byte("other")); err != nil {
			return err
		}
		if err := tx.Delete(box, Items, keys[1], Core); err != nil {
			return err
		}
		if _, err := tx.CreateBox(); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	view(t, v, func(tx *Tx) error {
		r, err := tx.Get(box, Items, keys[0], Core)
		if err != nil || string(r.Plain) != "password 0" {
			t.Errorf("%q %v", r.Plain, err)
		}
		boxes, _ := tx.Boxes()
		if len(boxes) != 1 {
			t.Errorf("boxes %v", boxes)
		}
		return nil
	})
	verify(t, v)
}

func TestDeleteAndDropBox(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	update(t, v, func(tx *Tx) error {
		if err := tx.IndexDelete(box, "title 1", keys[1].ID); err != nil {
			return err
		}
		return errors.Join(tx.Delete(box, Items, keys[1], Core), tx.Delete(box, Items, keys[1], Companion))
	})
	verify(t, v)
	update(t, v, func(tx *Tx) error { return tx.DropBox(box) })
	if r := verify(t, v); r.Boxes != 0 {
		t.Errorf("%+v", r)
	}
	view(t, v, func(tx *Tx) error {
		if _, err := tx.Get(box, Items, keys[0], Core); !errors.Is(err, ErrNotFound) {
			t.Errorf("a dropped box: %v", err)
		}
		return nil
	})
}

func TestPasswordRekeyCompact(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	e.Names = nil
	box, keys := addBox(t, v, 50)
	ctx := context.Background()
	if err := v.SetPassword(ctx, secret.New("new"), cheapest, Event{Action: "passwd"}); err != nil {
		t.Fatal(err)
	}
	verify(t, v)
	w := e.open(t, "new")
	verify(t, w)
	if err := w.CheckPassword(ctx, secret.New("swordfish")); !errors.Is(err, ErrPassword) {
		t.Errorf("old password: %v", err)
	}
	slots, err := w.Slots(ctx)
	if err != nil || len(slots) != 1 {
		t.Fatalf("%v %v", slots, err)
	}
	if err := w.DropSlot(ctx, slots[0].ID, Event{}); !errors.Is(err, ErrLastSlot) {
		t.Errorf("drop the last slot: %v", err)
	}
	w.o.Names = func(b ID, s Space, k Key, plain []byte) (IndexEntry, bool) {
		return IndexEntry{b, string(plain), k.ID}, b == box && s == Items
	}
	if err := w.Rekey(ctx, secret.New("new"), Event{Action: "rekey"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	r := verify(t, w)
	if r.Records != 100+1+int(r.Entries) {
		t.Errorf("%+v", r)
	}
	view(t, w, func(tx *Tx) error {
		r, err := tx.Get(box, Items, keys[7], Core)
		if err != nil || string(r.Plain) != "password 7" || r.Revision != 1 {
			t.Errorf("%q %v", r.Plain, err)
		}
		return nil
	})
	// another process with the former roots must unlock again
	if err := v.View(ctx, func(*Tx) error { return nil }); !errors.Is(err, ErrLocked) {
		t.Errorf("former roots: %v", err)
	}
	if e.open(t, "new"); len(e.warns) != 0 {
		t.Errorf("warnings: %v", e.warns)
	}
}

func TestOlderAndForked(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	path := filepath.Join(e.Dir, FileName)
	addBox(t, v, 1)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	addBox(t, v, 1)
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	w := e.open(t, "swordfish")
	if !w.Status().Older || len(e.warns) != 1 || e.warns[0] != WarnOlder {
		t.Errorf("older file: %+v %v", w.Status(), e.warns)
	}
	ctx := context.Background()
	err = w.Update(ctx, Event{Action: "test"}, func(tx *Tx) error { _, err := tx.CreateBox(); return err })
	if !errors.Is(err, ErrOlder) {
		t.Errorf("write to an older file: %v", err)
	}
	if err := w.Compact(ctx, nil); !errors.Is(err, ErrOlder) {
		t.Errorf("compact of an older file: %v", err)
	}
	if err := w.Accept(ctx, Event{Action: "vault.accept"}); err != nil {
		t.Fatal(err)
	}
	addBox(t, w, 1)
	verify(t, w)
	// a second branch of the same length is a fork
	other := *e
	other.StateDir = t.TempDir()
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	u := other.open(t, "swordfish")
	for range 5 {
		addBox(t, u, 1)
	}
	e.warns = nil
	f := e.open(t, "swordfish")
	if !f.Status().Older || len(e.warns) != 1 || e.warns[0] != WarnFork {
		t.Errorf("fork: %+v %v", f.Status(), e.warns)
	}
}

func TestMovedSwappedAndReplayedRecords(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	name := bucketName(box, Items)
	at := func(i int, tier Tier) []byte { return place{box, Items, keys[i], tier}.bytes() }
	raw := func(k []byte) (out []byte) {
		view(t, v, func(tx *Tx) error {
			b, _ := tx.raw(name, k)
			out = append([]byte(nil), b...)
			return nil
		})
		return out
	}
	// tamper writes behind the vault's back
	tamper := func(f func(w writes)) {
		update2(t, v, func(tx *Tx) { f(tx.writes) })
	}
	first := raw(at(0, Core))
	update(t, v, func(tx *Tx) error { _, err := tx.Put(box, Items, keys[0], Core, []byte("newer")); return err })
	second, foreign, companion := raw(at(0, Core)), raw(at(1, Core)), raw(at(0, Companion))

	attacks := map[string]func(w writes){
		"replayed": func(w writes) { w.set(name, at(0, Core), first) },
		"swapped":  func(w writes) { w.set(name, at(0, Core), foreign) },
		"tier":     func(w writes) { w.set(name, at(0, Core), companion) },
		"flipped":  func(w writes) { b := append([]byte(nil), second...); b[40] ^= 1; w.set(name, at(0, Core), b) },
		"short":    func(w writes) { w.set(name, at(0, Core), second[:20]) },
		"omitted":  func(w writes) { w.set(name, at(0, Core), nil) },
	}
	for what, attack := range attacks {
		tamper(attack)
		r, err := v.Verify(context.Background(), nil)
		if err != nil || len(r.Problems) == 0 {
			t.Errorf("%s: verify found nothing (%v)", what, err)
		}
		err = v.View(context.Background(), func(tx *Tx) error {
			_, err := tx.Get(box, Items, keys[0], Core)
			return err
		})
		var d *DamagedError
		if what != "replayed" && !errors.As(err, &d) {
			t.Errorf("%s: get says %v", what, err)
		}
		tamper(func(w writes) { w.set(name, at(0, Core), second) })
		verify(t, v)
	}
}

// update2 commits raw writes, as somebody with the file but no key would.
func update2(t *testing.T, v *Vault, f func(*Tx)) {
	t.Helper()
	st, err := openStore(context.Background(), v.o, 2)
	if err != nil {
		t.Fatal(err)
	}
	tx := v.newTx(st, true)
	f(tx)
	if err := errors.Join(tx.flush(), st.commit(), st.close()); err != nil {
		t.Fatal(err)
	}
}

// TestWrittenAndThenRead writes what is no record, and then reads a whole space, for
// which what was written is handed over first: it is kept all the same, with an event.
func TestWrittenAndThenRead(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	for what, write := range map[string]func(*Tx) error{
		"orders": func(tx *Tx) error { return tx.SetOrders([]byte("frozen")) },
		"note":   (*Tx).Note,
	} {
		before := verify(t, v).Entries
		update(t, v, func(tx *Tx) error {
			if err := write(tx); err != nil {
				return err
			}
			_, err := tx.Keys(BoxZero, Settings, Core)
			return err
		})
		if after := verify(t, v).Entries; after != before+1 {
			t.Errorf("%s: %d events, and then %d", what, before, after)
		}
	}
	wantOrders(t, v, "frozen")
}
