package box

import (
	"testing"

	"coffer/vault"
	"coffer/vault/secret"
)

// lost resets the vault of a room with the key of its companion tier.
func (r *room) lost() {
	r.t.Helper()
	t := r.t.(*testing.T)
	key, err := secret.NewKey(r.o.Rand)
	check(t, err)
	both, err := secret.NewKey(r.o.Rand)
	check(t, err)
	r.update(func(tx *vault.Tx) { check(t, tx.SetRecovery(both, key)) })
	check(t, r.Reset(t.Context(), key, secret.New("halibut"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1},
		vault.Event{Action: "test"}, Remains, nil, nil))
}

func (r *room) adopt() (a Adopted) {
	r.t.Helper()
	t := r.t.(*testing.T)
	former, err := r.OpenFormer(t.Context(), secret.New(password))
	check(t, err)
	defer former.Close()
	r.update(func(to *vault.Tx) {
		check(t, former.View(func(from *vault.Tx) error {
			a, err = Adopt(from, to)
			return err
		}))
	})
	return a
}

func secretItem(box vault.ID, title, pass string) Item {
	return Item{Box: box, Label: Label{Title: title}, Fields: []Field{
		{Name: "username", Kind: Username, Tier: vault.Companion, Value: secret.New("alice")},
		{Name: "password", Kind: Password, Tier: vault.Core, Value: secret.New(pass)},
		{Name: "pin", Kind: PIN, Tier: vault.Core, Value: secret.New("4711")},
	}}
}

func TestAdopt(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	same, edited, gone, filled := secretItem(b.ID, "same", "one"), secretItem(b.ID, "edited", "two"), secretItem(b.ID, "gone", "three"), secretItem(b.ID, "filled", "four")
	for _, it := range []*Item{&same, &edited, &gone, &filled} {
		r.put(it)
	}
	r.attach(&same, "plan.txt", []byte("dig here"))
	same.Fields[1].Value = secret.New("one again")
	r.put(&same)
	r.lost()

	now := r.get(edited)
	now.Fields[1].Value = secret.New("new") // the pin stays empty
	r.put(&now)
	now = r.get(filled)
	now.Fields[1].Value, now.Fields[2].Value = secret.New("new"), secret.New("0815")
	r.put(&now)
	now = r.get(gone)
	r.update(func(tx *vault.Tx) {
		check(t, Trash(tx, &now, 0))
		check(t, Purge(tx, b.ID, now.ID))
	})

	if a := r.adopt(); a != (Adopted{Items: 1, Filled: 1, Left: 2}) {
		t.Errorf("%+v", a)
	}
	r.verify()
	got := r.get(same)
	if got.Fields[1].Value.Reveal() != "one again" || len(got.Attachments) != 1 || r.read(got.Attachments[0]) != "dig here" {
		t.Errorf("what nobody changed: %+v", got)
	}
	r.view(func(tx *vault.Tx) {
		all, err := Revisions(tx, b.ID, same.ID)
		if err != nil || len(all) != 2 || all[0].Fields[1].Value.Reveal() != "one" || len(all[0].Attachments) != 1 {
			t.Errorf("its history: %+v, %v", all, err)
		}
	})
	if got := r.get(edited); got.Fields[1].Value.Reveal() != "new" || got.Fields[2].Value.Reveal() != "4711" {
		t.Errorf("what was changed: %+v", got)
	}
	if got := r.get(filled); got.Fields[1].Value.Reveal() != "new" || got.Fields[2].Value.Reveal() != "0815" {
		t.Errorf("what was filled in: %+v", got)
	}
	if a := r.adopt(); a != (Adopted{Items: 1, Filled: 1, Left: 2}) {
		t.Errorf("once more: %+v", a)
	}
	if got := r.get(edited); got.Fields[2].Value.Reveal() != "4711" {
		t.Errorf("what was changed, once more: %+v", got)
	}
	check(t, r.DropFormer(t.Context()))
	r.update(func(tx *vault.Tx) { check(t, Sweep(tx)) })
	if n := len(r.files()); n != 1 {
		t.Errorf("%d files of attachments", n)
	}
	r.verify()
}

// What was in a box that is deleted since stays behind.
func TestAdoptOfABoxThatIsGone(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := secretItem(b.ID, "acme", "one")
	r.put(&it)
	r.lost()
	r.update(func(tx *vault.Tx) { check(t, tx.DropBox(b.ID)) })
	if a := r.adopt(); a != (Adopted{Left: 1}) {
		t.Errorf("%+v", a)
	}
}
