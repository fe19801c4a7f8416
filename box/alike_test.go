package box

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"coffer/vault"
	"coffer/vault/secret"
)

func testKey(t testing.TB, b byte) secret.Key {
	t.Helper()
	return must(secret.KeyFrom(slices.Repeat([]byte{b}, secret.KeySize)))(t)
}

// saying is an item of fields "NAME KIND VALUE".
func saying(title string, fields ...string) Item {
	it := Item{Label: Label{Title: title}}
	for _, f := range fields {
		parts := strings.SplitN(f, " ", 3)
		it.Fields = append(it.Fields, Field{Name: parts[0], Kind: Kind(parts[1]), Tier: vault.Companion, Value: secret.New(parts[2])})
	}
	return it
}

func full() Item {
	it := saying("Acme", "user username ann", "pass password hunter2", "site url https://a.example", "code totp JBSW", "note multiline one", "PIN pin 42")
	it.Attachments = []Attachment{{Name: "plan", SHA256: [32]byte{1}}, {Name: "map", SHA256: [32]byte{2}}}
	return it
}

// TestAlike changes one part of an item at a time.
func TestAlike(t *testing.T) {
	for name, c := range map[string]struct {
		change                   func(*Item)
		whole, account, password bool // stay equal
	}{
		"nothing":           {func(*Item) {}, true, true, true},
		"case of the title": {func(it *Item) { it.Title = " aCME\t" }, true, true, true},
		"another title":     {func(it *Item) { it.Title = "Acme 2" }, false, false, true},
		"place, tags, template, dates": {func(it *Item) {
			it.Folder, it.Tags, it.Template, it.Favourite, it.Revision = []string{"x"}, []string{"y"}, "card", true, 7
			it.Box[0], it.ID[0] = 1, 1
		}, true, true, true},
		"tiers":                      {func(it *Item) { it.Fields[0].Tier, it.Fields[4].Tier = vault.Core, vault.Core }, true, true, true},
		"names that say nothing":     {func(it *Item) { it.Fields[0].Name, it.Fields[1].Name, it.Fields[2].Name = "a", "b", "c" }, true, true, true},
		"an empty field":             {func(it *Item) { it.Fields = append(it.Fields, Field{Name: "x", Kind: Username}) }, true, true, true},
		"the order of other fields":  {func(it *Item) { it.Fields[4], it.Fields[5] = it.Fields[5], it.Fields[4] }, true, true, true},
		"the kind of another field":  {func(it *Item) { it.Fields[4].Kind = Text }, true, true, true},
		"names of attachments":       {func(it *Item) { it.Attachments[0].Name = "x"; slices.Reverse(it.Attachments) }, true, true, true},
		"former user":                {func(it *Item) { set(it, "user", "Ann") }, false, false, true},
		"two users":                  {func(it *Item) { it.Fields = append(it.Fields, saying("", "u2 username bob").Fields...) }, false, false, true},
		"another password":           {func(it *Item) { set(it, "pass", "hunter3") }, false, true, false},
		"a second password":          {func(it *Item) { it.Fields = append(it.Fields, saying("", "p2 password x").Fields...) }, false, true, true},
		"no password":                {func(it *Item) { set(it, "pass", "") }, false, true, false},
		"another address":            {func(it *Item) { set(it, "site", "https://b.example") }, false, true, true},
		"another code":               {func(it *Item) { set(it, "code", "JBSX") }, false, true, true},
		"no code":                    {func(it *Item) { it.Fields = slices.Delete(it.Fields, 3, 4) }, false, true, true},
		"another note":               {func(it *Item) { set(it, "note", "two") }, false, true, true},
		"values of others exchanged": {func(it *Item) { set(it, "note", "42"); set(it, "PIN", "one") }, false, true, true},
		"another name of a field":    {func(it *Item) { it.Fields[5].Name = "PUK" }, false, true, true},
		"one field more":             {func(it *Item) { it.Fields = append(it.Fields, saying("", "x text y").Fields...) }, false, true, true},
		"another attachment":         {func(it *Item) { it.Attachments[0].SHA256[5] = 1 }, false, true, true},
		"an attachment less":         {func(it *Item) { it.Attachments = it.Attachments[:1] }, false, true, true},
		"user and address exchanged": {func(it *Item) { it.Fields[0].Kind, it.Fields[2].Kind = URL, Username }, false, false, true},
	} {
		m := NewMarker(testKey(t, 1))
		it, other := full(), full()
		c.change(&other)
		a, b := m.Of(&it), m.Of(&other)
		if (a.Whole == b.Whole) != c.whole || (a.Account == b.Account) != c.account || (a.Password == b.Password) != c.password {
			t.Errorf("%s: whole %v, account %v, password %v", name, a.Whole == b.Whole, a.Account == b.Account, a.Password == b.Password)
		}
	}
}

