package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"

	"coffer/vault/secret"
)

func placeOrders(t *testing.T, v *Vault, data []byte) {
	t.Helper()
	err := v.PlaceOrders(context.Background(), func([]byte) ([]byte, error) { return data, nil })
	if err != nil {
		t.Fatal(err)
	}
}

func wantOrders(t *testing.T, v *Vault, want string) {
	t.Helper()
	have, err := v.Orders(context.Background())
	if err != nil || string(have) != want {
		t.Errorf("orders %q, %v; want %q", have, err, want)
	}
}

// TestOrdersWithoutAKey: whoever has no key puts them there, and nothing else of
// the file changes.
func TestOrdersWithoutAKey(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	addBox(t, v, 3)
	before := everything(t, v)
	stranger := e.locked(t)
	wantOrders(t, stranger, "")
	placeOrders(t, stranger, []byte("frozen"))
	wantOrders(t, stranger, "frozen")
	err := stranger.PlaceOrders(ctx, func(old []byte) ([]byte, error) { return append(old, " twice"...), nil })
	if err != nil {
		t.Fatal(err)
	}
	wantOrders(t, e.locked(t), "frozen twice")

	after := everything(t, v)
	if string(after["keys"]["orders"]) != "frozen twice" {
		t.Error("they are not where the format says")
	}
	delete(after["keys"], "orders")
	for bucket, entries := range after {
		if len(entries) != len(before[bucket]) {
			t.Errorf("bucket %q has another number of entries", bucket)
		}
		for k, value := range entries {
			if !bytes.Equal(value, before[bucket][k]) {
				t.Errorf("bucket %q: %q changed", bucket, k)
			}
		}
	}
	owner := e.open(t, "swordfish")
	if r := verify(t, owner); len(r.Problems) > 0 || owner.Status().Older {
		t.Errorf("the owner finds %v", r.Problems)
	}
	update(t, owner, func(tx *Tx) error {
		have, err := tx.Orders()
		if err != nil || string(have) != "frozen twice" {
			t.Errorf("in a transaction: %q, %v", have, err)
		}
		if err := tx.SetOrders([]byte("lifted")); err != nil {
			return err
		}
		if have, _ := tx.Orders(); string(have) != "lifted" {
			t.Errorf("what the transaction wrote: %q", have)
		}
		return tx.Note()
	})
	wantOrders(t, stranger, "lifted")
	update(t, owner, func(tx *Tx) error { return tx.SetOrders(nil) })
	wantOrders(t, stranger, "")
}

// TestOrdersStay: what writes the file anew takes them along.
func TestOrdersStay(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	placeOrders(t, v, []byte("frozen"))
	if err := v.Compact(ctx, nil); err != nil {
		t.Fatal(err)
	}
	wantOrders(t, v, "frozen")
	if err := v.SetPassword(ctx, secret.New("halibut"), cheapest, Event{Action: "test"}); err != nil {
		t.Fatal(err)
	}
	wantOrders(t, v, "frozen")
	if err := v.Rekey(ctx, secret.New("halibut"), Event{Action: "test"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	wantOrders(t, v, "frozen")
	wantOrders(t, e.open(t, "halibut"), "frozen")
}

func TestOrdersOutOfBounds(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	huge := make([]byte, MaxOrders+1)
	err := v.PlaceOrders(ctx, func([]byte) ([]byte, error) { return huge, nil })
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("placed: %v", err)
	}
	err = v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error { return tx.SetOrders(huge) })
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("set: %v", err)
	}
	if err := v.View(ctx, func(tx *Tx) error { return tx.SetOrders(nil) }); !errors.Is(err, ErrReadOnly) {
		t.Errorf("set by a reader: %v", err)
	}
	no := errors.New("no")
	if err := v.PlaceOrders(ctx, func([]byte) ([]byte, error) { return []byte("x"), no }); !errors.Is(err, no) {
		t.Errorf("refused: %v", err)
	}
	wantOrders(t, v, "")
	placeOrders(t, v, huge[1:])
	if data, err := v.Orders(ctx); err != nil || len(data) != MaxOrders {
		t.Errorf("the largest: %d, %v", len(data), err)
	}
}

