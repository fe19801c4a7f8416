package box

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

func TestPutGet(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := login(b, "mu\u0308ller", "mail", "old")
	it.Tags = []string{"b", "a", "b"}
	it.Expires = r.clock.now.Add(time.Hour + 5*time.Millisecond)
	r.put(&it)
	if it.ID.IsZero() || it.Revision != 1 || !it.Created.Equal(r.clock.now) || it.Title != "m\u00fcller" {
		t.Fatalf("%+v", it)
	}
	got := r.get(it)
	same(t, it, got)
	same(t, []string{"a", "b"}, got.Tags)
	if value(got, "password") != "hunter2-mu\u0308ller" {
		t.Error("a value is not kept byte for byte")
	}
	r.verify()
}

func TestPutKeepsHistory(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	created := it.Created
	for _, password := range []string{"one", "two", "three"} {
		r.move(time.Minute)
		set(&it, "password", password)
		r.put(&it)
	}
	if it.Revision != 4 || !it.Created.Equal(created) || !it.Changed.Equal(r.clock.now) {
		t.Fatalf("%+v", it.Label)
	}
	r.view(func(tx *vault.Tx) {
		former := must(Revisions(tx, it.Box, it.ID))(t)
		var got []string
		for _, f := range former {
			got = append(got, value(f, "password"))
		}
		same(t, []string{"two", "one", "hunter2-acme"}, got)
		same(t, uint32(3), former[0].Revision)
	})
	r.update(func(tx *vault.Tx) { ok(t, Revert(tx, &it, 2)) })
	if got := r.get(it); value(got, "password") != "one" || got.Revision != 5 {
		t.Error("not reverted")
	}
	r.update(func(tx *vault.Tx) { wants(t, Revert(tx, &it, 99), ErrNotFound) })
	r.verify()
}

func TestHistoryIsBounded(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	put := func(password string, opts ...Option) []Item {
		set(&it, "password", password)
		r.update(func(tx *vault.Tx) { ok(t, Put(tx, &it, opts...)) })
		var former []Item
		r.view(func(tx *vault.Tx) { former = must(Revisions(tx, it.Box, it.ID))(t) })
		return former
	}
	for _, password := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		if n := len(put(password)); n > DefaultKeep {
			t.Fatalf("%d former revisions", n)
		}
	}
	if former := put("last", Keep(2)); len(former) != 2 || value(former[1], "password") != "y" {
		t.Errorf("%d former revisions", len(former))
	}
	if former := put("none", Keep(0)); len(former) != 0 {
		t.Errorf("%d former revisions", len(former))
	}
	r.view(func(tx *vault.Tx) {
		if keys := must(tx.Keys(it.Box, vault.History, vault.Core))(t); len(keys) != 0 {
			t.Errorf("%d records stay", len(keys))
		}
	})
	r.verify()
}

func TestPutOfTheSameWritesNothing(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	r.move(time.Hour)
	before := r.Status()
	r.put(&it)
	if it.Revision != 1 || !it.Changed.Equal(it.Created) {
		t.Errorf("%+v", it)
	}
	same(t, before.Revision, r.Status().Revision)
	it.Favourite = true
	r.put(&it)
	if got := r.get(it); !got.Favourite || got.Revision != 2 || !got.Changed.Equal(it.Created) {
		t.Errorf("%+v", got.Label)
	}
	r.view(func(tx *vault.Tx) {
		if former := must(Revisions(tx, it.Box, it.ID))(t); len(former) != 0 {
			t.Error("a favourite is no revision to keep")
		}
	})
}

func TestTwoEdits(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	mine, yours := it, it
	set(&yours, "password", "yours")
	r.put(&yours)
	set(&mine, "password", "mine")
	r.update(func(tx *vault.Tx) {
		wants(t, Put(tx, &mine), ErrChanged)
		wants(t, Trash(tx, &mine, 0), ErrChanged)
		wants(t, Move(tx, &mine, mine.Box, nil, "x"), ErrChanged)
	})
	if value(mine, "password") != "mine" || mine.Revision != 1 {
		t.Error("the refused edit is lost")
	}
}

func TestMissing(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := login(b, "acme")
	it.ID = vault.ID{1}
	r.update(func(tx *vault.Tx) {
		wants(t, Put(tx, &it), ErrNotFound)
		wants(t, Purge(tx, b.ID, it.ID), ErrNotFound)
		_, gone := Accept(tx, b.ID, it.ID)
		wants(t, gone, ErrNotFound)
		_, err := Get(tx, b.ID, it.ID)
		wants(t, err, ErrNotFound)
		_, err = Get(tx, vault.ID{5}, it.ID)
		wants(t, err, ErrNotFound)
		stray := login(Box{ID: vault.ID{5}}, "x")
		wants(t, Put(tx, &stray), ErrNotFound)
	})
}

func TestViewWritesNothing(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.view(func(tx *vault.Tx) { wants(t, Put(tx, &it), vault.ErrReadOnly) })
	if !it.ID.IsZero() {
		t.Error("the item looks as if it were stored")
	}
}

