package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

func rawFile(t *testing.T, e *env) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(e.Dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sealedParts are bytes of every sealed thing in a file that cannot be there by
// chance.
func sealedParts(all stored) (parts [][]byte) {
	for bucket, entries := range all {
		for _, v := range entries {
			if bucket != "heads" && len(v) >= recordHead+nonceSize+minPlain+tagSize {
				parts = append(parts, v[len(v)-32:])
			}
		}
	}
	return parts
}

func countParts(file []byte, parts [][]byte) (n int) {
	for _, p := range parts {
		if bytes.Contains(file, p) {
			n++
		}
	}
	return n
}

// TestRekeyLeavesNothingBehind gives somebody everything of the time before: the
// roots, the box keys, and the old file. Nothing of the new file opens.
func TestRekeyLeavesNothingBehind(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 5)
	old := everything(t, v)
	parts := sealedParts(old)
	if n := countParts(rawFile(t, e), parts); n != len(parts) || n < 10 {
		t.Fatalf("%d of %d parts are found before", n, len(parts))
	}
	thief := &Vault{o: v.o, id: v.id, rooted: v.rooted}
	thief.roots, _ = emptyRoots(true)
	copy(thief.roots.page.Bytes(), v.roots.page.Bytes())
	oldKeys := make(map[Tier]*boxKey)
	view(t, v, func(tx *Tx) error {
		for _, tier := range Tiers {
			oldKeys[tier], _ = tx.boxKey(box, tier)
		}
		return nil
	})
	if err := v.Rekey(context.Background(), secret.New("swordfish"), Event{Action: "rekey"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if n := countParts(rawFile(t, e), parts); n != 0 {
		t.Errorf("%d old ciphertexts are in the new file", n)
	}
	now := everything(t, v)
	for _, tier := range Tiers {
		p := place{box, Items, keys[0], tier}
		record := now[string(bucketName(box, Items))][string(p.bytes())]
		if recordEpoch(record) != 2 {
			t.Errorf("epoch %d", recordEpoch(record))
		}
		if _, _, err := openRecord(oldKeys[tier].records, v.id, p, record, nil); err == nil {
			t.Errorf("the old key of a box opens a new %s record", tier)
		}
		root, _ := thief.roots.of(tier)
		if _, _, err := unwrapBoxKey(root, v.id, box, tier, now["keys"][string(boxKeyKey(box, tier))]); err == nil {
			t.Errorf("the old %s root opens a new box key", tier)
		}
		if string(oldKeys[tier].indexName("title 0")) == string(mustBoxKey(t, v, box, tier).indexName("title 0")) {
			t.Errorf("names are hashed as before")
		}
	}
	thief.rooted = v.rooted // lies about what it has
	if err := thief.View(context.Background(), func(*Tx) error { return nil }); !isDamage(err) {
		t.Errorf("the old roots: %v", err)
	}
}

func mustBoxKey(t *testing.T, v *Vault, box ID, tier Tier) (key *boxKey) {
	t.Helper()
	view(t, v, func(tx *Tx) (err error) { key, err = tx.boxKey(box, tier); return err })
	return key
}

// TestCompactRemovesWhatWasDeleted looks for the ciphertext of deleted and of
// overwritten records.
func TestCompactRemovesWhatWasDeleted(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 8)
	before := everything(t, v)[string(bucketName(box, Items))]
	deleted := before[string(place{box, Items, keys[0], Core}.bytes())]
	replaced := before[string(place{box, Items, keys[1], Core}.bytes())]
	kept := before[string(place{box, Items, keys[2], Core}.bytes())]
	update(t, v, func(tx *Tx) error {
		_, err := tx.Put(box, Items, keys[1], Core, []byte("newer"))
		return errors.Join(err, tx.Delete(box, Items, keys[0], Core), tx.Delete(box, Items, keys[0], Companion))
	})
	parts := [][]byte{deleted[recordHead:], replaced[recordHead:]}
	if n := countParts(rawFile(t, e), parts); n != 2 {
		t.Fatalf("%d of 2 are found before: this proves nothing", n)
	}
	if err := v.Compact(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if n := countParts(rawFile(t, e), parts); n != 0 {
		t.Errorf("%d are still there", n)
	}
	if n := countParts(rawFile(t, e), [][]byte{kept[recordHead:]}); n != 1 {
		t.Error("what was kept is gone")
	}
	verify(t, v)
}

// TestInterruptedCompact ends a compact by its context, and finds the old file.
func TestInterruptedCompact(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	addBox(t, v, 3)
	before := rawFile(t, e)
	ctx, cancel := context.WithCancel(context.Background())
	err := v.Compact(ctx, func(done, total int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if !bytes.Equal(rawFile(t, e), before) {
		t.Error("the file changed")
	}
	if _, err := os.Stat(filepath.Join(e.Dir, nextName)); err == nil {
		t.Error("the new file was left behind")
	}
	verify(t, v)
}

// TestLeftoverOfACompact finds half a new file, and clears it away.
func TestLeftoverOfACompact(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	path := filepath.Join(e.Dir, nextName)
	if err := os.WriteFile(path, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	addBox(t, v, 1)
	if _, err := os.Stat(path); err == nil {
		t.Error("it is still there")
	}
	if len(e.warns) != 1 || e.warns[0] != WarnLeftover {
		t.Errorf("warnings: %v", e.warns)
	}
}

// TestWaitingWriterIsNotOrphaned lets a writer wait while another process
// writes and compacts: what it writes then lands in the new file.
func TestWaitingWriterIsNotOrphaned(t *testing.T) {
	dir := memoryDir(t)
	o := childOptions(dir, filepath.Join(dir, "state"))
	v, err := Create(context.Background(), o, secret.New("swordfish"), cheapest)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	box, keys := addBox(t, v, 1)
	c := start(t, "hold", dir, o.StateDir, "compact")
	if !c.out.Scan() || c.out.Text() != "held" {
		t.Fatalf("the child says %q", c.out.Text())
	}
	v.o.Wait = time.Minute
	done := make(chan error)
	go func() {
		done <- v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
			_, err := tx.Put(box, Items, keys[0], Core, []byte("by the waiter"))
			return err
		})
	}()
	c.in.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	w, err := openChild(dir, o.StateDir, "swordfish")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	view(t, w, func(tx *Tx) error {
		if r, err := tx.Get(box, Items, keys[0], Core); err != nil || string(r.Plain) != "by the waiter" {
			t.Errorf("%q %v", r.Plain, err)
		}
		return nil
	})
	verify(t, w)
}

// TestBusy says who is in the way.
func TestBusy(t *testing.T) {
	dir := memoryDir(t)
	o := childOptions(dir, filepath.Join(dir, "state"))
	v, err := Create(context.Background(), o, secret.New("swordfish"), cheapest)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	c := start(t, "hold", dir, o.StateDir)
	if !c.out.Scan() || c.out.Text() != "held" {
		t.Fatalf("the child says %q", c.out.Text())
	}
	v.o.Wait = time.Millisecond
	for name, err := range map[string]error{
		"update": v.Update(context.Background(), Event{}, func(*Tx) error { return nil }),
		"view":   v.View(context.Background(), func(*Tx) error { return nil }),
	} {
		var busy *sys.BusyError
		if !errors.As(err, &busy) || busy.PID != c.Process.Pid || busy.Note != "child at work" {
			t.Errorf("%s: %v, child is %s", name, err, strconv.Itoa(c.Process.Pid))
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	v.o.Wait = time.Hour
	if err := v.View(ctx, func(*Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