// TestHugeOrdersAreInNobodysWay: somebody writes the file by hand.
func TestHugeOrdersAreInNobodysWay(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	writeByHand(t, e, make([]byte, 4<<20))
	if _, err := v.Orders(ctx); !errors.Is(err, ErrTooLarge) {
		t.Errorf("read: %v", err)
	}
	owner := e.open(t, "swordfish")
	if r := verify(t, owner); len(r.Problems) > 0 {
		t.Errorf("the owner finds %v", r.Problems)
	}
	if err := owner.Compact(ctx, nil); err != nil {
		t.Error(err)
	}
	if err := owner.Rekey(ctx, secret.New("swordfish"), Event{Action: "test"}, nil, nil); err != nil {
		t.Error(err)
	}
	wantOrders(t, owner, "")
	writeByHand(t, e, make([]byte, 4<<20))
	placeOrders(t, e.locked(t), []byte("frozen"))
	wantOrders(t, owner, "frozen")
	writeByHand(t, e, make([]byte, 4<<20))
	update(t, owner, func(tx *Tx) error { return tx.SetOrders(nil) })
	wantOrders(t, owner, "")
}

func writeByHand(t *testing.T, e *env, orders []byte) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(e.Dir, FileName), 0o600, &bolt.Options{PageSize: pageSize, FreelistType: bolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error { return tx.Bucket(keysBucket).Put(ordersKey(), orders) })
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestOrdersOfAnotherVault: the file changed under the feet of whoever found it.
func TestOrdersOfAnotherVault(t *testing.T) {
	e, f := newEnv(t), newEnv(t)
	v := e.create(t)
	f.create(t)
	data := rawFile(t, f)
	if err := os.WriteFile(filepath.Join(e.Dir, FileName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, all := context.Background(), func(old []byte) ([]byte, error) { return []byte("frozen"), nil }
	if _, err := v.Orders(ctx); !errors.Is(err, ErrChanged) {
		t.Errorf("read: %v", err)
	}
	if err := v.PlaceOrders(ctx, all); !errors.Is(err, ErrChanged) {
		t.Errorf("placed: %v", err)
	}
	if err := v.EraseOrdered(ctx, func([]byte) error { return nil }); !errors.Is(err, ErrChanged) {
		t.Errorf("erased: %v", err)
	}
	if !bytes.Equal(rawFile(t, e), data) {
		t.Error("the other vault changed")
	}
}

func TestEraseOrdered(t *testing.T) {
	e, ctx := newEnv(t), context.Background()
	v := e.create(t)
	placeOrders(t, v, []byte("go"))
	stranger := e.locked(t)
	no := errors.New("not yet")
	err := stranger.EraseOrdered(ctx, func(orders []byte) error {
		if string(orders) != "go" {
			t.Errorf("asked about %q", orders)
		}
		return no
	})
	if !errors.Is(err, no) {
		t.Fatalf("erased in doubt: %v", err)
	}
	e.open(t, "swordfish")
	if err := stranger.EraseOrdered(ctx, func([]byte) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, e.Options); !errors.Is(err, ErrNoVault) {
		t.Errorf("it opens: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(e.StateDir, v.ID().String())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what the machine remembers stays: %v", err)
	}
}

// TestOrdersOfAKeptFile: whoever keeps the file open sees them without another
// opening.
func TestOrdersOfAKeptFile(t *testing.T) {
	e := newEnv(t)
	e.create(t)
	e.Keep = true
	v := e.locked(t)
	wantOrders(t, v, "")
	if v.kept.st == nil {
		t.Error("it was released")
	}
	placeOrders(t, v, []byte("frozen"))
	wantOrders(t, v, "frozen")
}
