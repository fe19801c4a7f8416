package vault

import (
	"context"
	"errors"
	"testing"
)

// narrowed is a session that has the companion root alone.
func narrowed(t *testing.T, v *Vault) *Vault {
	t.Helper()
	r, err := emptyRoots(false)
	if err != nil {
		t.Fatal(err)
	}
	copy(r.page.Bytes()[keySize:], v.roots.page.Bytes()[keySize:])
	w := &Vault{o: v.o, id: v.id, rooted: v.rooted, roots: r}
	t.Cleanup(func() { w.Close() })
	return w
}

func TestCompanionAlone(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	w := narrowed(t, v)
	view(t, w, func(tx *Tx) error {
		if ids, err := tx.IndexGet(box, "title 1"); err != nil || ids[0] != keys[1].ID {
			t.Errorf("index: %v %v", ids, err)
		}
		if r, err := tx.Get(box, Items, keys[1], Companion); err != nil || string(r.Plain) != "title 1" {
			t.Errorf("companion: %q %v", r.Plain, err)
		}
		if r, err := tx.Get(box, Items, keys[1], Core); !errors.Is(err, ErrLocked) || r.Plain != nil {
			t.Errorf("core: %q %v", r.Plain, err)
		}
		if _, err := tx.Keys(box, Items, Core); !errors.Is(err, ErrLocked) {
			t.Errorf("keys of core: %v", err)
		}
		err := tx.Scan(box, Items, Core, func(int, Record) error { t.Error("a core record"); return nil })
		if !errors.Is(err, ErrLocked) {
			t.Errorf("scan of core: %v", err)
		}
		if boxes, err := tx.Boxes(); err != nil || len(boxes) != 1 || tx.HasCore() {
			t.Errorf("boxes: %v %v", boxes, err)
		}
		return nil
	})
	ctx := context.Background()
	for name, err := range map[string]error{
		"update":  w.Update(ctx, Event{}, func(*Tx) error { t.Error("it runs"); return nil }),
		"compact": w.Compact(ctx, nil),
		"rekey":   w.Rekey(ctx, passwordOf("swordfish"), Event{}, nil, nil),
		"passwd":  w.SetPassword(ctx, passwordOf("x"), cheapest, Event{}),
		"accept":  w.Accept(ctx, Event{}),
		"erase":   w.Erase(ctx, func(*Tx) error { t.Error("it runs"); return nil }),
	} {
		if !errors.Is(err, ErrLocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := verify(t, w); r.Core {
		t.Error("it says that core was verified")
	}
}

// TestNarrow gives up core, keys that were used before included.
func TestNarrow(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 1)
	view(t, v, func(tx *Tx) error { _, err := tx.Get(box, Items, keys[0], Core); return err })
	v.Narrow()
	view(t, v, func(tx *Tx) error {
		if _, err := tx.Get(box, Items, keys[0], Core); !errors.Is(err, ErrLocked) {
			t.Errorf("core: %v", err)
		}
		return nil
	})
}
