package box

import (
	"testing"
	"time"

	"coffer/vault"
)

func TestMoveWithin(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme", "mail")
	r.put(&it)
	r.update(func(tx *vault.Tx) { ok(t, Move(tx, &it, it.Box, []string{"old"}, "acme 2")) })
	r.view(func(tx *vault.Tx) {
		same(t, it.ID, must(Resolve(tx, "work/old/acme 2"))(t)[0].ID)
		_, err := Resolve(tx, "work/mail/acme")
		wants(t, err, ErrNotFound)
		former := must(Revisions(tx, it.Box, it.ID))(t)
		same(t, []string{"mail"}, former[0].Folder)
	})
	r.update(func(tx *vault.Tx) { ok(t, Revert(tx, &it, 1)) })
	same(t, []string{"old"}, r.get(it).Folder) // content comes back, the place stays
	same(t, "acme", it.Title)
	r.verify()
}

func TestMoveToAnotherBox(t *testing.T) {
	r := newRoom(t)
	from, to := r.box("from"), r.box("to")
	it := login(from, "acme")
	r.attach(&it, "old", []byte("old"))
	it.Attachments = nil
	r.attach(&it, "new", []byte("new"))
	set(&it, "password", "third")
	r.put(&it)
	before := it
	r.update(func(tx *vault.Tx) {
		wants(t, Move(tx, &it, vault.ID{5}, nil, "x"), ErrNotFound)
		ok(t, Move(tx, &it, to.ID, []string{"in"}, "acme"))
	})
	same(t, before.ID, it.ID)
	got := r.get(it)
	same(t, it, got)
	same(t, "third", value(got, "password"))
	r.view(func(tx *vault.Tx) {
		_, err := Get(tx, from.ID, it.ID)
		wants(t, err, ErrNotFound)
		_, err = Resolve(tx, "from/acme")
		wants(t, err, ErrNotFound)
		same(t, it.ID, must(Resolve(tx, "to/in/acme"))(t)[0].ID)
		former := must(Revisions(tx, to.ID, it.ID))(t)
		same(t, 3, len(former)) // the top of the box, where it lay, is the newest
		same(t, []int{0, 0, 0}, []int{len(former[0].Folder), len(former[1].Folder), len(former[2].Folder)})
		same(t, "old", former[2].Attachments[0].Name)
		for _, a := range []Attachment{former[2].Attachments[0], it.Attachments[0]} {
			same(t, []owner{{Box: to.ID, Item: it.ID}}, must(ownersOf(tx, a.Blob))(t))
		}
	})
	r.verify()
	r.update(func(tx *vault.Tx) { // its numbers go on, so that nothing of the history is overwritten
		set(&it, "password", "fourth")
		ok(t, Put(tx, &it))
		ok(t, Revert(tx, &it, former(t, tx, it, 3)))
	})
	same(t, "old", r.get(it).Attachments[0].Name)
	r.verify()
}

func former(t *testing.T, tx *vault.Tx, it Item, i int) uint32 {
	return must(Revisions(tx, it.Box, it.ID))(t)[i].Revision
}

func TestCopy(t *testing.T) {
	r := newRoom(t)
	from, to := r.box("from"), r.box("to")
	it := login(from, "acme")
	r.attach(&it, "scan", []byte("content"))
	r.move(time.Hour)
	var twin Item
	r.update(func(tx *vault.Tx) { twin = must(Copy(tx, &it, to.ID, nil, "twin"))(t) })
	if twin.ID == it.ID || twin.Revision != 1 || !twin.Created.Equal(r.clock.now) {
		t.Errorf("%+v", twin)
	}
	same(t, it.Attachments, twin.Attachments)
	same(t, it, r.get(it))
	blob := it.Attachments[0].Blob
	r.update(func(tx *vault.Tx) {
		same(t, 2, len(must(ownersOf(tx, blob))(t)))
		ok(t, Purge(tx, from.ID, it.ID))
		same(t, []owner{{Box: to.ID, Item: twin.ID}}, must(ownersOf(tx, blob))(t))
	})
	r.update(func(tx *vault.Tx) { ok(t, Sweep(tx)) })
	same(t, "content", r.read(twin.Attachments[0]))
	r.verify()
}

func TestImport(t *testing.T) {
	r := newRoom(t)
	b := r.box("import")
	file := r.stage("scan", []byte("content"))
	it := login(b, "acme")
	it.Created, it.Changed = time.Unix(1000, 5).UTC(), time.Unix(2000, 0).UTC()
	newer, older := login(b, "acme"), login(b, "acme older")
	newer.Attachments = []Attachment{{Name: "scan", Size: file.Size, SHA256: file.SHA256}, {Name: "lost", Size: 1}}
	older.Created = time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC)
	r.update(func(tx *vault.Tx) {
		it.Attachments = []Attachment{must(file.Commit(tx))(t)}
		same(t, 2, must(Import(tx, &it, []Item{newer, older}))(t))
		gone := login(b, "gone")
		gone.Trashed = time.Unix(5000, 0)
		must(Import(tx, &gone, nil))(t)
		same(t, tx.Now().Add(DefaultRetention), gone.Due)
	})
	got := r.get(it)
	same(t, it, got)
	if got.Revision != 3 || got.Created.Unix() != 1000 || got.Changed.Unix() != 2000 {
		t.Errorf("%+v", got)
	}
	r.view(func(tx *vault.Tx) {
		former := must(Revisions(tx, b.ID, it.ID))(t)
		same(t, []string{"acme", "acme older"}, []string{former[0].Title, former[1].Title})
		same(t, got.Attachments, former[0].Attachments)
		same(t, time.Time{}, former[1].Created)
		same(t, 1, len(must(List(tx, b.ID, ListOptions{}))(t)))
		same(t, 1, len(must(List(tx, b.ID, ListOptions{Trashed: true}))(t)))
	})
	r.update(func(tx *vault.Tx) {
		many := make([]Item, MaxKeep+2)
		for i := range many {
			many[i] = login(b, "many")
		}
		it := login(b, "many")
		same(t, MaxKeep, must(Import(tx, &it, many))(t))
		same(t, MaxKeep, len(must(Revisions(tx, b.ID, it.ID))(t)))
		set(&it, "password", "next")
		ok(t, Put(tx, &it, Keep(5)))
		same(t, 5, len(must(Revisions(tx, b.ID, it.ID))(t)))
	})
	r.verify()
}
