package box

import (
	"errors"
	"testing"

	"coffer/vault"
)

// formerOnly rewrites the companion record of a former revision as somebody
// with that root alone could.
func formerOnly(t *testing.T, tx *vault.Tx, it Item, revision uint32, change func(*stored)) {
	t.Helper()
	s := must(loadFormer(tx, it.Box, it.ID, revision))(t)
	change(&s)
	plain := must(s.encodeCompanion())(t)
	must(tx.Put(it.Box, vault.History, vault.Key{ID: it.ID, Sub: revision}, vault.Companion, plain))(t)
}

// threeOf has two former revisions, of which the first has a file of its own.
func threeOf(r *room) Item {
	r.t.Helper()
	it := login(r.box("work"), "acme")
	r.attach(&it, "plan", []byte("plan"))
	it.Attachments = nil
	set(&it, "username", "bob")
	r.put(&it)
	set(&it, "username", "eve")
	r.put(&it)
	return it
}

func TestFormerRevisionMovedBehindTheOwnersBack(t *testing.T) {
	r := newRoom(t)
	it := threeOf(r)
	to := r.box("home")
	r.update(func(tx *vault.Tx) {
		formerOnly(t, tx, it, 1, func(s *stored) { set(&s.Item, "url", "https://evil.example") })
	})
	r.view(func(tx *vault.Tx) {
		former, err := Revisions(tx, it.Box, it.ID)
		wants(t, err, ErrMoved)
		var moved *MovedError
		if !errors.As(err, &moved) || len(former) != 2 {
			t.Fatalf("%d revisions come with %v", len(former), err)
		}
		same(t, Moved{Former: []uint32{1}}, moved.Moved)
		for w, err := range All(tx, it.Box) {
			wants(t, err, ErrMoved)
			same(t, 2, len(w.Former))
		}
	})
	r.update(func(tx *vault.Tx) { wants(t, Revert(tx, &it, 1), ErrMoved) })
	err := r.Update(t.Context(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
		moved := it
		return Move(tx, &moved, to.ID, nil, "acme")
	})
	wants(t, err, ErrMoved)
	r.update(func(tx *vault.Tx) {
		same(t, Moved{Former: []uint32{1}}, must(Accept(tx, it.Box, it.ID))(t))
		same(t, Moved{}, must(Accept(tx, it.Box, it.ID))(t))
		former := must(Revisions(tx, it.Box, it.ID))(t)
		if value(former[1], "url") != "https://evil.example" || value(former[1], "password") != "hunter2-acme" {
			t.Error("accepted something else")
		}
		ok(t, Move(tx, &it, to.ID, nil, "acme"))
	})
	r.verify()
}

// TestFormerSecretsThatCannotBeToldApart: such a revision goes, and nothing else.
func TestFormerSecretsThatCannotBeToldApart(t *testing.T) {
	r := newRoom(t)
	it := threeOf(r)
	r.update(func(tx *vault.Tx) {
		formerOnly(t, tx, it, 1, func(s *stored) { s.Fields = s.Fields[:1] })
		want := Moved{Former: []uint32{1}, Lost: []uint32{1}}
		same(t, want, must(MovedOf(tx, it.Box, it.ID))(t))
		same(t, want, must(Accept(tx, it.Box, it.ID))(t))
	})
	r.view(func(tx *vault.Tx) {
		former := must(Revisions(tx, it.Box, it.ID))(t)
		if len(former) != 1 || value(former[0], "username") != "bob" {
			t.Errorf("%d revisions are left", len(former))
		}
		if keys := must(tx.Keys(vault.BoxZero, vault.Blobs, vault.Core))(t); len(keys) != 0 {
			t.Error("the file of a revision that is gone has an owner")
		}
	})
	if got := r.get(it); value(got, "password") != "hunter2-acme" {
		t.Error("the item itself was changed")
	}
	r.verify()
}

// TestAllIsMoved: the history is mended first, so that the item can be.
func TestAllIsMoved(t *testing.T) {
	r := newRoom(t)
	it := threeOf(r)
	r.update(func(tx *vault.Tx) {
		formerOnly(t, tx, it, 1, func(s *stored) { s.Fields = s.Fields[:1] })
		formerOnly(t, tx, it, 2, func(s *stored) { s.Title = "other" })
		companionOnly(t, tx, it, func(s *stored) { s.Fields = s.Fields[:1] })
		want := Moved{Current: true, Cut: true, Former: []uint32{1, 2}, Lost: []uint32{1}}
		same(t, want, must(Accept(tx, it.Box, it.ID))(t))
		same(t, Moved{Current: true, Cut: true}, must(Accept(tx, it.Box, it.ID))(t))
		cut, err := Get(tx, it.Box, it.ID)
		wants(t, err, ErrMoved)
		ok(t, Revert(tx, &cut, 2))
	})
	if got := r.get(it); value(got, "username") != "bob" || value(got, "password") != "hunter2-acme" {
		t.Error("not mended")
	}
}
