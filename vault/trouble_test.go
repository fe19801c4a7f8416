package vault

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestNoVault(t *testing.T) {
	e := newEnv(t)
	if _, err := Open(context.Background(), e.Options); !errors.Is(err, ErrNoVault) {
		t.Errorf("an empty folder: %v", err)
	}
	path := filepath.Join(e.Dir, FileName)
	for name, content := range map[string][]byte{
		"empty": nil, "short": []byte("hello"), "foreign": bytes.Repeat([]byte("hello "), 10_000),
		"zeros": make([]byte, 64<<10),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(context.Background(), e.Options); !isDamage(err) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(after, content) {
			t.Errorf("%s: the file was written to", name)
		}
	}
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), e.Options); err == nil || isDamage(err) || errors.Is(err, ErrNoVault) {
		t.Errorf("a folder: %v", err)
	}
}

// TestOtherVersions opens files of an older and of a newer program.
func TestOtherVersions(t *testing.T) {
	for _, version := range []uint32{0, formatVersion + 1, 1 << 30} {
		e := newEnv(t)
		v := e.create(t)
		update2(t, v, func(tx *Tx) {
			tx.writes.set(keysBucket, formatKey(), encoded(t, []any{version, "whatever", []int{1, 2}, "follows"}))
		})
		_, err := Open(context.Background(), e.Options)
		var f *FormatError
		if !errors.As(err, &f) || f.Have != version || f.Newer() != (version > formatVersion) {
			t.Errorf("version %d: %v", version, err)
		}
		if err := v.Update(context.Background(), Event{}, func(*Tx) error { return nil }); !errors.As(err, &f) {
			t.Errorf("a write to version %d: %v", version, err)
		}
	}
}

// TestStateFolderUnusable puts a file where the state folder should be.
func TestStateFolderUnusable(t *testing.T) {
	e := newEnv(t)
	if err := os.WriteFile(e.StateDir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	v := e.create(t)
	box, keys := addBox(t, v, 1)
	w := e.open(t, "swordfish")
	view(t, w, func(tx *Tx) error { _, err := tx.Get(box, Items, keys[0], Core); return err })
	if !slices.Contains(e.warns, WarnState) {
		t.Errorf("warnings: %v", e.warns)
	}
}

// TestStateDamaged flips a bit in the memory; empties it, as a power cut may;
// and takes it away.
func TestStateDamaged(t *testing.T) {
	for name, c := range map[string]struct {
		change func(path string, b []byte) error
		warn   Warning
		older  bool
	}{
		"flipped": {func(p string, b []byte) error { b[3] ^= 1; return os.WriteFile(p, b, 0o600) }, WarnMemory, true},
		"cut":     {func(p string, b []byte) error { return os.WriteFile(p, b[:9], 0o600) }, WarnMemory, true},
		"huge":    {func(p string, b []byte) error { return os.WriteFile(p, make([]byte, 1<<20), 0o600) }, WarnMemory, true},
		"empty":   {func(p string, b []byte) error { return os.WriteFile(p, nil, 0o600) }, WarnFirstSeen, false},
		"removed": {func(p string, b []byte) error { return os.Remove(p) }, WarnFirstSeen, false},
	} {
		e := newEnv(t)
		v := e.create(t)
		path := v.statePath(memoryName)
		b, err := os.ReadFile(path)
		if err == nil {
			err = c.change(path, b)
		}
		if err != nil {
			t.Fatal(err)
		}
		w := e.open(t, "swordfish")
		if !slices.Contains(e.warns, c.warn) || w.Status().Older != c.older {
			t.Errorf("%s: %v %+v", name, e.warns, w.Status())
		}
		err = w.View(t.Context(), func(*Tx) error { return nil }) // a second look forgets nothing
		if first := c.warn == WarnFirstSeen; err != nil || w.Status().FirstSeen != first {
			t.Errorf("%s: %+v, %v", name, w.Status(), err)
		}
	}
}

// TestNoRandomness makes everything fail that needs randomness, and finds the
// vault as it was.
func TestNoRandomness(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 1)
	before := rawFile(t, e)
	v.o.Rand = io.LimitReader(v.o.Rand, 5)
	ctx := context.Background()
	for name, err := range map[string]error{
		"put": v.Update(ctx, Event{}, func(tx *Tx) error { _, err := tx.Put(box, Items, keys[0], Core, nil); return err }),
		"box": v.Update(ctx, Event{}, func(tx *Tx) error { _, err := tx.CreateBox(); return err }),
		"event": v.Update(ctx, Event{}, func(tx *Tx) error {
			return tx.Delete(box, Items, keys[0], Core)
		}),
		"passwd": v.SetPassword(ctx, passwordOf("x"), cheapest, Event{}),
		"rekey":  v.Rekey(ctx, passwordOf("swordfish"), Event{}, nil, nil),
	} {
		if err == nil {
			t.Errorf("%s goes without randomness", name)
		}
	}
	if !bytes.Equal(rawFile(t, e), before) {
		t.Error("the file changed")
	}
	verify(t, v)
}

// TestBounds puts too much in, and the most that may be.
func TestBounds(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 1)
	most := bytes.Repeat([]byte{7}, MaxPlain)
	update(t, v, func(tx *Tx) error {
		if _, err := tx.Put(box, Items, keys[0], Core, append(most, 7)); !errors.Is(err, ErrTooLarge) {
			t.Errorf("a record too large: %v", err)
		}
		for name, s := range map[string]Space{"index": indexSpace, "events": Events, "none": 0} {
			if _, err := tx.Put(box, s, keys[0], Core, nil); err == nil {
				t.Errorf("a put to %s", name)
			}
			if err := tx.Delete(box, s, keys[0], Core); err == nil {
				t.Errorf("a deletion from %s", name)
			}
		}
		_, err := tx.Put(box, Items, keys[0], Core, most)
		return err
	})
	view(t, v, func(tx *Tx) error {
		r, err := tx.Get(box, Items, keys[0], Core)
		if !bytes.Equal(r.Plain, most) {
			t.Error("the largest record is not what was written")
		}
		return err
	})
	verify(t, v)
}

// TestFullVault makes one more box than a vault can have.
func TestFullVault(t *testing.T) {
	ctx, e := context.Background(), newEnv(t)
	v := e.create(t)
	err := v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error {
		tx.boxes = make([]ID, MaxBoxes)
		_, err := tx.CreateBox()
		return err
	})
	if !errors.Is(err, ErrManyBoxes) {
		t.Errorf("one box more: %v", err)
	}
	verify(t, v)
}