// TestBounds tries what may not be stored, and that no error quotes a value.
func TestBounds(t *testing.T) {
	const canary = "hunter2"
	field := func(f Field) func(*Item) { return func(it *Item) { it.Fields = append(it.Fields, f) } }
	core := func(name string, k Kind, v string) Field {
		return Field{Name: name, Kind: k, Tier: vault.Core, Value: secret.New(v)}
	}
	for name, change := range map[string]func(*Item){
		"no title":        func(it *Item) { it.Title = "" },
		"NUL in title":    func(it *Item) { it.Title = "a\x00" },
		"title not UTF-8": func(it *Item) { it.Title = "a\xff" },
		"long title":      func(it *Item) { it.Title = strings.Repeat("x", MaxName+1) },
		"empty folder":    func(it *Item) { it.Folder = []string{"a", ""} },
		"deep":            func(it *Item) { it.Folder = strings.Split(strings.Repeat("a", MaxDepth+1), "") },
		"long path": func(it *Item) {
			it.Folder = strings.SplitAfter(strings.Repeat(strings.Repeat("x", MaxName-1)+"\n", 12), "\n")[:12]
		},
		"tags":                func(it *Item) { it.Tags = strings.Split(strings.Repeat("a", MaxTags+1), "") },
		"unknown expiry":      func(it *Item) { it.OnExpiry = 2 },
		"field without name":  field(core("", Text, canary)),
		"field twice":         field(core("password", Text, canary)),
		"unknown kind":        field(core("x", "x", canary)),
		"unknown tier":        field(Field{Name: "x", Kind: Text, Value: secret.New(canary)}),
		"NUL in value":        field(core("x", Text, canary+"\x00")),
		"value not UTF-8":     field(core("x", Password, canary+"\xff")),
		"long value":          field(core("x", File, strings.Repeat(canary, MaxValue/7+1))),
		"attachment, no file": func(it *Item) { it.Attachments = []Attachment{{Name: "x"}} },
		"large item": func(it *Item) {
			for _, name := range []string{"a", "b", "c", "d"} {
				it.Fields = append(it.Fields, core(name, File, strings.Repeat("x", MaxValue)))
			}
		},
		"many fields": func(it *Item) {
			for range MaxFields {
				it.Fields = append(it.Fields, core("x"+strings.Repeat("y", len(it.Fields)), Text, canary))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			it := login(r.box("work"), "acme")
			change(&it)
			r.update(func(tx *vault.Tx) {
				err := Put(tx, &it)
				wants(t, err, ErrBound)
				if strings.Contains(err.Error(), canary) {
					t.Errorf("%v quotes a value", err)
				}
			})
		})
	}
}

func TestOddButAllowed(t *testing.T) {
	r := newRoom(t)
	b := r.box("..")
	for _, title := range []string{".", "..", "@home", "a/b%", "\x1b]0;x\a", "a\nb", " ", "\u202egnp.exe"} {
		it := login(b, "x", "..")
		it.Title = title
		it.Fields = append(it.Fields, Field{Name: "raw", Kind: File, Tier: vault.Core, Value: secret.New("\x00\xff")})
		r.put(&it)
		same(t, it, r.get(it))
		r.view(func(tx *vault.Tx) {
			p := Path{Box: "..", Folder: []string{".."}, Title: title}
			found := must(Resolve(tx, p.String()))(t)
			same(t, it.ID, found[0].ID)
			same(t, p, found[0].Path())
		})
	}
	r.verify()
}

// TestUnkept: what is no revision to keep takes no place in the history.
func TestUnkept(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	set(&it, "password", "second")
	r.put(&it)
	changed := it.Changed
	r.move(time.Hour)
	for n := range 2 * DefaultKeep {
		set(&it, "username", fmt.Sprint("counter ", n))
		r.update(func(tx *vault.Tx) { ok(t, Put(tx, &it, Unkept())) })
	}
	same(t, changed, it.Changed)
	if got := r.get(it); value(got, "username") != "counter 39" {
		t.Error("not written")
	}
	r.view(func(tx *vault.Tx) {
		former := must(Revisions(tx, it.Box, it.ID))(t)
		if len(former) != 1 || value(former[0], "password") != "hunter2-acme" {
			t.Errorf("%d former revisions", len(former))
		}
	})
	r.verify()
}

// companionOnly rewrites a companion record as somebody with that root alone
// could.
func companionOnly(t *testing.T, tx *vault.Tx, it Item, change func(*stored)) {
	s := must(load(tx, it.Box, it.ID))(t)
	change(&s)
	plain := must(s.encodeCompanion())(t)
	must(tx.Put(it.Box, vault.Items, vault.Key{ID: it.ID}, vault.Companion, plain))(t)
}

