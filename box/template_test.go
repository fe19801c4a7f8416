package box

import (
	"testing"

	"coffer/vault"
	"coffer/vault/secret"
)

func TestBuiltins(t *testing.T) {
	seen := make(map[string]bool)
	for _, b := range Builtins() {
		if seen[b.Name] {
			t.Errorf("%s twice", b.Name)
		}
		seen[b.Name] = true
		ok(t, b.check())
		it := b.NewItem()
		main, found := b.MainOf(&it)
		if !found || main.Name != b.Main || main.Tier != vault.Core {
			t.Errorf("%s: the main secret is %q", b.Name, main.Name)
		}
	}
	same(t, 11, len(seen))
}

func TestMain(t *testing.T) {
	it := login(Box{}, "acme")
	var none Template
	if f, _ := none.MainOf(&it); f.Name != "password" {
		t.Errorf("the first core field is not %q", f.Name)
	}
	own := Template{Name: "my own", Main: "username"}
	if f, _ := own.MainOf(&it); f.Name != "username" {
		t.Errorf("the template says username, not %q", f.Name)
	}
	it.Fields = it.Fields[:1]
	if f, found := none.MainOf(&it); found {
		t.Errorf("there is no secret, but %q", f.Name)
	}
}

func TestTemplates(t *testing.T) {
	r := newRoom(t)
	mine := Template{Name: "server", Note: "a machine", Main: "root", Fields: []TemplateField{
		{"host", Text, vault.Companion}, {"root", Password, vault.Core},
	}}
	r.update(func(tx *vault.Tx) {
		ok(t, PutTemplate(tx, &mine))
		same(t, mine, must(TemplateByName(tx, "server"))(t))
		wants(t, PutTemplate(tx, &Template{Name: "server"}), ErrExists)
		wants(t, PutTemplate(tx, &Template{Name: "login"}), ErrExists)
		wants(t, PutTemplate(tx, &Template{Name: ""}), ErrBound)
		wants(t, PutTemplate(tx, &Template{Name: "x", Main: "y"}), ErrBound)
		wants(t, PutTemplate(tx, &Template{Name: "x", Fields: []TemplateField{{"a", Text, 3}}}), ErrBound)
		wants(t, RemoveTemplate(tx, "login", 0), ErrNotFound)
		wants(t, RemoveTemplate(tx, "nothing", 0), ErrNotFound)
		mine.Name = "machine"
		ok(t, PutTemplate(tx, &mine))
		_, err := TemplateByName(tx, "server")
		wants(t, err, ErrNotFound)
		same(t, 12, len(must(Templates(tx))(t)))
	})
	r.update(func(tx *vault.Tx) {
		ok(t, RemoveTemplate(tx, "machine", 0))
		same(t, 11, len(must(Templates(tx))(t)))
		same(t, 1, len(must(RemovedTemplates(tx))(t)))
		ok(t, RestoreTemplate(tx, "machine"))
		wants(t, RestoreTemplate(tx, "machine"), ErrNotFound)
		wants(t, PurgeTemplate(tx, mine.ID), ErrNotFound) // it is in use
		wants(t, PurgeTemplate(tx, vault.ID{1}), ErrNotFound)
		same(t, mine, must(TemplateByName(tx, "machine"))(t))
		ok(t, RemoveTemplate(tx, "machine", 0))
		ok(t, PutTemplate(tx, &Template{Name: "machine"}))
		wants(t, RestoreTemplate(tx, "machine"), ErrExists)
		short := Template{Name: "short"}
		ok(t, PutTemplate(tx, &short))
		ok(t, RemoveTemplate(tx, "short", 0))
		ok(t, PurgeTemplate(tx, short.ID))
		same(t, 1, len(must(RemovedTemplates(tx))(t)))
	})
	r.verify()
	r.days(30)
	r.view(func(tx *vault.Tx) { same(t, 1, len(must(RemovedTemplates(tx))(t))) })
	r.days(2)
	r.view(func(tx *vault.Tx) { same(t, 0, len(must(RemovedTemplates(tx))(t))) })
	r.verify()
}

func TestComplement(t *testing.T) {
	for _, c := range []struct {
		whole       string
		side        Side
		keep, other string
	}{
		{"1234", Odd, "1\u25a13\u25a1", "\u25a12\u25a14"},
		{"1234", Even, "\u25a12\u25a14", "1\u25a13\u25a1"},
		{"12345", FirstHalf, "123\u25a1\u25a1", "\u25a1\u25a1\u25a145"},
		{"12345", LastHalf, "\u25a1\u25a1345", "12\u25a1\u25a1\u25a1"},
		{"\u00e4\u65e5x", Odd, "\u00e4\u25a1x", "\u25a1\u65e5\u25a1"},
		{"ab", FirstHalf, "a\u25a1", "\u25a1b"},
	} {
		keep, other, err := Split(secret.New(c.whole), c.side)
		ok(t, err)
		same(t, []string{c.keep, c.other}, []string{keep.Reveal(), other.Reveal()})
		same(t, c.whole, bothHalves(t, other, keep))
	}
	for _, whole := range []string{"", "1", "1\u25a1"} {
		_, _, err := Split(secret.New(whole), Odd)
		wants(t, err, ErrBound)
	}
	_, _, err := Split(secret.New("1234"), "half")
	wants(t, err, ErrBound)
}

// bothHalves puts two halves together: each has what the other lacks.
func bothHalves(t *testing.T, a, b secret.Text) string {
	t.Helper()
	x, y := []rune(a.Reveal()), []rune(b.Reveal())
	if len(x) != len(y) {
		t.Fatal("the two halves differ in length")
	}
	for i := range x {
		if (x[i] == Gap) == (y[i] == Gap) {
			t.Fatal("the two halves do not complete each other")
		}
		if x[i] == Gap {
			x[i] = y[i]
		}
	}
	return string(x)
}

func TestItemComplement(t *testing.T) {
	r := newRoom(t)
	it := Item{Box: r.box("work").ID, Label: Label{Title: "door", Template: TemplatePIN}, Fields: []Field{
		{Name: "pin", Kind: PIN, Tier: vault.Core, Value: secret.New("4711")},
	}}
	if _, split := it.Complement("pin"); split {
		t.Error("not split yet")
	}
	other := must(it.SetComplement("pin", FirstHalf, secret.New("in the red book")))(t)
	same(t, "\u25a1\u25a111", other.Reveal())
	r.put(&it)
	got := r.get(it)
	missing, split := got.Complement("pin")
	if !split {
		t.Fatal("nobody says that half of it is missing")
	}
	same(t, Missing{Positions: []int{3, 4}, Hint: "in the red book"}, missing)
	same(t, "4711", bothHalves(t, got.Fields[0].Value, other))
	mine := got
	mine.Fields = []Field{got.Fields[0], {Name: HintName(got.Fields[0].Name), Kind: Text, Tier: vault.Companion, Value: secret.New("mine")}}
	_, err := mine.SetComplement("pin", Odd, secret.New(""))
	wants(t, err, ErrExists) // a field of the owner's is not replaced
	_, err = got.SetComplement("nothing", Odd, secret.New(""))
	wants(t, err, ErrNotFound)
	_, err = got.SetComplement("pin", Odd, secret.New(""))
	wants(t, err, ErrBound) // a half is not halved again
	for _, side := range []string{"first", "LAST", "odd", "even"} {
		must(ParseSide(side))(t)
	}
	_, err = ParseSide("none")
	wants(t, err, ErrBound)
}
