package vault

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"coffer/vault/secret"
)

func passwordOf(s string) secret.Text { return secret.New(s) }

// stored is everything in a vault file, by bucket.
type stored map[string]map[string][]byte

func everything(t *testing.T, v *Vault) stored {
	t.Helper()
	all := make(stored)
	view(t, v, func(tx *Tx) error {
		names := [][]byte{keysBucket, headsBucket}
		for _, box := range append([]ID{BoxZero}, tx.boxes...) {
			for _, s := range spaces {
				names = append(names, bucketName(box, s))
			}
		}
		for _, name := range names {
			b, err := tx.st.bucket(name)
			if err != nil {
				return err
			}
			entries, err := tx.st.entries(b)
			if err != nil {
				return err
			}
			all[string(name)] = make(map[string][]byte)
			for _, e := range entries {
				all[string(name)][string(e.k)] = bytes.Clone(e.v)
			}
		}
		return nil
	})
	return all
}

// TestPartsFromAnOlderFile brings parts of an older file back into a newer one.
func TestPartsFromAnOlderFile(t *testing.T) {
	for name, take := range map[string]func(bucket, key string) bool{
		"one box header":           func(b, k string) bool { return b == "heads" && len(k) == 17 && matches(k, Companion) },
		"all box headers":          func(b, k string) bool { return b == "heads" && len(k) == 17 },
		"the vault's headers":      func(b, k string) bool { return b == "heads" && len(k) == 2 },
		"all headers of core":      func(b, k string) bool { return b == "heads" && matches(k, Core) },
		"all headers of companion": func(b, k string) bool { return b == "heads" && matches(k, Companion) },
		"core as a whole": func(b, k string) bool {
			return b != "keys" && matches(k, Core) && (b == "heads" || Space(b[16]) != indexSpace)
		},
		"companion as a whole": func(b, k string) bool {
			return b != "keys" && (b != "heads" && Space(b[16]) == indexSpace || matches(k, Companion))
		},
	} {
		t.Run(name, func(t *testing.T) { bringBack(t, take) })
	}
}

// matches tells whether a stored key, of whatever kind, is one of a tier.
func matches(k string, t Tier) bool { return k[len(k)-1] == byte(t) }

func bringBack(t *testing.T, take func(bucket, key string) bool) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 2)
	old := everything(t, v)
	update(t, v, func(tx *Tx) error {
		_, err1 := tx.Put(box, Items, keys[0], Core, []byte("newer"))
		_, err2 := tx.Put(box, Items, keys[0], Companion, []byte("newer"))
		return errors.Join(err1, err2)
	})
	changed := false
	update2(t, v, func(tx *Tx) {
		for bucket, entries := range old {
			for k, value := range entries {
				if take(bucket, k) {
					tx.writes.set([]byte(bucket), []byte(k), value)
					changed = true
				}
			}
		}
	})
	if !changed {
		t.Fatal("nothing was brought back")
	}
	noticed(t, e, v)
}

// noticed makes sure that opening the file tells of damage or of an older
// state, and that nothing is written to it.
func noticed(t *testing.T, e *env, v *Vault) {
	t.Helper()
	ctx := context.Background()
	err := v.View(ctx, func(*Tx) error { return nil })
	if !isDamage(err) && !v.Status().Older {
		t.Errorf("reading says %v, %+v", err, v.Status())
	}
	err = v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error { return tx.Note() })
	if !isDamage(err) && !errors.Is(err, ErrOlder) {
		t.Errorf("writing says %v", err)
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) == 0 && !r.Older {
		t.Errorf("verify finds nothing (%v)", err)
	}
}

// TestHeadersBetweenBoxes gives one box the header of another.
func TestHeadersBetweenBoxes(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, _ := addBox(t, v, 2)
	other, _ := addBox(t, v, 1)
	all := everything(t, v)["heads"]
	update2(t, v, func(tx *Tx) {
		tx.writes.set(headsBucket, headKey(box, Core), all[string(headKey(other, Core))])
	})
	noticed(t, e, v)
}

// TestBoxTakenAway removes a box with all its keys, headers and records.
func TestBoxTakenAway(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, _ := addBox(t, v, 2)
	addBox(t, v, 1)
	update2(t, v, func(tx *Tx) {
		for _, tier := range Tiers {
			tx.writes.set(keysBucket, boxKeyKey(box, tier), nil)
			tx.writes.set(headsBucket, headKey(box, tier), nil)
		}
		for _, s := range spaces {
			if err := tx.st.dropBucket(bucketName(box, s)); err != nil {
				t.Fatal(err)
			}
		}
	})
	noticed(t, e, v)
}

