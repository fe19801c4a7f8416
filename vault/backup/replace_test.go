package backup

import (
	"bytes"
	"iter"
	"path/filepath"
	"slices"
	"testing"

	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/secret"
)

// stored is the ciphertext of a record in a vault file.
func stored(t *testing.T, v *vault.Vault, box, id vault.ID) (all [][]byte) {
	t.Helper()
	err := v.Image(ctx, func(pairs iter.Seq2[vault.Pair, error]) error {
		for q, err := range pairs {
			if err != nil {
				return err
			}
			if bytes.HasPrefix(q.Bucket, box[:]) && bytes.HasPrefix(q.Key, id[:]) {
				all = append(all, q.Value)
			}
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return all
}

// holds tells whether an object of a place holds some bytes.
func (p *person) holds(what []byte) bool {
	p.t.Helper()
	found := false
	var names []string
	err := p.place.Store.List(ctx, "", func(o blob.Object) error {
		names = append(names, o.Name)
		return nil
	})
	for _, name := range names {
		b, gerr := p.place.Store.Get(ctx, name, blob.MaxObject)
		if gerr != nil {
			err = gerr
		}
		found = found || bytes.Contains(b, what)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// TestReplace: what is taken out of every backup is in no object of the place any more, and the
// rest of each is as it was.
func TestReplace(t *testing.T) {
	p := newPerson(t)
	p.add(50)
	file := p.attach(9000)
	kept := p.attach(7000)
	p.make()
	p.change(5)
	p.make()
	gone := p.items[7]
	traces := stored(t, p.v, p.box, gone)
	for _, trace := range traces {
		if !p.holds(trace) {
			t.Fatal("the record is not found where it is")
		}
	}
	for _, s := range p.list(p.place).All {
		o := p.options(filepath.Join(t.TempDir(), "look"))
		if err := p.place.ExtractVault(ctx, &s, o, nil); err != nil {
			t.Fatal(err)
		}
		v, err := vault.Open(ctx, o)
		if err == nil {
			err = v.Unlock(ctx, secret.New("swordfish"))
		}
		if err == nil {
			err = v.Update(ctx, vault.Event{Action: "forget"}, func(tx *vault.Tx) error {
				for _, tier := range vault.Tiers {
					if err := tx.Delete(p.box, vault.Items, vault.Key{ID: gone}, tier); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		next, err := p.place.Replace(ctx, &s, v, []vault.ID{file})
		if err != nil {
			t.Fatal(err)
		}
		if next.ID() != s.ID() || next.Time() != s.Time() || next.Files() != 1 || next.Edition() <= s.Edition() {
			t.Errorf("%+v", next)
		}
		v.Close()
	}
	if _, err := p.place.Repack(ctx, true, nil); err != nil {
		t.Fatal(err)
	}
	for _, trace := range traces {
		if p.holds(trace) {
			t.Error("the record is still there")
		}
	}
	all := p.list(p.place).All
	if len(all) != 2 {
		t.Fatalf("%d backups", len(all))
	}
	for i := range all {
		v, o := p.extract(p.place, &all[i])
		r, err := v.Verify(ctx, nil)
		if err != nil || len(r.Problems) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
		if ids, err := onDisk(o.Dir); err != nil || !slices.Equal(ids, []vault.ID{kept}) {
			t.Errorf("attachments %v, %v", ids, err)
		}
	}
}

// TestReplaceGoesElsewhere: what was taken out of a backup goes off other places too, also where they have written it
// anew by themselves.
func TestReplaceGoesElsewhere(t *testing.T) {
	s := newScene(t, 3)
	here, there := s.copy(), s.copy()
	if err := there.Drop(ctx, s.ids[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := there.Repack(ctx, true, nil); err != nil {
		t.Fatal(err)
	}
	if l := s.list(there); l.All[0].Edition() != 2 {
		t.Fatal("the other place had nothing to write anew")
	}
	v, _ := s.extract(here, &s.list(here).All[1])
	if _, err := here.Replace(ctx, &s.list(here).All[1], v, nil); err != nil {
		t.Fatal(err)
	}
	if c, err := Push(ctx, here, there, nil); err != nil || c.Former != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	want := s.list(here).All[1].Edition()
	if got, err := there.find(s.ids[1]); err != nil || got.Edition() != want {
		t.Errorf("edition %d and not %d: %v", got.Edition(), want, err)
	}
}
