package box

import (
	"testing"

	"coffer/vault"
)

func TestFormerRevisionMovedBehindTheOwnersBack(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := login(b, "acme")
	r.put(&it)
	set(&it, "username", "bob")
	r.put(&it)
	r.update(func(tx *vault.Tx) {
		key := vault.Key{ID: it.ID, Sub: 1}
		s, err := loadFormer(tx, it.Box, it.ID, 1)
		ok(t, err)
		set(&s.Item, "url", "https://evil.example")
		plain := must(s.encodeCompanion())(t)
		must(tx.Put(it.Box, vault.History, key, vault.Companion, plain))(t)
	})
	r.view(func(tx *vault.Tx) {
		_, err := Revisions(tx, it.Box, it.ID)
		wants(t, err, ErrMoved)
	})
	r.update(func(tx *vault.Tx) { wants(t, Revert(tx, &it, 1), ErrMoved) })
}