// TestMovedBehindTheOwnersBack: the address of a login is exchanged without the
// core key.
func TestMovedBehindTheOwnersBack(t *testing.T) {
	r := newRoom(t)
	b, other := r.box("work"), r.box("other")
	it := login(b, "acme")
	r.put(&it)
	r.update(func(tx *vault.Tx) {
		companionOnly(t, tx, it, func(s *stored) { set(&s.Item, "url", "https://evil.example") })
	})
	r.view(func(tx *vault.Tx) {
		got, err := Get(tx, it.Box, it.ID)
		wants(t, err, ErrMoved)
		if value(got, "url") != "https://evil.example" {
			t.Error("the owner cannot look at it")
		}
		for got, err := range All(tx, it.Box) {
			wants(t, err, ErrMoved)
			same(t, it.ID, got.ID)
		}
	})
	r.update(func(tx *vault.Tx) {
		edit := it
		set(&edit, "password", "x")
		wants(t, Put(tx, &edit), ErrMoved)
		wants(t, Trash(tx, &edit, 0), ErrMoved)
		wants(t, Move(tx, &edit, other.ID, nil, "x"), ErrMoved)
		wants(t, Move(tx, &edit, b.ID, nil, "x"), ErrMoved)
	})
	r.update(func(tx *vault.Tx) { same(t, Moved{Current: true}, must(Accept(tx, it.Box, it.ID))(t)) })
	if got := r.get(it); value(got, "url") != "https://evil.example" || value(got, "password") != "hunter2-acme" {
		t.Error("accepted something else")
	}
	r.verify()
}

// TestSecretsThatCannotBeToldApart: without the number of core fields nothing
// is accepted, and a former revision mends it.
func TestSecretsThatCannotBeToldApart(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	set(&it, "username", "bob")
	r.put(&it)
	r.update(func(tx *vault.Tx) {
		companionOnly(t, tx, it, func(s *stored) { s.Fields = s.Fields[:1] })
	})
	r.update(func(tx *vault.Tx) {
		same(t, Moved{Current: true, Cut: true}, must(Accept(tx, it.Box, it.ID))(t))
		cut, err := Get(tx, it.Box, it.ID)
		wants(t, err, ErrMoved)
		ok(t, Trash(tx, &cut, 0)) // it can go, and come back, and is still refused
		ok(t, Untrash(tx, &cut))
		it, err = Get(tx, it.Box, it.ID)
		wants(t, err, ErrMoved)
		ok(t, Revert(tx, &it, 1))
	})
	if got := r.get(it); value(got, "password") != "hunter2-acme" || value(got, "username") != "ann" {
		t.Error("not mended")
	}
	r.verify()
}

func TestCoreRecordMissing(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.put(&it)
	r.update(func(tx *vault.Tx) {
		ok(t, tx.Delete(it.Box, vault.Items, vault.Key{ID: it.ID}, vault.Core))
	})
	r.view(func(tx *vault.Tx) {
		_, err := Get(tx, it.Box, it.ID)
		var damaged *vault.DamagedError
		if !errors.As(err, &damaged) {
			t.Errorf("got %v", err)
		}
	})
}

func TestIndexNames(t *testing.T) {
	label := Label{Folder: []string{"a/b"}, Title: "x"}
	for name, c := range map[string]struct {
		box   vault.ID
		space vault.Space
		plain any
		want  string
	}{
		"item":             {vault.ID{1}, vault.Items, label.wire(1), "a%2Fb/x"},
		"item in trash":    {vault.ID{1}, vault.Items, (&Label{Title: "x", Trashed: time.Unix(5, 0)}).wire(1), ""},
		"former":           {vault.ID{1}, vault.History, label.wire(1), ""},
		"box":              {vault.ID{1}, vault.Settings, wireBox{Name: "work"}, "box\x00work"},
		"removed box":      {vault.ID{1}, vault.Settings, wireBox{Name: "work", Removed: 5}, ""},
		"the owner's data": {vault.BoxZero, vault.Settings, wireBox{Name: "work"}, ""},
		"template":         {vault.BoxZero, vault.Templates, wireTemplate{Name: "mine"}, "template\x00mine"},
		"removed template": {vault.BoxZero, vault.Templates, wireTemplate{Name: "mine", Removed: 5}, ""},
		"nonsense":         {vault.ID{1}, vault.Items, 5, ""},
	} {
		x, found := IndexNames(c.box, c.space, vault.Key{ID: vault.ID{2}}, must(codec.Marshal(c.plain))(t))
		if found != (c.want != "") || found && x.Name != c.want {
			t.Errorf("%s: %+v, %v", name, x, found)
		}
	}
}

// TestIndexSurvivesRekey makes the index anew and uses every kind of name.
func TestIndexSurvivesRekey(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme", "mail")
	r.put(&it)
	r.update(func(tx *vault.Tx) { ok(t, PutTemplate(tx, &Template{Name: "mine"})) })
	ok(t, r.Rekey(context.Background(), secret.New(password), vault.Event{Action: "rekey"}, nil, nil))
	r.view(func(tx *vault.Tx) {
		found := must(Resolve(tx, "work/mail/acme"))(t)
		same(t, it.ID, found[0].ID)
		must(TemplateByName(tx, "mine"))(t)
	})
	r.verify()
}
