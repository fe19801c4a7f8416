package box

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/vault"
	"coffer/vault/secret"
)

func paths(entries []Entry) (out []string) {
	for _, e := range entries {
		out = append(out, e.Path().String())
	}
	return out
}

func TestList(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	for _, p := range []string{"b", "a", "z/a", "z/y/a", "z y/a", "B", "a"} {
		names := strings.Split(p, "/")
		it := login(b, names[len(names)-1], names[:len(names)-1]...)
		r.put(&it)
	}
	gone := login(b, "gone", "z")
	r.put(&gone)
	r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &gone, 0)) })
	r.view(func(tx *vault.Tx) {
		all := must(List(tx, b.ID, ListOptions{}))(t)
		same(t, []string{"work/B", "work/a", "work/a", "work/b", "work/z/a", "work/z/y/a", "work/z y/a"}, paths(all))
		if slices.Compare(all[1].ID[:], all[2].ID[:]) >= 0 {
			t.Error("equal paths are not in the order of their ids")
		}
		same(t, []string{"work/z/a", "work/z/y/a"}, paths(must(List(tx, b.ID, ListOptions{Folder: []string{"z"}}))(t)))
		same(t, []string{"work/z/gone"}, paths(must(List(tx, b.ID, ListOptions{Trashed: true}))(t)))
		n := 0
		for _, err := range All(tx, b.ID) {
			ok(t, err)
			n++
		}
		same(t, 8, n)
	})
}

// compare is the order of lists, written down once more.
func compare(a, b Entry) int {
	return cmp.Or(slices.Compare(a.Folder, b.Folder), strings.Compare(a.Title, b.Title), slices.Compare(a.ID[:], b.ID[:]))
}

// TestSorted merges any parts to what sorting the whole gives.
func TestSorted(t *testing.T) {
	name := rapid.StringMatching("[a\x01 /]{1,3}")
	entry := rapid.Custom(func(t *rapid.T) Entry {
		return Entry{
			ID:    vault.ID{rapid.Byte().Draw(t, "id")},
			Label: Label{Folder: rapid.SliceOfN(name, 0, 3).Draw(t, "folder"), Title: name.Draw(t, "title")},
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		var g gather[Entry]
		var want []Entry
		for _, part := range rapid.SliceOfN(rapid.SliceOf(entry), 0, 3).Draw(t, "parts") {
			w := new(worker[Entry])
			for _, e := range part {
				w.add(e, &e)
			}
			want = append(want, part...)
			g = append(g, w)
		}
		slices.SortFunc(want, compare)
		got := g.sorted()
		if len(got) != len(want) {
			t.Fatalf("%d of %d", len(got), len(want))
		}
		for i := range want {
			if compare(want[i], got[i]) != 0 {
				t.Fatalf("%d: %+v instead of %+v", i, got[i], want[i])
			}
		}
	})
}

func TestResolve(t *testing.T) {
	r := newRoom(t)
	work, home := r.box("work"), r.box("home")
	one, two := login(work, "acme", "mail"), login(home, "acme")
	other := login(work, "mail")
	for _, it := range []*Item{&one, &two, &other} {
		r.put(it)
	}
	id := one.ID.String()
	for ref, want := range map[string][]vault.ID{
		"work/mail/acme":           {one.ID},
		"home/acme":                {two.ID},
		"mail":                     {other.ID},
		"acme":                     {two.ID, one.ID},
		"@" + id:                   {one.ID},
		"@" + strings.ToUpper(id):  {one.ID},
		"@" + id[:8]:               {one.ID},
		"@" + id[:25]:              {one.ID},
		"@" + id[:3]:               nil,
		"@" + id + "0":             nil,
		"@" + vault.ID{}.String():  nil,
		"@!!!!":                    nil,
		"@":                        nil,
		"acm":                      nil,
		"Acme":                     nil,
		"hunter2-acme":             nil,
		"work/acme":                nil,
		"nowhere/acme":             nil,
		"work/mail":                {other.ID},
		"wo\u0308rk/acme":          nil,
		"work/mail/acme/something": nil,
	} {
		r.view(func(tx *vault.Tx) {
			found, err := Resolve(tx, ref)
			var got []vault.ID
			for _, e := range found {
				got = append(got, e.ID)
			}
			same(t, want, got)
			var many *AmbiguousError
			switch len(want) {
			case 0:
				wants(t, err, ErrNotFound)
			case 1:
				ok(t, err)
			default:
				wants(t, err, ErrAmbiguous)
				if !errors.As(err, &many) || len(many.Candidates) != len(want) {
					t.Errorf("%v", err)
				}
			}
		})
	}
	r.view(func(tx *vault.Tx) {
		_, err := Resolve(tx, "a//b")
		wants(t, err, ErrPath)
	})
}

func TestResolveSamePath(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	one, two := login(b, "acme"), login(b, "acme")
	r.put(&one)
	r.put(&two)
	r.view(func(tx *vault.Tx) {
		_, err := Resolve(tx, "work/acme")
		wants(t, err, ErrAmbiguous)
	})
	r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &two, 0)) })
	r.view(func(tx *vault.Tx) {
		same(t, one.ID, must(Resolve(tx, "work/acme"))(t)[0].ID)
		for _, ref := range []string{"work/acme", "acme", "@" + two.ID.String()[:10]} {
			same(t, two.ID, must(ResolveTrashed(tx, ref))(t)[0].ID)
		}
	})
}

