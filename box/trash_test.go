package box

import (
	"testing"
	"time"

	"coffer/vault"
)

func TestTrashAndBack(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := login(b, "acme", "mail")
	r.put(&it)
	r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &it, 48*time.Hour)) })
	if !it.Due.Equal(r.clock.now.Add(48*time.Hour)) || it.Revision != 2 {
		t.Errorf("%+v", it.Label)
	}
	r.verify()
	r.update(func(tx *vault.Tx) {
		_, err := Resolve(tx, "work/mail/acme")
		wants(t, err, ErrNotFound)
		wants(t, Put(tx, &it), ErrTrashed)
		wants(t, Trash(tx, &it, 0), ErrTrashed)
		wants(t, Move(tx, &it, b.ID, nil, "x"), ErrTrashed)
		ok(t, Untrash(tx, &it))
		ok(t, Untrash(tx, &it))
		must(Resolve(tx, "work/mail/acme"))(t)
	})
	got := r.get(it)
	same(t, it, got)
	if value(got, "password") != "hunter2-acme" || !got.Due.IsZero() {
		t.Error("not as before")
	}
	r.view(func(tx *vault.Tx) {
		if len(must(Revisions(tx, b.ID, it.ID))(t)) != 0 {
			t.Error("the trash is no revision to keep")
		}
	})
	r.verify()
}

func TestRetentionBounds(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	r.update(func(tx *vault.Tx) {
		wants(t, Trash(tx, &it, -time.Second), ErrBound)
		wants(t, Trash(tx, &it, MaxRetention+1), ErrBound)
		ok(t, Trash(tx, &it, 0))
		same(t, tx.Now().Add(DefaultRetention), it.Due)
	})
}

func TestPurgeTakesEverything(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := login(b, "acme")
	r.attach(&it, "old", []byte("old"))
	it.Attachments = nil
	r.attach(&it, "new", []byte("new"))
	r.update(func(tx *vault.Tx) { ok(t, Purge(tx, b.ID, it.ID)) })
	r.view(func(tx *vault.Tx) {
		for _, space := range []vault.Space{vault.Items, vault.History} {
			for _, tier := range vault.Tiers {
				if keys := must(tx.Keys(b.ID, space, tier))(t); len(keys) != 0 {
					t.Errorf("space %c: %d records stay", space, len(keys))
				}
			}
		}
		if keys := must(tx.Keys(vault.BoxZero, vault.Blobs, vault.Core))(t); len(keys) != 0 {
			t.Errorf("%d files have owners", len(keys))
		}
		_, err := Resolve(tx, "work/acme")
		wants(t, err, ErrNotFound)
	})
	r.verify()
}

func TestPurgeDue(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	soon, late, stays := login(b, "soon"), login(b, "late"), login(b, "stays")
	for _, it := range []*Item{&soon, &late, &stays} {
		r.put(it)
	}
	r.update(func(tx *vault.Tx) {
		ok(t, Trash(tx, &soon, 24*time.Hour))
		ok(t, Trash(tx, &late, 0))
		same(t, 0, must(PurgeDue(tx, 0))(t))
	})
	r.move(25 * time.Hour)
	r.update(func(tx *vault.Tx) { // the date is reached, but nobody could have seen it coming
		same(t, 0, must(PurgeDue(tx, 0))(t))
	})
	r.move(25 * time.Hour)
	r.update(func(tx *vault.Tx) { same(t, 1, must(PurgeDue(tx, 0))(t)) })
	r.view(func(tx *vault.Tx) {
		same(t, []string{"work/late"}, paths(must(List(tx, b.ID, ListOptions{Trashed: true}))(t)))
		same(t, []string{"work/stays"}, paths(must(List(tx, b.ID, ListOptions{}))(t)))
	})
	r.update(func(tx *vault.Tx) { same(t, 1, must(EmptyTrash(tx, TrashFilter{}))(t)) })
	r.verify()
}

func TestExpiry(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	warns, goes, moved, never := login(b, "warns"), login(b, "goes"), login(b, "moved"), login(b, "never")
	for i, it := range []*Item{&warns, &goes, &moved} {
		it.Expires = r.clock.now.Add(time.Duration(3-i) * time.Hour)
	}
	goes.OnExpiry, moved.OnExpiry = Delete, Delete
	for _, it := range []*Item{&warns, &goes, &moved, &never} {
		r.put(it)
	}
	r.update(func(tx *vault.Tx) {
		companionOnly(t, tx, moved, func(s *stored) { set(&s.Item, "url", "https://evil.example") })
	})
	r.view(func(tx *vault.Tx) {
		same(t, 0, len(must(Expiring(tx, time.Minute))(t)))
		same(t, []string{"work/moved", "work/goes"}, paths(must(Expiring(tx, 2*time.Hour))(t)))
	})
	r.move(2*time.Hour - time.Second)
	r.update(func(tx *vault.Tx) { same(t, 0, must(PurgeDue(tx, 0))(t)) })
	same(t, time.Time{}, r.get(goes).Trashed)
	r.move(time.Hour + time.Second)
	r.update(func(tx *vault.Tx) { // the date is over at one opening, which a clock that is ahead is, too
		same(t, 0, must(PurgeDue(tx, 90*24*time.Hour))(t))
	})
	same(t, time.Time{}, r.get(goes).Trashed)
	r.move(24 * time.Hour)
	r.update(func(tx *vault.Tx) { same(t, 0, must(PurgeDue(tx, 90*24*time.Hour))(t)) })
	same(t, r.clock.now.Add(90*24*time.Hour), r.get(goes).Due)
	r.view(func(tx *vault.Tx) {
		same(t, []string{"work/goes"}, paths(must(List(tx, b.ID, ListOptions{Trashed: true}))(t)))
		same(t, []string{"work/moved", "work/never", "work/warns"}, paths(must(List(tx, b.ID, ListOptions{}))(t)))
	})
}
