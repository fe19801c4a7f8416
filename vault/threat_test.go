package vault

import (
	"context"
	"errors"
	"testing"
)

// TestReplayedRecords brings single records of small spaces, and of those that
// decide much, back to what they were: nobody reads them or writes over them.
func TestReplayedRecords(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	places := []place{
		{box, Items, keys[0], Core}, {box, Items, keys[0], Companion}, {box, History, Key{ID: keys[0].ID, Sub: 1}, Core},
		{box, Settings, Key{}, Companion}, {BoxZero, Settings, Key{ID: ID{15: 2}}, Companion},
		{BoxZero, Templates, Key{ID: ID{7}}, Companion}, {BoxZero, Blobs, Key{ID: ID{7}}, Companion},
	}
	for _, s := range coreAlone {
		places = append(places, place{BoxZero, s, Key{ID: ID{7}}, Core})
	}
	update(t, v, func(tx *Tx) (err error) { // many, and yet the whole is looked at
		for i := range maxSummed + 1 {
			k := Key{ID: ID{8, byte(i >> 8), byte(i)}}
			_, perr := tx.Put(BoxZero, Settings, k, Companion, nil)
			err = errors.Join(err, perr)
			for _, s := range coreAlone {
				_, perr := tx.Put(BoxZero, s, k, Core, nil)
				err = errors.Join(err, perr)
			}
		}
		return err
	})
	put := func(p place, s string) {
		update(t, v, func(tx *Tx) error { _, err := tx.Put(p.box, p.space, p.key, p.tier, []byte(s)); return err })
	}
	for _, p := range places {
		name, at := bucketName(p.box, p.space), p.bytes()
		put(p, "old")
		old := everything(t, v)[string(name)][string(at)]
		put(p, "new")
		now := everything(t, v)[string(name)][string(at)]
		update2(t, v, func(tx *Tx) { tx.writes.set(name, at, old) })
		for what, look := range map[string]func(*Tx) error{
			"get":    func(tx *Tx) error { _, err := tx.Get(p.box, p.space, p.key, p.tier); return err },
			"put":    func(tx *Tx) error { _, err := tx.Put(p.box, p.space, p.key, p.tier, []byte("x")); return err },
			"delete": func(tx *Tx) error { return tx.Delete(p.box, p.space, p.key, p.tier) },
			"whole":  func(tx *Tx) error { return tx.Whole(p.box, p.space) },
		} {
			if err := v.Update(context.Background(), Event{Action: "test"}, look); !isDamage(err) {
				t.Errorf("%c, %s: %s says %v", p.space, p.tier, what, err)
			}
		}
		update2(t, v, func(tx *Tx) { tx.writes.set(name, at, now) })
	}
}

// TestReplayedName brings a name of a small index back to what it led to.
func TestReplayedName(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	name := bucketName(box, indexSpace)
	old := everything(t, v)[string(name)]
	update(t, v, func(tx *Tx) error { return tx.IndexPut(box, "title 0", keys[1].ID) })
	update2(t, v, func(tx *Tx) {
		for k, value := range old {
			tx.writes.set(name, []byte(k), value)
		}
	})
	for what, look := range map[string]func(*Tx) error{
		"get":    func(tx *Tx) error { _, err := tx.IndexGet(box, "title 0"); return err },
		"put":    func(tx *Tx) error { return tx.IndexPut(box, "title 0", keys[2].ID) },
		"delete": func(tx *Tx) error { return tx.IndexDelete(box, "title 0", keys[0].ID) },
	} {
		if err := v.Update(context.Background(), Event{Action: "test"}, look); !isDamage(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestReplayedPair brings both records of an item back to what they were, where
// there are too many to sum up for one: they open, and a sum over all of them
// does not fit.
func TestReplayedPair(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, maxSummed+1)
	name := bucketName(box, Items)
	old := everything(t, v)[string(name)]
	update(t, v, func(tx *Tx) error {
		_, err1 := tx.Put(box, Items, keys[0], Core, []byte("newer"))
		_, err2 := tx.Put(box, Items, keys[0], Companion, []byte("newer"))
		return errors.Join(err1, err2)
	})
	update2(t, v, func(tx *Tx) {
		for _, tier := range Tiers {
			at := place{box, Items, keys[0], tier}.bytes()
			tx.writes.set(name, at, old[string(at)])
		}
	})
	if r, err := v.Verify(context.Background(), nil); err != nil || len(r.Problems) == 0 {
		t.Errorf("verify finds nothing (%v)", err)
	}
	view(t, v, func(tx *Tx) error {
		_, err := tx.Get(box, Items, keys[0], Core) // the known gap: docs/threat-model.md tells it
		return err
	})
	err := v.View(context.Background(), func(tx *Tx) error {
		_, err := tx.Get(box, Items, Key{ID: ID{9}}, Core)
		return err
	})
	if !isDamage(err) {
		t.Errorf("what is not there: %v", err)
	}
	if err := v.Rekey(context.Background(), passwordOf("swordfish"), Event{Action: "rekey"}, nil, nil); !isDamage(err) {
		t.Errorf("rekey: %v", err)
	}
}

// TestEmptiedBox takes all records of a box away.
func TestEmptiedBox(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	update2(t, v, func(tx *Tx) {
		for _, s := range spaces {
			if err := tx.st.dropBucket(bucketName(box, s)); err != nil {
				t.Fatal(err)
			}
		}
	})
	for what, look := range map[string]func(tx *Tx) error{
		"scan": func(tx *Tx) error { return tx.Scan(box, Items, Companion, func(int, Record) error { return nil }) },
		"get":  func(tx *Tx) error { _, err := tx.Get(box, Items, keys[0], Core); return err },
		"name": func(tx *Tx) error { _, err := tx.IndexGet(box, "title 1"); return err },
	} {
		if err := v.View(context.Background(), look); !isDamage(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestAddedRecord puts a genuine record to a place that had none.
func TestAddedRecord(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	name := bucketName(box, Items)
	value := everything(t, v)[string(name)][string(place{box, Items, keys[0], Core}.bytes())]
	at := place{box, Items, Key{ID: ID{9}}, Core}
	update2(t, v, func(tx *Tx) { tx.writes.set(name, at.bytes(), value) })
	for what, look := range map[string]func(tx *Tx) error{
		"get":  func(tx *Tx) error { _, err := tx.Get(box, Items, at.key, Core); return err },
		"scan": func(tx *Tx) error { return tx.Scan(box, Items, Core, func(int, Record) error { return nil }) },
	} {
		if err := v.View(context.Background(), look); !isDamage(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if r, err := v.Verify(context.Background(), nil); err != nil || len(r.Problems) == 0 {
		t.Errorf("verify finds nothing (%v)", err)
	}
}