func TestFind(t *testing.T) {
	r := newRoom(t)
	work, home := r.box("work"), r.box("home")
	a := login(work, "Acme", "Mail", "old")
	a.Tags, a.Favourite = []string{"Shopping"}, true
	r.attach(&a, "Passport scan.pdf", []byte("x"))
	b := login(home, "M\u00dcLLER")
	b.Template = TemplateCard
	set(&b, "username", "bob@Example.org")
	r.put(&b)
	gone := login(work, "acme gone")
	r.put(&gone)
	r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &gone, 0)) })

	in := func(part Part, name string) Place { return Place{part, name} }
	for name, c := range map[string]struct {
		q    Query
		want map[vault.ID][]Place
	}{
		"title":            {Query{Text: "ACME"}, map[vault.ID][]Place{a.ID: {in(InTitle, ""), in(InField, "url")}}},
		"folder":           {Query{Text: "mail"}, map[vault.ID][]Place{a.ID: {in(InFolder, "Mail")}}},
		"tag text":         {Query{Text: "shop"}, map[vault.ID][]Place{a.ID: {in(InTag, "Shopping")}}},
		"attachment":       {Query{Text: "SPORT"}, map[vault.ID][]Place{a.ID: {in(InAttachment, "Passport scan.pdf")}}},
		"value":            {Query{Text: "@example.ORG"}, map[vault.ID][]Place{b.ID: {in(InField, "username")}}},
		"beyond ASCII":     {Query{Text: "mu\u0308ll"}, map[vault.ID][]Place{b.ID: {in(InTitle, ""), in(InField, "url")}}},
		"one odd letter":   {Query{Text: "\u00fc"}, map[vault.ID][]Place{b.ID: {in(InTitle, ""), in(InField, "url")}}},
		"no core values":   {Query{Text: "hunter2-A"}, nil},
		"core values":      {Query{Text: "HUNTER2-a", Core: true}, map[vault.ID][]Place{a.ID: {in(InField, "password")}}},
		"core and outside": {Query{Text: "acme", Core: true}, map[vault.ID][]Place{a.ID: {in(InTitle, ""), in(InField, "password"), in(InField, "url")}}},
		"names of fields":  {Query{Text: "password", Core: true}, nil},
		"kinds":            {Query{Text: "username"}, nil},
		"all":              {Query{}, map[vault.ID][]Place{a.ID: nil, b.ID: nil}},
		"tag":              {Query{Tag: "Shopping"}, map[vault.ID][]Place{a.ID: nil}},
		"part of a tag":    {Query{Tag: "Shop"}, nil},
		"template":         {Query{Template: TemplateCard}, map[vault.ID][]Place{b.ID: nil}},
		"favourite":        {Query{Favourite: true}, map[vault.ID][]Place{a.ID: nil}},
		"box":              {Query{Box: "home"}, map[vault.ID][]Place{b.ID: nil}},
		"in folder":        {Query{Folder: "Mail"}, map[vault.ID][]Place{a.ID: nil}},
		"both":             {Query{Text: "acme", Box: "home"}, nil},
	} {
		r.view(func(tx *vault.Tx) {
			var got map[vault.ID][]Place
			for _, m := range must(Find(tx, c.q))(t) {
				if got == nil {
					got = make(map[vault.ID][]Place)
				}
				got[m.ID] = m.Places
			}
			t.Run(name, func(t *testing.T) { same(t, c.want, got) })
		})
	}
	r.view(func(tx *vault.Tx) {
		_, err := Find(tx, Query{Box: "nowhere"})
		wants(t, err, ErrNotFound)
		_, err = Find(tx, Query{Folder: "a//b"})
		wants(t, err, ErrPath)
	})
}

