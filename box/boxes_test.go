package box

import (
	"testing"
	"time"

	"coffer/vault"
)

func names(boxes []Box) (out []string) {
	for _, b := range boxes {
		out = append(out, b.Name)
	}
	return out
}

func TestBoxes(t *testing.T) {
	r := newRoom(t)
	work, home := r.box("work"), r.box("home")
	if again := r.box("work"); again.ID != work.ID {
		t.Error("made twice")
	}
	r.update(func(tx *vault.Tx) {
		_, err := NewBox(tx, "work")
		wants(t, err, ErrExists)
		for _, name := range []string{"", "@work", "a\x00", "\xff"} {
			_, err = NewBox(tx, name)
			wants(t, err, ErrBound)
		}
		wants(t, RenameBox(tx, home.ID, "work"), ErrExists)
		wants(t, RenameBox(tx, home.ID, "@"), ErrBound)
		ok(t, RenameBox(tx, home.ID, "private"))
		ok(t, SetNote(tx, home.ID, "mine alone"))
	})
	r.view(func(tx *vault.Tx) {
		all := must(Boxes(tx))(t)
		same(t, []string{"private", "work"}, names(all))
		same(t, "mine alone", all[0].Note)
		_, err := BoxByName(tx, "home")
		wants(t, err, ErrNotFound)
	})
	r.verify()
}

func TestRemoveAndRestoreBox(t *testing.T) {
	r := newRoom(t)
	old := r.box("work")
	it := login(old, "acme")
	r.put(&it)
	r.update(func(tx *vault.Tx) {
		due := must(RemoveBox(tx, old.ID))(t)
		same(t, r.clock.now.Add(RemovalDelay), due)
		_, err := RemoveBox(tx, old.ID)
		wants(t, err, ErrNotFound)
		wants(t, RenameBox(tx, old.ID, "x"), ErrNotFound)
		_, err = Copy(tx, &it, old.ID, nil, "x")
		wants(t, err, ErrNotFound)
	})
	r.view(func(tx *vault.Tx) {
		for _, ref := range []string{"work/acme", "acme", "@" + it.ID.String(), "@" + it.ID.String()[:6]} {
			_, err := Resolve(tx, ref)
			wants(t, err, ErrNotFound)
		}
		if found := must(Find(tx, Query{Text: "acme"}))(t); len(found) != 0 {
			t.Error("found in a removed box")
		}
		if all := must(Boxes(tx))(t); len(all) != 1 || all[0].Removed.IsZero() {
			t.Errorf("%+v", all)
		}
	})
	younger := r.box("work")
	r.update(func(tx *vault.Tx) {
		wants(t, RestoreBox(tx, "work"), ErrExists)
		ok(t, RenameBox(tx, younger.ID, "new"))
		ok(t, RestoreBox(tx, "work"))
		wants(t, RestoreBox(tx, "nothing"), ErrNotFound)
	})
	r.view(func(tx *vault.Tx) { must(Resolve(tx, "work/acme"))(t) })
	r.verify()
}

// openings passes the days with an opening on each, as PurgeDue needs two.
func (r *room) days(n int) {
	for range n {
		r.move(24 * time.Hour)
		r.update(func(tx *vault.Tx) { must(PurgeDue(tx, 0))(r.t) })
	}
}

func TestRemovedBoxGoesWhenItIsDue(t *testing.T) {
	r := newRoom(t)
	b, keep := r.box("work"), r.box("keep")
	it := login(b, "acme")
	r.attach(&it, "scan", []byte("content"))
	shared := Item{}
	r.update(func(tx *vault.Tx) {
		shared = must(Copy(tx, &it, keep.ID, nil, "copy"))(t)
		must(RemoveBox(tx, b.ID))(t)
	})
	r.days(13)
	r.view(func(tx *vault.Tx) { must(BoxByID(tx, b.ID))(t) })
	r.days(3)
	r.view(func(tx *vault.Tx) {
		same(t, []string{"keep"}, names(must(Boxes(tx))(t)))
		owners := must(ownersOf(tx, shared.Attachments[0].Blob))(t)
		same(t, []owner{{Box: keep.ID, Item: shared.ID}}, owners)
	})
	r.verify()
}
