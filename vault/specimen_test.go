package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// specimen is a small vault with everything in it, as bytes, and what can be
// read of each of its states.
type specimen struct {
	name    string
	o       Options
	id      ID
	file    []byte // up to a little beyond the last page in use
	qs      questions
	places  []place
	states  map[uint64]picture
	newest  uint64
	live    []bool // see alive
	sealed  []bool
	alive   []int  // the bytes that are live
	indexed ID     // an id that the index holds
	gone    []byte // the key of a deleted record
}

func specimens(t *testing.T) []*specimen {
	return []*specimen{makeSpecimen(t, false), makeSpecimen(t, true)}
}

// makeSpecimen makes a vault by several updates and a deletion, so that it has
// former revisions, former pages and free ones.
func makeSpecimen(t testing.TB, compact bool) *specimen {
	t.Helper()
	e := newEnv(t)
	v := e.create(t)
	s := &specimen{name: "grown", id: v.ID(), states: make(map[uint64]picture)}
	box, ids, other := s.fill(t, v)
	s.revise(t, v, box, ids[0])
	s.indexed = ids[0]
	s.qs.name(other, "no such name")
	s.place(place{other, Items, Key{ID: ID{1}}, Core})
	s.qs.presence(place{other, Items, Key{ID: ID{1}}, Core})
	s.qs.boxes()
	s.qs.events(5)
	s.keep(t, e)
	update(t, v, func(tx *Tx) error {
		k := Key{ID: ids[1]}
		return errors.Join(tx.IndexDelete(box, "item 1", ids[1]),
			tx.Delete(box, Items, k, Companion), tx.Delete(box, Items, k, Core))
	})
	if compact {
		s.name = "compacted"
		if err := v.Compact(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	s.keep(t, e)
	verify(t, v)
	s.read(t, e)
	return s
}

// fill makes two boxes with three items and with one.
func (s *specimen) fill(t testing.TB, v *Vault) (box ID, ids []ID, other ID) {
	t.Helper()
	update(t, v, func(tx *Tx) (err error) {
		if box, ids, err = s.fillBox(tx, 3); err == nil {
			other, _, err = s.fillBox(tx, 1)
		}
		for _, space := range coreAlone {
			err = errors.Join(err, s.put(tx, place{BoxZero, space, Key{ID: ID{1}}, Core}, "about others"))
		}
		return errors.Join(err, tx.PutClear(ClearRecovery, []byte("who may help")), tx.SetRecovery(recoveryKeysOf(1)))
	})
	s.qs.add(func(tx *Tx) (string, error) {
		data, err := tx.Clear(ClearRecovery)
		return string(data), err
	}, "clear")
	s.qs.add(func(tx *Tx) (string, error) { return "", tx.checkSlots() }, "slots and what is kept for them")
	for _, space := range coreAlone {
		s.qs.space(BoxZero, space, Core)
		s.place(place{BoxZero, space, Key{ID: ID{2}}, Core}) // nothing is there
	}
	for _, b := range []ID{box, other} {
		s.qs.space(b, Items, Companion)
		s.qs.space(b, Items, Core)
	}
	s.qs.space(box, History, Core)
	s.qs.space(other, Settings, Companion)
	s.qs.space(other, History, Companion) // empty
	s.qs.presence(place{box, Items, Key{ID: ids[1]}, Core})
	s.qs.presence(place{other, Settings, Key{}, Companion})
	return box, ids, other
}

func (s *specimen) fillBox(tx *Tx, n int) (box ID, ids []ID, err error) {
	if box, err = tx.CreateBox(); err != nil {
		return box, nil, err
	}
	for i := range n {
		id, err := tx.NewID()
		ids = append(ids, id)
		name := fmt.Sprintf("item %d", i)
		s.qs.name(box, name)
		err = errors.Join(err, tx.IndexPut(box, name, id),
			s.put(tx, place{box, Items, Key{ID: id}, Companion}, name),
			s.put(tx, place{box, Items, Key{ID: id}, Core}, name))
		if err != nil {
			return box, nil, err
		}
	}
	return box, ids, errors.Join(
		s.put(tx, place{box, Settings, Key{}, Companion}, "settings"),
		s.put(tx, place{box, Settings, Key{}, Core}, "settings"))
}

// revise writes a second revision of an item under another name, and the former
// one to the history.
func (s *specimen) revise(t testing.TB, v *Vault, box, id ID) {
	t.Helper()
	update(t, v, func(tx *Tx) error {
		_, err := tx.Put(box, Items, Key{ID: id}, Core, []byte("second"))
		return errors.Join(err,
			s.put(tx, place{box, History, Key{ID: id, Sub: 1}, Companion}, "former"),
			s.put(tx, place{box, History, Key{ID: id, Sub: 1}, Core}, "former"),
			tx.IndexPut(box, "second", id), tx.IndexDelete(box, "item 0", id))
	})
	s.qs.name(box, "second")
	s.qs.presence(place{box, History, Key{ID: id, Sub: 1}, Core})
}

func (s *specimen) put(tx *Tx, p place, plain string) error {
	s.place(p)
	_, err := tx.Put(p.box, p.space, p.key, p.tier, []byte(plain))
	return err
}

func (s *specimen) place(p place) {
	s.places = append(s.places, p)
	s.qs.place(p)
}

// keep notes the state of the vault as one that really was.
func (s *specimen) keep(t testing.TB, e *env) {
	t.Helper()
	p, revision := photograph(t, e.Options, s.qs)
	s.states[revision], s.newest = p, revision
}

// read takes the file without its tail of zeros.
func (s *specimen) read(t testing.TB, e *env) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(e.Dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	f, err := readPageFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	s.file, s.o = file[:int(f.meta.pages)*pageSize+64], e.Options
	s.live, s.sealed = alive(t, s.file)
	for at, live := range s.live {
		if live {
			s.alive = append(s.alive, at)
		}
	}
	t.Logf("%s: %d pages", s.name, f.meta.pages)
}

// liveBit is a bit that is part of the structure.
func (s *specimen) liveBit(which int) int { return 8*s.alive[which/8] + which%8 }
