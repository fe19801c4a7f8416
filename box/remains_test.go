package box

import (
	"errors"
	"testing"

	"coffer/vault"
	"coffer/vault/secret"
)

// TestRemains resets a vault whose core tier is lost: items keep what surrounded
// their secrets, can be changed, and files that only the former core record opens
// stay until that is given up.
func TestRemains(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	staged := r.stage("plan.txt", []byte("dig here"))
	it := Item{Box: b.ID, Label: Label{Title: "acme", Tags: []string{"x"}}, Fields: []Field{
		{Name: "username", Kind: Username, Tier: vault.Companion, Value: secret.New("alice")},
		{Name: "password", Kind: Password, Tier: vault.Core, Value: secret.New("swordfish-9")},
	}}
	r.update(func(tx *vault.Tx) {
		it.Attachments = []Attachment{must(staged.Commit(tx))(t)}
		check(t, Put(tx, &it))
	})
	r.update(func(tx *vault.Tx) {
		it.Fields[0].Value = secret.New("bob")
		check(t, Put(tx, &it))
	})
	key, err := secret.NewKey(r.o.Rand)
	check(t, err)
	both, err := secret.NewKey(r.o.Rand)
	check(t, err)
	r.update(func(tx *vault.Tx) { check(t, tx.SetRecovery(both, key)) })
	check(t, r.Reset(t.Context(), key, secret.New("halibut"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1},
		vault.Event{Action: "test"}, Remains, nil, nil))
	r.verify()

	r.view(func(tx *vault.Tx) {
		got, err := Get(tx, b.ID, it.ID)
		check(t, err)
		if got.Title != "acme" || got.Fields[0].Value.Reveal() != "bob" || !got.Fields[1].Value.IsZero() || len(got.Attachments) != 0 {
			t.Errorf("%+v", got)
		}
		all, err := Revisions(tx, b.ID, it.ID)
		if err != nil || len(all) != 1 || all[0].Fields[0].Value.Reveal() != "alice" || !all[0].Fields[1].Value.IsZero() {
			t.Errorf("%+v, %v", all, err)
		}
		it = got
	})
	r.update(func(tx *vault.Tx) {
		it.Fields[1].Value = secret.New("new")
		check(t, Put(tx, &it))
		check(t, Sweep(tx))
	})
	if n := len(r.files()); n != 1 {
		t.Errorf("%d files of attachments", n)
	}
	check(t, r.DropFormer(t.Context()))
	r.update(func(tx *vault.Tx) { check(t, errors.Join(tx.Note(), Sweep(tx))) })
	if n := len(r.files()); n != 0 {
		t.Errorf("%d files of attachments that nothing opens", n)
	}
	r.verify()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRemainsOfJunk(t *testing.T) {
	for _, junk := range [][]byte{nil, []byte("junk"), {0x80}} {
		left, core, err := Remains(vault.ID{1}, vault.Items, vault.Key{ID: vault.ID{2}}, junk)
		if err == nil || left != nil || core != nil {
			t.Errorf("%x: %x, %x, %v", junk, left, core, err)
		}
	}
}