func TestNeedle(t *testing.T) {
	for _, c := range []struct {
		text, in string
		want     bool
	}{
		{"", "", true}, {"", "x", true}, {"a", "", false}, {"abc", "xABCx", true}, {"abc", "ABc", true},
		{"abc", "ab", false}, {"aab", "aaab", true}, {"A.b", "xa.B", true}, {"@", "`", false}, {"[", "{", false},
		{"\u00e4", "\u00c4", true}, {"x\u00e4", "X\u00c4", true}, {"\u00e4x", "\u00c4y", false},
		{"\u03c3", "\u03a3", true}, {"\u65e5\u672c", "a\u65e5\u672cb", true}, {"k", "\u212a", false}, {"\u212a", "k", false},
		{"\u0130", "i", false}, {"a", "\xc3a", true}, {"\u00e4", "\xff\u00e4", true},
	} {
		n := newNeedle(c.text)
		if got := n.in([]byte(c.in)); got != c.want {
			t.Errorf("%q in %q: %v", c.text, c.in, got)
		}
		if c.want && !n.may([]byte(c.in)) {
			t.Errorf("%q: the probe misses %q", c.text, c.in)
		}
	}
}

func TestNeedleFindsWhatLowerCaseFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aAbBxX.1")), 0, 4, -1).Draw(t, "text")
		in := rapid.StringOfN(rapid.RuneFrom([]rune("aAbBxX.1é")), 0, 30, -1).Draw(t, "in")
		n := newNeedle(text)
		if got := n.in([]byte(in)); got != strings.Contains(strings.ToLower(in), strings.ToLower(text)) {
			t.Fatalf("%q in %q: %v", text, in, got)
		}
	})
}

func TestCompanionAlone(t *testing.T) {
	it := stored{Item: login(Box{ID: vault.ID{1}}, "acme")}
	it.Revision = 1
	companion, err := it.encodeCompanion()
	ok(t, err)
	got := must(decode(vault.ID{1}, vault.ID{2}, companion, nil))(t)
	if value(got.Item, "username") != "ann" || value(got.Item, "password") != "" || got.moved {
		t.Errorf("%+v", got.Label)
	}
	if strings.Contains(string(companion), "hunter2") {
		t.Error("a secret stands in the companion record")
	}
}

// crowd fills a box with n items.
func crowd(t testing.TB, n int) *room {
	r := newRoom(t)
	b := r.box("work")
	r.update(func(tx *vault.Tx) {
		for i := range n {
			it := login(b, fmt.Sprintf("site-%06d", i), fmt.Sprintf("folder-%03d", i%200))
			it.Fields = append(it.Fields,
				Field{Name: "notes", Kind: Multiline, Tier: vault.Core, Value: secret.New(strings.Repeat("some words ", 8))},
				Field{Name: "email", Kind: Email, Tier: vault.Companion, Value: secret.New("ann@site.example")})
			must(Import(tx, &it, nil))(t)
		}
	})
	return r
}

func TestCrowd(t *testing.T) {
	r := crowd(t, 3000)
	r.view(func(tx *vault.Tx) {
		b := must(BoxByName(tx, "work"))(t)
		all := must(List(tx, b.ID, ListOptions{}))(t)
		same(t, 3000, len(all))
		if !slices.IsSortedFunc(all, compare) {
			t.Error("not sorted")
		}
		same(t, 10, len(must(Find(tx, Query{Text: "hunter2-SITE-00123", Core: true}))(t)))
		same(t, 1, len(must(Resolve(tx, "site-000777"))(t)))
	})
	r.verify()
}

func BenchmarkList(b *testing.B) {
	r := crowd(b, 100_000)
	r.view(func(tx *vault.Tx) {
		box := must(BoxByName(tx, "work"))(b)
		for b.Loop() {
			must(List(tx, box.ID, ListOptions{}))(b)
		}
	})
}

func BenchmarkFindCore(b *testing.B) {
	r := crowd(b, 100_000)
	for name, text := range map[string]string{"few": "site-00123", "none": "nothing like it", "all": "some words"} {
		b.Run(name, func(b *testing.B) {
			r.view(func(tx *vault.Tx) {
				for b.Loop() {
					must(Find(tx, Query{Text: text, Core: true}))(b)
				}
			})
		})
	}
}

func BenchmarkGetByPath(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		r := crowd(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				r.view(func(tx *vault.Tx) {
					e := must(Resolve(tx, "work/folder-007/site-000007"))(b)[0]
					must(Get(tx, e.Box, e.ID))(b)
				})
			}
		})
	}
}

func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		crowd(b, 10_000)
	}
}

func BenchmarkAll(b *testing.B) {
	r := crowd(b, 10_000)
	r.view(func(tx *vault.Tx) {
		box := must(BoxByName(tx, "work"))(b)
		for b.Loop() {
			for _, err := range All(tx, box.ID) {
				ok(b, err)
			}
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	r := crowd(b, 100_000)
	box := r.box("work")
	i := 0
	for b.Loop() {
		i++
		it := login(box, fmt.Sprintf("new-%d", i))
		r.put(&it)
		r.clock.now = r.clock.now.Add(time.Second)
	}
}
