package box

import (
	"slices"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

func (r *room) traces(text string) (all []Trace) {
	r.t.Helper()
	m := must(NewMatcher(text))(r.t)
	r.view(func(tx *vault.Tx) { all = must(Traces(tx, m))(r.t) })
	return all
}

// briefly is what tests compare: the path, where it stands now, and in which former revisions.
func briefly(all []Trace) (out []string) {
	for _, t := range all {
		p := t.Path()
		line := p.String()
		for _, place := range t.Places {
			line += " " + string(place.Part) + ":" + place.Name
		}
		for _, f := range t.Former {
			line += " r" + string(rune('0'+f.Revision))
			for _, place := range f.Places {
				line += " " + string(place.Part) + ":" + place.Name
			}
		}
		out = append(out, line)
	}
	return out
}

// everywhere makes one item for each part in which a text may stand.
func everywhere(r *room) map[string]Item {
	b := r.box("work")
	all := map[string]Item{
		"title":      {Label: Label{Title: "at ACME"}},
		"folder":     {Label: Label{Title: "folder", Folder: []string{"Acme & Co", "x"}}},
		"tag":        {Label: Label{Title: "tag", Tags: []string{"acme"}}},
		"template":   {Label: Label{Title: "template", Template: "acme"}},
		"name":       {Label: Label{Title: "name"}, Fields: []Field{{Name: "acme pin", Kind: PIN, Tier: vault.Core, Value: secret.New("4711")}}},
		"companion":  {Label: Label{Title: "companion"}, Fields: []Field{{Name: "url", Kind: URL, Tier: vault.Companion, Value: secret.New("https://acme.example")}}},
		"core":       {Label: Label{Title: "core"}, Fields: []Field{{Name: "pw", Kind: Password, Tier: vault.Core, Value: secret.New("xAcmex")}}},
		"attachment": {Label: Label{Title: "attachment"}},
		"none":       {Label: Label{Title: "none"}, Fields: []Field{{Name: "pw", Kind: Password, Tier: vault.Core, Value: secret.New("ac me")}}},
	}
	for name, it := range all {
		it.Box = b.ID
		if name == "attachment" {
			r.attach(&it, "acme.pdf", []byte("acme"))
		} else {
			r.put(&it)
		}
		all[name] = it
	}
	return all
}

func TestTraces(t *testing.T) {
	r := newRoom(t)
	all := everywhere(r)
	want := []string{
		"work/Acme & Co/x/folder folder:Acme & Co", "work/at ACME title:", "work/attachment attachment:acme.pdf", "work/companion field:url",
		"work/core field:pw", "work/name field:acme pin", "work/tag tag:acme", "work/template template:acme",
	}
	same(t, want, briefly(r.traces("aCmE")))
	same(t, 0, len(r.traces("acme gmbh")))
	it := all["none"]
	set(&it, "pw", "acme once")
	r.put(&it)
	set(&it, "pw", "another")
	r.put(&it)
	same(t, []string{"work/none r2 field:pw"}, briefly(r.traces("acme once")))
	r.Narrow()
	m := must(NewMatcher("acme"))(t)
	wants(t, r.View(t.Context(), func(tx *vault.Tx) error { _, err := Traces(tx, m); return err }), vault.ErrLocked)
}

// What is forgotten is found nowhere any more, and what only a former revision held stays
// without that.
func TestForget(t *testing.T) {
	r := newRoom(t)
	all := everywhere(r)
	trashed, away := all["tag"], login(r.box("old"), "acme")
	r.put(&away)
	it := all["none"]
	r.attach(&it, "plan", []byte("acme"))
	set(&it, "pw", "acme once")
	r.put(&it)
	it.Attachments = nil
	set(&it, "pw", "another")
	r.put(&it)
	r.update(func(tx *vault.Tx) {
		ok(t, Trash(tx, &trashed, 0))
		must(RemoveBox(tx, away.Box))(t)
	})
	m := must(NewMatcher("ACME"))(t)
	r.update(func(tx *vault.Tx) {
		for _, trace := range must(Traces(tx, m))(t) {
			ok(t, Forget(tx, &trace))
		}
	})
	same(t, 0, len(r.traces("acme")))
	got := r.get(it)
	same(t, "another", value(got, "pw"))
	r.view(func(tx *vault.Tx) {
		former := must(Revisions(tx, it.Box, it.ID))(t)
		same(t, 2, len(former)) // with the plan, and before it
		for name, old := range all {
			same(t, name != "none", must(Deleted(tx))(t)(old.ID))
		}
		same(t, true, must(Deleted(tx))(t)(away.ID))
		same(t, []string{"work/none"}, paths(must(List(tx, it.Box, ListOptions{}))(t)))
	})
	r.verify()
	r.update(func(tx *vault.Tx) { ok(t, Sweep(tx)) })
	same(t, 1, len(r.files())) // the plan of a former revision
}

// In the trash an item goes as a whole, also where a former revision alone holds the text.
func TestForgetInTheTrash(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "other")
	set(&it, "password", "acme")
	r.put(&it)
	set(&it, "password", "new")
	r.put(&it)
	r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &it, time.Hour)) })
	found := r.traces("acme")
	same(t, []string{"work/other r1 field:password"}, briefly(found))
	r.update(func(tx *vault.Tx) { ok(t, Forget(tx, &found[0])) })
	r.view(func(tx *vault.Tx) { same(t, true, must(Deleted(tx))(t)(it.ID)) })
}

// Whoever has the companion key alone puts the text where it is found: what they changed is
// told, and not deleted.
func TestForgetOfForged(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	retitled, dated, cut := login(b, "one"), login(b, "two"), login(b, "three")
	for _, it := range []*Item{&retitled, &dated, &cut} {
		set(it, "password", "acme")
		r.put(it)
		set(it, "password", "new")
		r.put(it)
	}
	r.update(func(tx *vault.Tx) {
		companionOnly(t, tx, retitled, func(s *stored) { s.Title = "one!" })
		companionOnly(t, tx, dated, func(s *stored) { s.Trashed, s.Due = tx.Now(), tx.Now() })
	})
	found := r.traces("acme")
	same(t, 3, len(found))
	for _, f := range found {
		same(t, f.ID != cut.ID, f.Moved)
		if f.Moved {
			r.update(func(tx *vault.Tx) { wants(t, Forget(tx, &f), ErrMoved) })
		}
	}
	r.update(func(tx *vault.Tx) { wants(t, ForgetRevisions(tx, b.ID, cut.ID, []uint32{1, 7}), ErrNotFound) })
}

func TestMatcher(t *testing.T) {
	for _, bad := range []string{"", " \t", "a\x00b", "\xff", string(make([]byte, MaxName+1))} {
		if _, err := NewMatcher(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	m := must(NewMatcher("stra\u00dfe"))(t)
	if !m.In("x", "Hauptstra\u00dfe 3") || m.In("strasse") || !m.InBytes([]byte("STRA\u00dfE")) {
		t.Error("another text is found")
	}
	if slices.ContainsFunc([]string{"", "x"}, func(s string) bool { return m.In(s) }) {
		t.Error("found in what is too short")
	}
}
