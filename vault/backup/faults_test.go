package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"testing"

	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// scene is a place with backups, of which tests try again and again what may happen to it.
type scene struct {
	*person
	objects map[string][]byte
	want    map[vault.ID]state
	ids     []vault.ID // the oldest first
}

// newScene makes so many backups of a small vault, each of another state.
func newScene(t *testing.T, backups int) *scene {
	t.Helper()
	p := newPerson(t)
	s := &scene{person: p, want: make(map[vault.ID]state)}
	p.add(4)
	for range backups {
		p.change(2)
		p.attach(100)
		p.clock.now = p.clock.now.AddDate(0, 0, 1)
		made := p.make()
		s.want[made.ID()], s.ids = p.state(), append(s.ids, made.ID())
	}
	s.objects = objects(p.place)
	return s
}

// objects are those of a place in memory.
func objects(p Place) (all map[string][]byte) {
	p.Store.(*blobtest.Memory).Change(func(objects map[string][]byte) { all = maps.Clone(objects) })
	return all
}

// copy is the place of the scene as it was, which may be changed.
func (s *scene) copy() Place { return s.at(s.objects) }

func (s *scene) at(all map[string][]byte) Place {
	store := new(blobtest.Memory)
	store.Change(func(objects map[string][]byte) { maps.Copy(objects, all) })
	return Place{Store: store, Vault: s.v.ID(), Rand: s.rand}
}

// held sums up what a backup brings back, as [stateOf] does.
func held(t *testing.T, p Place, s *Snapshot) (sum state, err error) {
	t.Helper()
	r, h := newReader(p, s.m.Packs), sha256.New()
	for l, err := range r.pairs(ctx, &s.m) {
		if err != nil {
			return sum, err
		}
		h.Write(appendPair(nil, l.Pair))
	}
	for i := range s.m.Files {
		var b bytes.Buffer
		if err := r.write(ctx, &s.m.Files[i].Body, &b); err != nil {
			return sum, err
		}
		fmt.Fprintf(h, "%s %d %x\n", s.m.Files[i].ID, b.Len(), sha256.Sum256(b.Bytes()))
	}
	return state(h.Sum(nil)), nil
}

// check holds every backup that there is against its day. None of these is missing.
func (s *scene) check(t *testing.T, p Place, there ...vault.ID) {
	t.Helper()
	l := s.list(p)
	missing := make(map[vault.ID]bool)
	for _, id := range there {
		missing[id] = true
	}
	for i := range l.All {
		b := &l.All[i]
		delete(missing, b.ID())
		want, known := s.want[b.ID()]
		if !known {
			want = s.state() // of an attempt of this test
		}
		if got, err := held(t, p, b); err != nil || got != want {
			t.Errorf("the backup of %s brings something else back: %v", b.Time(), err)
		}
	}
	if len(missing) > 0 {
		t.Errorf("%d backups are missing", len(missing))
	}
}

