package backup

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"coffer/vault"
	"coffer/vault/blob/blobtest"
)

// TestFaultsExtract: where a place or the disk fails there is no vault, and nothing half written; the next attempt
// brings it back.
func TestFaultsExtract(t *testing.T) {
	s := newScene(t, 2)
	last := s.list(s.copy()).All[1]
	for n := 1; ; n++ {
		store := &blobtest.Faults{Store: s.copy().Store, Decide: func(c blobtest.Call) blobtest.Fault {
			if c.Op == blobtest.Get && c.N == n {
				return blobtest.Fault{Err: errBroken}
			}
			return blobtest.Fault{}
		}}
		p := Place{Store: store, Vault: s.v.ID(), Rand: s.rand}
		o := s.options(filepath.Join(t.TempDir(), "back"))
		err := p.Extract(ctx, &last, o, nil)
		if err == nil {
			break
		}
		s.againBack(t, &last, o, err, errBroken)
	}
	o := s.options(filepath.Join(t.TempDir(), "full"))
	full := o
	full.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		return nil, &os.PathError{Op: "open", Path: name, Err: syscall.ENOSPC}
	}
	s.againBack(t, &last, o, s.copy().Extract(ctx, &last, full, nil), syscall.ENOSPC)
}

// againBack looks at a folder in which bringing a backup back has failed, and tries again.
func (s *scene) againBack(t *testing.T, b *Snapshot, o vault.Options, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
	for _, pattern := range []string{vault.FileName + "*", vault.BlobsName + "/*" + unfinished} {
		if left, err := filepath.Glob(filepath.Join(o.Dir, pattern)); err != nil || len(left) > 0 {
			t.Errorf("left are %q, %v", left, err)
		}
	}
	if err := s.copy().Extract(ctx, b, o, nil); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if stateOf(t, v, o.Dir) != s.want[b.ID()] {
		t.Error("the second attempt brings something else back")
	}
}

// TestFaultsReplace: a backup is what it was or what it is going to be, and others are as they were.
func TestFaultsReplace(t *testing.T) {
	s := newScene(t, 3)
	id, was := s.ids[1], s.want[s.ids[1]]
	first := s.list(s.copy()).All[1]
	v, o := s.extract(s.copy(), &first)
	if err := v.Update(ctx, vault.Event{Action: "test"}, func(tx *vault.Tx) error { return s.write(tx, s.items[0]) }); err != nil {
		t.Fatal(err)
	}
	without := first.m.Files[0].ID
	if err := os.Remove(filepath.Join(o.Dir, vault.BlobsName, without.String())); err != nil {
		t.Fatal(err)
	}
	next := stateOf(t, v, o.Dir)
	do := func(p Place) error {
		b, err := p.find(id)
		if err == nil {
			_, err = p.Replace(ctx, &b, v, []vault.ID{without})
		}
		return err
	}
	s.everyFault(t, s.copy, do, func(t *testing.T, p Place, _ error) {
		b, err := p.find(id)
		if err != nil {
			t.Fatal(err)
		}
		if s.want[id], err = held(t, p, &b); err != nil || s.want[id] != was && s.want[id] != next {
			t.Errorf("it brings something else back: %v", err)
		}
		s.check(t, p, s.ids...)
		if err := do(p); err != nil {
			t.Error(err)
		}
		if _, err := p.Repack(ctx, true, nil); err != nil {
			t.Error(err)
		}
		s.want[id] = next
		s.check(t, p, s.ids...)
		s.tidy(t, p)
	})
}

// find is the backup of that ID.
func (p Place) find(id vault.ID) (Snapshot, error) {
	l, err := p.look(ctx)
	for _, s := range l.all {
		if s.m.ID == id {
			return s, err
		}
	}
	return Snapshot{}, errors.Join(err, ErrNotFound)
}
