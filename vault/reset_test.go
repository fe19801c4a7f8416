package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/vault/secret"
)

// remains stands for what box makes of items.
func remains(_ ID, s Space, _ Key, companion []byte) (left, core []byte, err error) {
	return append([]byte("left of "), companion...), []byte("nothing of " + string(companion)), nil
}

// resettable is a vault with something in every place, and the key of a recovery
// slot that opens the companion tier alone.
type resettable struct {
	*env
	t    *testing.T
	box  ID
	keys []Key
	key  secret.Key
	both secret.Key // that of a slot that opens both
}

var ownerKey, contactKey = Key{ID: ID{15: 1}}, Key{ID: ID{7}}

func newResettable(t *testing.T) *resettable {
	t.Helper()
	r := &resettable{env: newEnv(t), t: t}
	r.Names = func(box ID, s Space, k Key, plain []byte) (IndexEntry, bool) {
		name := strings.TrimPrefix(string(plain), "left of ")
		return IndexEntry{box, name, k.ID}, s == Items
	}
	v := r.create(t)
	r.box, r.keys = addBox(t, v, 3)
	update(t, v, func(tx *Tx) error {
		_, err := tx.Put(BoxZero, Contacts, contactKey, Core, []byte("bob"))
		former := Key{ID: r.keys[0].ID, Sub: 1}
		_, err2 := tx.Put(r.box, History, former, Companion, []byte("former"))
		_, err3 := tx.Put(r.box, History, former, Core, []byte("former password"))
		return errors.Join(err, err2, err3, tx.PutTwin(BoxZero, Settings, ownerKey, []byte("alice")))
	})
	r.key, r.both = newKey(t, r.env), newKey(t, r.env)
	update(t, v, func(tx *Tx) error {
		return errors.Join(tx.SetRecovery(r.both, r.key), tx.PutClear(ClearRecovery, []byte("who may help")))
	})
	placeOrders(t, v, []byte("frozen"))
	v.Close()
	return r
}

func (r *resettable) reset(key secret.Key, then func(*Tx) error) (*Vault, error) {
	r.t.Helper()
	v := r.locked(r.t)
	return v, v.Reset(r.t.Context(), key, secret.New("halibut"), cheapest, Event{Action: "reset"}, remains, nil, then)
}