// tidy tells whether a place holds nothing that no backup is made of.
func (s *scene) tidy(t *testing.T, p Place) {
	t.Helper()
	l, err := p.look(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range l.all {
		for _, k := range l.all[i].m.Packs {
			delete(l.packs, k.ID)
		}
	}
	if len(l.packs) > 0 || len(l.former) > 0 || len(l.strange) > 0 {
		t.Errorf("left are %d packs, %d former and %d strange manifests", len(l.packs), len(l.former), len(l.strange))
	}
}

var errBroken = fmt.Errorf("%w: broken", blob.ErrUnavailable)

// faults are the ways in which a call goes wrong.
func faults(op blobtest.Op) map[string]blobtest.Fault {
	all := map[string]blobtest.Fault{"failed": {Skip: true, Err: errBroken}, "applied and failed": {Err: errBroken}}
	if op == blobtest.Put {
		all["lost"] = blobtest.Fault{Skip: true}
	}
	return all
}

// everyFault lets each call go wrong in turn. Do says whether it failed where it is once the call did; after
// looks at the place.
func (s *scene) everyFault(t *testing.T, start func() Place, do func(Place) error, after func(t *testing.T, p Place, err error)) {
	t.Helper()
	for _, op := range []blobtest.Op{blobtest.Put, blobtest.Get, blobtest.List, blobtest.Delete} {
		for name, fault := range faults(op) {
			for n := 1; ; n++ {
				p := start()
				broken := &blobtest.Faults{Store: p.Store, Decide: func(c blobtest.Call) blobtest.Fault {
					if c.Op == op && c.N == n {
						return fault
					}
					return blobtest.Fault{}
				}}
				err := do(Place{Store: broken, Vault: p.Vault, Rand: p.Rand})
				if broken.Calls(op) < n {
					break
				}
				t.Run(fmt.Sprintf("%s %d %s", op, n, name), func(t *testing.T) {
					if fault.Err != nil && err == nil && op != blobtest.Delete {
						t.Error("nothing was told")
					}
					after(t, p, err)
				})
			}
		}
	}
}

// TestFaultsMake: whatever goes wrong while a backup is made, those that there are stay whole; one that
// was not made does not count, and one that was is whole.
func TestFaultsMake(t *testing.T) {
	s := newScene(t, 2)
	s.change(2)
	s.attach(100)
	do := func(p Place) error { _, err := p.Make(ctx, s.origin()); return err }
	s.everyFault(t, s.copy, do, func(t *testing.T, p Place, err error) {
		s.check(t, p, s.ids...)
		if l := s.list(p); (err == nil) != (len(l.All) == 3) {
			t.Errorf("%d backups after %v", len(l.All), err)
		}
		if err := do(p); err != nil {
			t.Error(err)
		}
		s.check(t, p, s.ids...)
		if err := p.Sweep(ctx); err != nil {
			t.Error(err)
		}
		s.tidy(t, p)
	})
}

// TestFaultsDrop: what is dropped is there as it was, or gone, and nothing brings it back.
func TestFaultsDrop(t *testing.T) {
	s := newScene(t, 3)
	start := s.between(t)
	gone, stay := s.ids[0], s.ids[1:]
	do := func(p Place) error { return p.Drop(ctx, gone) }
	s.everyFault(t, start, do, func(t *testing.T, p Place, err error) {
		s.check(t, p, stay...)
		if err := do(p); err != nil && !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
		if err := p.Sweep(ctx); err != nil {
			t.Error(err)
		}
		s.check(t, p, stay...)
		s.tidy(t, p)
		if l := s.list(p); len(l.All) != len(stay) {
			t.Errorf("%d backups are there", len(l.All))
		}
	})
}

// between makes the place as an interrupt of Repack leaves it: with two editions of each backup.
func (s *scene) between(t *testing.T) func() Place {
	t.Helper()
	p := s.copy()
	if err := p.Drop(ctx, s.ids[0]); err != nil {
		t.Fatal(err)
	}
	s.ids = s.ids[1:]
	first := objects(p)
	if _, err := p.Repack(ctx, true, nil); err != nil {
		t.Fatal(err)
	}
	second := objects(p)
	if l := s.list(p); l.All[0].Edition() != 2 {
		t.Fatal("there was nothing to repack")
	}
	maps.Copy(first, second)
	p = s.at(first)
	if l, err := p.look(ctx); err != nil || len(l.former) == 0 {
		t.Fatalf("no former edition: %v", err)
	}
	return func() Place { return s.at(first) }
}

// TestFaultsRepack: every backup stays whole, whichever of its editions counts.
func TestFaultsRepack(t *testing.T) {
	s := newScene(t, 3)
	holes := s.copy()
	if err := holes.Drop(ctx, s.ids[1]); err != nil {
		t.Fatal(err)
	}
	s.objects, s.ids = objects(holes), []vault.ID{s.ids[0], s.ids[2]}
	do := func(p Place) error { _, err := p.Repack(ctx, true, nil); return err }
	s.everyFault(t, s.copy, do, func(t *testing.T, p Place, _ error) {
		s.check(t, p, s.ids...)
		if err := do(p); err != nil {
			t.Error(err)
		}
		s.check(t, p, s.ids...)
		s.tidy(t, p)
	})
}

// TestFaultsCopy: the backups of both places stay whole, and the next copy brings what is missing.
func TestFaultsCopy(t *testing.T) {
	s := newScene(t, 3)
	some := s.copy()
	if err := some.Drop(ctx, s.ids[2]); err != nil {
		t.Fatal(err)
	}
	there := objects(some)
	to := func(p Place) error { _, err := Push(ctx, s.copy(), p, nil); return err }
	s.everyFault(t, func() Place { return s.at(there) }, to, func(t *testing.T, p Place, err error) {
		l := s.list(p)
		for i := range min(2, len(l.All)) {
			if got, err := held(t, p, &l.All[i]); err != nil || got != s.want[s.ids[i]] {
				t.Errorf("what was there brings something else back: %v", err)
			}
		}
		if err := to(p); err != nil {
			t.Error(err)
		}
		s.check(t, p, s.ids...)
		s.tidy(t, p)
	})
	target := s.at(there)
	from := func(p Place) error { target = s.at(there); _, err := Push(ctx, p, target, nil); return err }
	s.everyFault(t, s.copy, from, func(t *testing.T, p Place, err error) {
		s.check(t, target, s.ids[:2]...)
		if err := from(p); err != nil {
			t.Error(err)
		}
		s.check(t, target, s.ids...)
	})
}

// quota is a store that is full after so many bytes.
type quota struct {
	blob.Store
	left int
}

func (q *quota) Put(ctx context.Context, name string, b []byte) error {
	if q.left -= len(b); q.left < 0 {
		return errBroken
	}
	return q.Store.Put(ctx, name, b)
}

// TestFull: where a place is full nothing new counts, and what was there is as it was.
func TestFull(t *testing.T) {
	s := newScene(t, 3)
	s.change(2)
	for room := 0; ; room += 400 {
		p := s.copy()
		full := Place{Store: &quota{p.Store, room}, Vault: p.Vault, Rand: p.Rand}
		_, err := full.Make(ctx, s.origin())
		s.check(t, p, s.ids...)
		s.tidy(t, p)
		if err == nil {
			break
		}
		if n := len(s.list(p).All); n != 3 {
			t.Errorf("%d backups", n)
		}
	}
}