// TestIndexUnderAttack does to the blind index what somebody can who writes
// the file.
func TestIndexUnderAttack(t *testing.T) {
	for name, attack := range map[string]func(w writes, bucket []byte, at func(string) []byte, value func(string) []byte){
		"removed": func(w writes, bucket []byte, at, value func(string) []byte) { w.set(bucket, at("title 1"), nil) },
		"emptied": func(w writes, bucket []byte, at, value func(string) []byte) { w.set(bucket, at("title 1"), []byte{}) },
		"led to another item": func(w writes, bucket []byte, at, value func(string) []byte) {
			w.set(bucket, at("title 1"), append(bytes.Clone(value("title 2")[:16]), value("title 1")[16:]...))
		},
		"given another's entry": func(w writes, bucket []byte, at, value func(string) []byte) {
			w.set(bucket, at("title 1"), value("title 2"))
		},
		"made longer": func(w writes, bucket []byte, at, value func(string) []byte) {
			w.set(bucket, at("title 1"), append(bytes.Clone(value("title 2")[:16]), value("title 1")...))
		},
		"renamed": func(w writes, bucket []byte, at, value func(string) []byte) {
			w.set(bucket, at("title 1"), nil)
			w.set(bucket, at("none"), value("title 1"))
		},
	} {
		e := newEnv(t)
		v := e.create(t)
		box, _ := addBox(t, v, 3)
		var key *boxKey
		view(t, v, func(tx *Tx) (err error) { key, err = tx.boxKey(box, Companion); return err })
		bucket, all := bucketName(box, indexSpace), everything(t, v)
		value := func(name string) []byte { return all[string(bucket)][string(key.indexName(name))] }
		update2(t, v, func(tx *Tx) { attack(tx.writes, bucket, func(s string) []byte { return key.indexName(s) }, value) })
		err := v.View(context.Background(), func(tx *Tx) error {
			_, err := tx.IndexGet(box, "title 1")
			return err
		})
		if !isDamage(err) {
			t.Errorf("%s: %v", name, err)
		}
		err = v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
			_, err := tx.IndexGet(box, "title 1")
			return err
		})
		if !isDamage(err) {
			t.Errorf("%s: in an update %v", name, err)
		}
		if r, err := v.Verify(context.Background(), nil); err != nil || len(r.Problems) == 0 {
			t.Errorf("%s: verify finds nothing (%v)", name, err)
		}
	}
}

// TestReplayedIndexEntry brings an entry back that was genuine once: a name leads
// to the item that had it before. One entry alone proves itself; the whole does
// not add up.
func TestReplayedIndexEntry(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	old := everything(t, v)[string(bucketName(box, indexSpace))]
	update(t, v, func(tx *Tx) error {
		return errors.Join(tx.IndexDelete(box, "title 1", keys[1].ID), tx.IndexPut(box, "title 1", keys[2].ID))
	})
	at := mustBoxKey(t, v, box, Companion).indexName("title 1")
	update2(t, v, func(tx *Tx) { tx.writes.set(bucketName(box, indexSpace), at, old[string(at)]) })
	if r, err := v.Verify(context.Background(), nil); err != nil || len(r.Problems) == 0 {
		t.Errorf("verify finds nothing (%v)", err)
	}
	err := v.View(context.Background(), func(tx *Tx) error { _, err := tx.IndexGet(box, "none"); return err })
	if !isDamage(err) {
		t.Errorf("another name that is not there: %v", err)
	}
}

// TestDamageIsNotBuiltUpon writes over a record that does not open any more.
func TestDamageIsNotBuiltUpon(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 2)
	at := place{box, Items, keys[0], Core}.bytes()
	value := everything(t, v)[string(bucketName(box, Items))][string(at)]
	value[recordHead+nonceSize] ^= 1
	update2(t, v, func(tx *Tx) { tx.writes.set(bucketName(box, Items), at, value) })
	for name, write := range map[string]func(tx *Tx) error{
		"put":    func(tx *Tx) error { _, err := tx.Put(box, Items, keys[0], Core, []byte("x")); return err },
		"delete": func(tx *Tx) error { return tx.Delete(box, Items, keys[0], Core) },
	} {
		if err := v.Update(context.Background(), Event{Action: "test"}, write); !isDamage(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