func (r *resettable) mustReset(then func(*Tx) error) *Vault {
	r.t.Helper()
	v, err := r.reset(r.key, then)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

func (r *resettable) has(v *Vault, box ID, s Space, k Key, tier Tier, want string) {
	r.t.Helper()
	view(r.t, v, func(tx *Tx) error {
		got, err := tx.Get(box, s, k, tier)
		if want == "" && errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil || string(got.Plain) != want {
			r.t.Errorf("space %c, %s: %q, %v; want %q", s, tier, got.Plain, err, want)
		}
		return nil
	})
}

func TestReset(t *testing.T) {
	r := newResettable(t)
	before := rawFile(t, r.env)
	parts := sealedParts(everything(t, r.open(t, "swordfish")))
	v := r.mustReset(func(tx *Tx) error {
		return tx.PutTwin(BoxZero, Settings, Key{ID: ID{15: 2}}, []byte("and more"))
	})
	if companion, core := v.Unlocked(); !companion || !core {
		t.Error("it is not open")
	}
	for _, w := range []*Vault{v, r.open(t, "halibut")} {
		r.has(w, r.box, Items, r.keys[1], Companion, "left of title 1")
		r.has(w, r.box, Items, r.keys[1], Core, "nothing of title 1")
		r.has(w, r.box, History, Key{ID: r.keys[0].ID, Sub: 1}, Core, "nothing of former")
		r.has(w, BoxZero, Contacts, contactKey, Core, "")
		for _, tier := range Tiers {
			r.has(w, BoxZero, Settings, ownerKey, tier, "alice")
			r.has(w, BoxZero, Settings, Key{ID: ID{15: 2}}, tier, "and more")
		}
		report := verify(t, w)
		if w.Status().Older || report.Entries == 0 {
			t.Errorf("%+v", w.Status())
		}
		view(t, w, func(tx *Tx) error {
			e, err := tx.Entry(tx.Entries())
			if err != nil || e.Event.Action != "reset" {
				t.Errorf("the newest event is %+v, %v", e, err)
			}
			ids, err := tx.IndexGet(r.box, "title 2")
			if err != nil || len(ids) != 1 {
				t.Errorf("by its name: %v, %v", ids, err)
			}
			return nil
		})
	}
	wantOrders(t, v, "")
	wantClear(t, r.env, v, "")
	slots, err := v.Slots(t.Context())
	if err != nil || len(slots) != 1 || slots[0].Kind != PasswordSlot {
		t.Errorf("slots %+v, %v", slots, err)
	}
	if err := r.locked(t).Unlock(t.Context(), secret.New("swordfish")); !errors.Is(err, ErrPassword) {
		t.Errorf("the former password: %v", err)
	}
	if n := countParts(rawFile(t, r.env), parts); n != 0 || len(parts) < 8 {
		t.Errorf("%d of %d former ciphertexts are in the new file", n, len(parts))
	}
	info, err := os.Lstat(filepath.Join(r.Dir, FormerName))
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	former, err := os.ReadFile(filepath.Join(r.Dir, FormerName))
	if err != nil || !bytes.Equal(former, before) {
		t.Errorf("the former file is not what was there: %v", err)
	}
}

func TestFormer(t *testing.T) {
	r := newResettable(t)
	if _, err := r.open(t, "swordfish").OpenFormer(t.Context(), secret.New("swordfish")); !errors.Is(err, ErrNotFound) {
		t.Errorf("before: %v", err)
	}
	v := r.mustReset(nil)
	if !v.HasFormer() {
		t.Error("there is none")
	}
	if _, err := v.OpenFormer(t.Context(), secret.New("halibut")); !errors.Is(err, ErrPassword) {
		t.Errorf("the new password: %v", err)
	}
	f, err := v.OpenFormer(t.Context(), secret.New("swordfish"))
	if err != nil {
		t.Fatal(err)
	}
	err = f.View(func(tx *Tx) error {
		item, err := tx.Get(r.box, Items, r.keys[1], Core)
		if err != nil || string(item.Plain) != "password 1" {
			t.Errorf("%q, %v", item.Plain, err)
		}
		bob, err := tx.Get(BoxZero, Contacts, contactKey, Core)
		if err != nil || string(bob.Plain) != "bob" {
			t.Errorf("%q, %v", bob.Plain, err)
		}
		if _, err := tx.Put(BoxZero, Contacts, contactKey, Core, nil); !errors.Is(err, ErrReadOnly) {
			t.Errorf("written: %v", err)
		}
		// both at once, as whoever adopts does
		return v.Update(t.Context(), Event{Action: "test"}, func(to *Tx) error {
			_, err := to.Put(BoxZero, Contacts, contactKey, Core, bob.Plain)
			return err
		})
	})
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	r.has(v, BoxZero, Contacts, contactKey, Core, "bob")
	if err := r.locked(t).DropFormer(t.Context()); !errors.Is(err, ErrLocked) {
		t.Errorf("dropped without a key: %v", err)
	}
	if err := v.DropFormer(t.Context()); err != nil || v.HasFormer() {
		t.Errorf("it stays: %v", err)
	}
	if err := v.DropFormer(t.Context()); err != nil {
		t.Errorf("twice: %v", err)
	}
	if v.Status().Older {
		t.Error("what was former passes for what this machine saw")
	}
	verify(t, v)
}

// TestResetRefuses: nothing changes, whatever is wrong.
func TestResetRefuses(t *testing.T) {
	r := newResettable(t)
	before := rawFile(t, r.env)
	no := errors.New("no")
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"another key":           {func() error { _, err := r.reset(newKey(t, r.env), nil); return err }, ErrRecoveryKey},
		"the key of both tiers": {func() error { _, err := r.reset(r.both, nil); return err }, ErrRecoveryKey},
		"no costs": {func() error {
			return r.locked(t).Reset(t.Context(), r.key, secret.New("halibut"), Params{}, Event{}, remains, nil, nil)
		}, ErrParams},
		"an item that cannot be read": {func() error {
			bad := func(ID, Space, Key, []byte) ([]byte, []byte, error) { return nil, nil, no }
			return r.locked(t).Reset(t.Context(), r.key, secret.New("halibut"), cheapest, Event{}, bad, nil, nil)
		}, no},
		"what comes then fails": {func() error { _, err := r.reset(r.key, func(*Tx) error { return no }); return err }, no},
		"interrupted": {func() error {
			ctx, end := context.WithCancel(t.Context())
			stop := func(box ID, s Space, k Key, companion []byte) (left, core []byte, err error) {
				end()
				return remains(box, s, k, companion)
			}
			err := r.locked(t).Reset(ctx, r.key, secret.New("halibut"), cheapest, Event{}, stop, nil, func(*Tx) error { return ctx.Err() })
			return err
		}, context.Canceled},
	} {
		if err := c.do(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if !bytes.Equal(rawFile(t, r.env), before) {
			t.Fatalf("%s: the file changed", name)
		}
	}
	r.has(r.open(t, "swordfish"), r.box, Items, r.keys[1], Core, "password 1")
	r.mustReset(nil) // what the failed ones left is in nobody's way
}

// TestResetTwice: what an earlier one put aside is not lost.
func TestResetTwice(t *testing.T) {
	r := newResettable(t)
	v := r.mustReset(nil)
	update(t, v, func(tx *Tx) error { return tx.SetRecovery(r.both, r.key) })
	former, err := os.ReadFile(filepath.Join(r.Dir, FormerName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.reset(r.key, nil); !errors.Is(err, ErrFormer) {
		t.Errorf("got %v", err)
	}
	if now, err := os.ReadFile(filepath.Join(r.Dir, FormerName)); err != nil || !bytes.Equal(now, former) {
		t.Errorf("it changed: %v", err)
	}
	if err := r.open(t, "halibut").DropFormer(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.mustReset(nil)
}

// TestResetAfterACut: each state that a cut may leave goes on to the same end.
func TestResetAfterACut(t *testing.T) {
	for name, leave := range map[string]func(dir string, whole []byte) error{
		"in the middle of the copy": func(dir string, whole []byte) error {
			return os.WriteFile(filepath.Join(dir, FormerName+".new"), whole[:len(whole)/2], 0o600)
		},
		"after the copy": func(dir string, whole []byte) error {
			return os.WriteFile(filepath.Join(dir, FormerName), whole, 0o600)
		},
		"in the middle of the new file": func(dir string, whole []byte) error {
			return errors.Join(os.WriteFile(filepath.Join(dir, FormerName), whole, 0o600),
				os.WriteFile(filepath.Join(dir, nextName), whole[:len(whole)/2], 0o600))
		},
	} {
		r := newResettable(t)
		if err := leave(r.Dir, rawFile(t, r.env)); err != nil {
			t.Fatal(err)
		}
		// the owner may still be the first to come
		owner := r.open(t, "swordfish")
		update(t, owner, func(tx *Tx) error {
			if tx.HasFormer() || owner.HasFormer() {
				t.Errorf("%s: a reset that did not come to its end has put something aside", name)
			}
			return tx.Note()
		})
		before := rawFile(t, r.env)
		v := r.mustReset(nil)
		if verify(t, v); !v.HasFormer() {
			t.Errorf("%s: there is nothing to adopt", name)
		}
		if former, err := os.ReadFile(filepath.Join(r.Dir, FormerName)); err != nil || !bytes.Equal(former, before) {
			t.Errorf("%s: the former file is not what was there: %v", name, err)
		}
		if _, err := os.Lstat(filepath.Join(r.Dir, FormerName+".new")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: litter stays: %v", name, err)
		}
	}
}

// TestResetThatFailedLeavesNoCopy: the owner takes the password, a slot or the keys
// out of the file, and nothing else beside it has them, nor is a later reset kept
// from its work. What a reset has put aside stays.
func TestResetThatFailedLeavesNoCopy(t *testing.T) {
	ctx, no := context.Background(), errors.New("no")
	for name, rewrite := range map[string]func(v *Vault, r *resettable) error{
		"compact": func(v *Vault, r *resettable) error { return v.Compact(ctx, nil) },
		"password": func(v *Vault, r *resettable) error {
			return v.SetPassword(ctx, secret.New("swordfish"), cheapest, Event{Action: "test"})
		},
		"rekey": func(v *Vault, r *resettable) error {
			return v.Rekey(ctx, secret.New("swordfish"), Event{Action: "test"}, nil, nil)
		},
		"recover": func(v *Vault, r *resettable) error {
			return v.Recover(ctx, r.both, secret.New("swordfish"), cheapest, Event{Action: "test"}, nil,
				func(tx *Tx) error { return tx.SetRecovery(r.both, r.key) })
		},
	} {
		r := newResettable(t)
		former, part := filepath.Join(r.Dir, FormerName), filepath.Join(r.Dir, nextFormerName)
		if _, err := r.reset(r.key, func(*Tx) error { return no }); !errors.Is(err, no) {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := os.Lstat(former); err != nil {
			t.Fatalf("%s: no copy was left, which proves nothing: %v", name, err)
		}
		if err := os.WriteFile(part, rawFile(t, r.env)[:5000], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := rewrite(r.open(t, "swordfish"), r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, path := range []string{former, part} {
			if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s: %s stays: %v", name, filepath.Base(path), err)
			}
		}
		v := r.mustReset(func(tx *Tx) error { return tx.SetRecovery(r.both, r.key) })
		aside, err := os.ReadFile(former)
		if err != nil {
			t.Fatal(err)
		}
		setPassword(t, v, "swordfish")
		if err := rewrite(v, r); err != nil {
			t.Fatalf("%s after a reset: %v", name, err)
		}
		if now, err := os.ReadFile(former); err != nil || !bytes.Equal(now, aside) {
			t.Errorf("%s: what was put aside is not there any more: %v", name, err)
		}
		verify(t, r.open(t, "swordfish"))
	}
}

// TestResetOfWhatWasTakenOut: what somebody took out does not become valid.
func TestResetOfWhatWasTakenOut(t *testing.T) {
	r := newResettable(t)
	v := r.open(t, "swordfish")
	update2(t, v, func(tx *Tx) {
		tx.writes.set(bucketName(r.box, Items), place{r.box, Items, r.keys[0], Companion}.bytes(), nil)
	})
	_, err := r.reset(r.key, nil)
	wantDamaged(t, "reset", err)
}

// TestFormerOfAnother: somebody puts another file in its place.
func TestFormerOfAnother(t *testing.T) {
	r := newResettable(t)
	v := r.mustReset(nil)
	other := newEnv(t)
	other.create(t)
	path := filepath.Join(r.Dir, FormerName)
	if err := os.WriteFile(path, rawFile(t, other), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := v.OpenFormer(t.Context(), secret.New("swordfish"))
	wantDamaged(t, "another vault's", err)
	if err := os.WriteFile(path, []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = v.OpenFormer(t.Context(), secret.New("swordfish"))
	wantDamaged(t, "junk", err)
	if err := errors.Join(os.Remove(path), os.Symlink(filepath.Join(other.Dir, FileName), path)); err != nil {
		t.Fatal(err)
	}
	if _, err := v.OpenFormer(t.Context(), secret.New("swordfish")); !errors.Is(err, ErrNotFile) {
		t.Errorf("a link: %v", err)
	}
}
