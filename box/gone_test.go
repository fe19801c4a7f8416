package box

import (
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// gone tells whether something is known to be deleted for good.
func (r *room) gone(id vault.ID) (is bool) {
	r.t.Helper()
	r.view(func(tx *vault.Tx) {
		is = must(Deleted(tx))(r.t)(id)
		ok(r.t, CheckGone(tx))
	})
	return is
}

func TestGone(t *testing.T) {
	r := newRoom(t)
	b, other := r.box("work"), r.box("home")
	purged, trashed, kept, within := login(b, "purged"), login(b, "trashed"), login(b, "kept"), login(other, "within")
	for _, it := range []*Item{&purged, &trashed, &kept, &within} {
		r.put(it)
	}
	mine := Template{Name: "machine", Fields: []TemplateField{{Name: "host", Kind: Text, Tier: vault.Companion}}}
	r.update(func(tx *vault.Tx) {
		ok(t, PutTemplate(tx, &mine))
		ok(t, Purge(tx, b.ID, purged.ID))
		ok(t, Trash(tx, &trashed, 0))
		ok(t, RemoveTemplate(tx, mine.Name, 0))
		ok(t, Move(tx, &kept, other.ID, nil, "moved"))
	})
	for _, want := range []struct {
		id   vault.ID
		gone bool
	}{{purged.ID, true}, {trashed.ID, false}, {kept.ID, false}, {b.ID, false}, {mine.ID, false}, {vault.ID{}, false}} {
		same(t, want.gone, r.gone(want.id))
	}
	r.update(func(tx *vault.Tx) {
		same(t, 2, must(EmptyTrash(tx, TrashFilter{}))(t))
		must(RemoveBox(tx, other.ID))(t)
	})
	same(t, []bool{true, true, false}, []bool{r.gone(trashed.ID), r.gone(mine.ID), r.gone(other.ID)})
	for range 2 {
		r.move(RemovalDelay + 25*time.Hour)
		r.update(func(tx *vault.Tx) { must(PurgeDue(tx, 0))(t) })
	}
	for _, id := range []vault.ID{other.ID, within.ID, kept.ID} {
		same(t, true, r.gone(id))
	}
	same(t, false, r.gone(b.ID))
	r.verify()

	ok(t, r.Rekey(t.Context(), secret.New(password), vault.Event{Action: "rekey"}, nil, nil))
	same(t, true, r.gone(purged.ID))
}

// What was gone before a reset is that again once it is adopted, beside what went since.
func TestGoneAdopted(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	before, after := login(b, "before"), login(b, "after")
	r.put(&before)
	r.put(&after)
	r.update(func(tx *vault.Tx) { ok(t, Purge(tx, b.ID, before.ID)) })
	r.lost()
	same(t, false, r.gone(before.ID))
	sibling := before.ID
	sibling[15]++
	r.update(func(tx *vault.Tx) {
		ok(t, Purge(tx, b.ID, after.ID))
		ok(t, bury(tx, sibling))
	})
	r.adopt()
	same(t, []bool{true, true, true}, []bool{r.gone(before.ID), r.gone(after.ID), r.gone(sibling)})
}

// Whoever has the file and no key takes back an older record: nothing goes by it.
func TestGoneTakenBack(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := login(b, "acme")
	r.put(&it)
	was := r.entries(vault.BoxZero, byte(vault.Deleted))
	r.update(func(tx *vault.Tx) { ok(t, Purge(tx, b.ID, it.ID)) })
	same(t, true, r.gone(it.ID))
	r.plant(vault.BoxZero, byte(vault.Deleted), was)
	r.damaged("an id that is no more gone", func(tx *vault.Tx) error {
		_, err := Deleted(tx)
		return err
	})
}

func TestGoneWithoutCore(t *testing.T) {
	r := newRoom(t)
	r.Narrow()
	wants(t, r.View(t.Context(), func(tx *vault.Tx) error {
		_, err := Deleted(tx)
		return err
	}), vault.ErrLocked)
}

func TestDecodeGone(t *testing.T) {
	many := make([]vault.ID, maxGone+1)
	for i := range many {
		many[i] = vault.ID{0: 7, 13: byte(i >> 16), 14: byte(i >> 8), 15: byte(i)}
	}
	for name, ids := range map[string][]vault.ID{
		"none": {}, "another first byte": {{8}}, "twice": {{7, 1}, {7, 1}}, "falling": {{7, 2}, {7, 1}}, "too many": many,
	} {
		if _, err := decodeGone(7, must(codec.Marshal(ids))(t)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if ids := must(decodeGone(7, must(codec.Marshal(many[:maxGone]))(t)))(t); len(ids) != maxGone {
		t.Errorf("%d ids", len(ids))
	}
	for _, bad := range [][]byte{nil, {0x80}, {0xf6}, {0x81, 0x41, 7}, {0x81, 0x07}} {
		if _, err := decodeGone(7, bad); err == nil {
			t.Errorf("%x is taken", bad)
		}
	}
	r := newRoom(t)
	r.update(func(tx *vault.Tx) {
		ok(t, bury(tx, many[:maxGone]...))
		ok(t, bury(tx, many[0]))
		wants(t, bury(tx, many[maxGone]), ErrBound)
	})
}