// TestMarksNeedTheKey: under another key they say nothing, and an item without a user name
// and a password is no account.
func TestMarksNeedTheKey(t *testing.T) {
	it, note := full(), saying("note", "text multiline x")
	a, b := NewMarker(testKey(t, 1)).Of(&it), NewMarker(testKey(t, 2)).Of(&it)
	if a.Whole == b.Whole || a.Account == b.Account || a.Password == b.Password {
		t.Error("a mark is the same under another key")
	}
	if m := NewMarker(testKey(t, 1)).Of(&note); m.Account != (Mark{}) || m.Password != (Mark{}) || m.Whole == (Mark{}) {
		t.Errorf("a note is %v", m)
	}
}

// plainForm is what marks stand for, written down once more without them: lists that no two
// different items share.
func plainForm(it *Item) [][]string {
	kinds := map[Kind][]string{}
	others := []string{}
	for _, f := range it.Fields {
		v := f.Value.Reveal()
		switch {
		case v == "":
		case f.Kind == Username || f.Kind == Password || f.Kind == URL || f.Kind == TOTP:
			kinds[f.Kind] = append(kinds[f.Kind], v)
		default:
			others = append(others, plainName(f.Name)+"\x00"+v)
		}
	}
	slices.Sort(others)
	return [][]string{{plainName(it.Title)}, kinds[Username], kinds[Password], kinds[URL], kinds[TOTP], others}
}

// TestAlikeIsEqual: marks are equal where what they stand for is, and nowhere else. Few and
// short texts make both likely, and let parts run into each other where nothing keeps them apart.
func TestAlikeIsEqual(t *testing.T) {
	text := rapid.StringMatching(`[aA ]{0,3}`)
	kind := rapid.SampledFrom([]Kind{Username, Password, URL, TOTP, Text, PIN})
	draw := func(t *rapid.T) Item {
		it := Item{Label: Label{Title: text.Draw(t, "title")}}
		for range rapid.IntRange(0, 3).Draw(t, "fields") {
			it.Fields = append(it.Fields, Field{Name: text.Draw(t, "name"), Kind: kind.Draw(t, "kind"), Value: secret.New(text.Draw(t, "value"))})
		}
		return it
	}
	m := NewMarker(testKey(t, 1))
	rapid.Check(t, func(t *rapid.T) {
		one, other := draw(t), draw(t)
		a, b := plainForm(&one), plainForm(&other)
		equal := func(from, to int) bool { return slices.EqualFunc(a[from:to], b[from:to], slices.Equal) }
		ma, mb := m.Of(&one), m.Of(&other)
		if (ma.Whole == mb.Whole) != equal(0, 6) {
			t.Fatalf("whole: %q and %q", a, b)
		}
		first := func(form [][]string) string { return strings.Join(form[2][:min(1, len(form[2]))], "") }
		if (ma.Password == mb.Password) != (first(a) == first(b)) {
			t.Fatalf("password: %q and %q", a, b)
		}
		accounts := ma.Account != (Mark{}) && mb.Account != (Mark{})
		if accounts && (ma.Account == mb.Account) != equal(0, 2) {
			t.Fatalf("account: %q and %q", a, b)
		}
	})
}

// TestEachMarked finds the marks that the items have, whatever tier their fields are in, and
// neither the trash nor what was changed without its core key.
func TestEachMarked(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	key := testKey(t, 3)
	want := map[vault.ID]Marks{}
	m := NewMarker(key)
	for i, title := range []string{"a", "b", "c", "d"} {
		it := login(b, title)
		if i == 1 {
			it.Fields[0].Tier = vault.Core
		}
		r.put(&it)
		switch i {
		case 2:
			r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &it, 0)) })
		case 3:
			r.update(func(tx *vault.Tx) { companionOnly(t, tx, it, func(s *stored) { s.Title = "a" }) })
		default:
			want[it.ID] = m.Of(&it)
		}
	}
	r.view(func(tx *vault.Tx) {
		have := map[vault.ID]Marks{}
		ok(t, EachMarked(tx, b.ID, key, func(id vault.ID, m Marks) error {
			have[id] = m
			return nil
		}))
		same(t, want, have)
		for id := range have {
			p := must(PathOf(tx, b.ID, id))(t)
			if p.Box != "work" || p.Title != "a" && p.Title != "b" {
				t.Errorf("@%s is at %s", id, p)
			}
		}
	})
	r.Narrow()
	wants(t, r.View(t.Context(), func(tx *vault.Tx) error {
		return EachMarked(tx, b.ID, key, func(vault.ID, Marks) error { return nil })
	}), vault.ErrLocked)
}

func BenchmarkMarks(b *testing.B) {
	m, it := NewMarker(testKey(b, 1)), login(Box{}, "acme")
	b.ReportAllocs()
	for b.Loop() {
		m.Of(&it)
	}
}
