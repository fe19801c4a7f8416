package contact

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

type stillClock struct{}

func (stillClock) Now() time.Time                { return when }
func (stillClock) Boot() (string, time.Duration) { return "run", time.Hour }

// book is a vault in a temporary folder.
type book struct {
	*vault.Vault
	t testing.TB
	o vault.Options
}

func newBook(t testing.TB) *book {
	t.Helper()
	dir := t.TempDir()
	b := &book{t: t, o: vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"), Clock: stillClock{}, Rand: source(7),
	}}
	err := os.MkdirAll(b.o.Dir, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	b.Vault, err = vault.Create(t.Context(), b.o, secret.New("x"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func (b *book) try(f func(*vault.Tx) error) error {
	return b.Update(context.Background(), vault.Event{Action: "test"}, f)
}

func (b *book) update(f func(*vault.Tx) error) {
	b.t.Helper()
	if err := b.try(f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *book) view(f func(*vault.Tx) error) {
	b.t.Helper()
	if err := b.View(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

// whole verifies the vault and the contacts.
func (b *book) whole() {
	b.t.Helper()
	if r, err := b.Verify(context.Background(), nil); err != nil || len(r.Problems) > 0 {
		b.t.Fatalf("verify: %v %v", r.Problems, err)
	}
	b.view(Check)
}

func TestOwn(t *testing.T) {
	b := newBook(t)
	b.view(func(tx *vault.Tx) error {
		_, err := ReadOwn(tx)
		wantErr(t, "before", err, ErrNotFound)
		return nil
	})
	var first Own
	b.update(func(tx *vault.Tx) (err error) { first, err = EnsureOwn(tx); return err })
	if first.Introduced("ann", "") || !first.Card.IsZero() || first.Mailbox.IsZero() {
		t.Error("a card out of nothing")
	}
	var cards []Card
	for _, name := range []string{"ann", "ann", "ann onym"} {
		b.update(func(tx *vault.Tx) error {
			o, err := Introduce(tx, name, "ann@example.org")
			if err == nil && (!o.Public().Equal(first.Public()) || o.Mailbox != first.Mailbox || !o.Introduced(name, "ann@example.org")) {
				t.Error("another identity, or no card of it")
			}
			cards = append(cards, o.Card)
			return err
		})
	}
	if !cards[0].Equal(cards[1]) || cards[2].Number() != 2 || cards[2].Name() != "ann onym" {
		t.Errorf("numbers %d %d %d", cards[0].Number(), cards[1].Number(), cards[2].Number())
	}
	wantErr(t, "no name", b.try(func(tx *vault.Tx) error { _, err := Introduce(tx, "", ""); return err }), ErrBound)
	b.whole()
	if err := b.Rekey(t.Context(), secret.New("x"), vault.Event{Action: "rekey"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	b.view(func(tx *vault.Tx) error {
		o, err := ReadOwn(tx)
		if err == nil && (!o.Card.Equal(cards[2]) || !o.signing.Equal(first.signing) || !o.opening.Equal(first.opening)) {
			t.Error("another one after a rekey")
		}
		return err
	})
	b.Narrow()
	err := b.View(t.Context(), func(tx *vault.Tx) error { _, err := ReadOwn(tx); return err })
	wantErr(t, "companion alone", err, vault.ErrLocked)
}

func (b *book) meet(c Card, step Step, name string) (m Meeting, err error) {
	err = b.try(func(tx *vault.Tx) (err error) { m, err = Meet(tx, c, step, name); return err })
	return m, err
}

func TestMeet(t *testing.T) {
	b := newBook(t)
	bobs := card(t, bob(t), draft("bob", "bob@example.org"))
	m, err := b.meet(bobs, Request, "")
	if err != nil || !m.New || m.Alike != nil || m.Contact.State() != RequestedOut || m.Contact.Name != "bob" {
		t.Fatalf("%+v %v", m, err)
	}
	id := m.Contact.ID
	if m, err = b.meet(bobs, TheyAsk, ""); err != nil || m.New || m.Contact.ID != id || m.Contact.State() != Connected {
		t.Errorf("crossing: %s %v", m.Contact.State(), err)
	}
	newer := draft("bobby", "bobby@example.org")
	newer.Number = 5
	if m, err = b.meet(card(t, bob(t), newer), TheyAsk, ""); err != nil || !m.Renewed || m.Contact.Name != "bob" {
		t.Errorf("newer: %+v %v", m, err)
	}
	if m, err = b.meet(bobs, TheyAsk, ""); err != nil || m.Renewed || m.Contact.Card.Name() != "bobby" {
		t.Errorf("older again: %s %v", m.Contact.Card.Name(), err)
	}
	// mallory comes as bob: an alarm, a contact of its own, and bob stays bob
	m, err = b.meet(card(t, mallory(t), draft("bob", "bob@example.org")), TheyAsk, "")
	if err != nil || !m.New || len(m.Alike) != 1 || m.Contact.Name != "bob (2)" || m.Contact.State() != RequestedIn || m.Contact.Claims[0] != id {
		t.Errorf("mallory: %+v %v", m, err)
	}
	_, err = b.meet(card(t, alice(t), draft("bob", "")), Request, "")
	wantErr(t, "the name is taken", err, ErrExists)
	b.whole()
	b.update(func(tx *vault.Tx) error {
		c, err := Find(tx, "bob (2)")
		if err == nil {
			err = errors.Join(c.Step(Block, tx.Now()), Put(tx, &c))
		}
		return err
	})
	for name, c := range map[string]Card{
		"the same card": card(t, mallory(t), draft("mallory", "")),
		"the address":   card(t, alice(t), draft("alice", "Bob@Example.org")),
	} {
		for _, step := range []Step{Request, TheyAsk} {
			m, err := b.meet(c, step, "")
			wantErr(t, name, err, ErrBlocked)
			if m.Contact.Name != "bob (2)" {
				t.Errorf("%s: blocked is %q", name, m.Contact.Name)
			}
		}
	}
	_, err = b.meet(bobs, Accept, "")
	wantErr(t, "another step", err, ErrState)
	var own Own
	b.update(func(tx *vault.Tx) (err error) { own, err = Introduce(tx, "ann", ""); return err })
	_, err = b.meet(own.Card, Request, "")
	wantErr(t, "one's own card", err, ErrOther)
	b.whole()
}

func TestNamesOfContacts(t *testing.T) {
	b := newBook(t)
	a, c := Contact{Name: "zoe", Card: card(t, alice(t), draft("zoe", "")), Standing: Standing{State: Connected}},
		Contact{Name: "e\u0301va", Card: card(t, bob(t), draft("éva", "")), Standing: Standing{State: Connected}}
	b.update(func(tx *vault.Tx) error { return errors.Join(Put(tx, &a), Put(tx, &c)) })
	list := func() (names string) {
		b.view(func(tx *vault.Tx) error {
			all, err := Names(tx)
			for _, n := range all {
				names += n.Name + " "
			}
			return err
		})
		return names
	}
	if got := list(); got != "zoe \u00e9va " {
		t.Errorf("names: %q", got)
	}
	find := func(name string) error {
		return b.View(t.Context(), func(tx *vault.Tx) error { _, err := Find(tx, name); return err })
	}
	for name, want := range map[string]error{
		"zoe": nil, "\u00e9va": nil, "e\u0301va": nil, "@" + a.ID.String(): nil,
		"Zoe": ErrNotFound, "": ErrNotFound, "@x": ErrNotFound, "@" + ownKey.ID.String(): ErrNotFound, "a\x1b": ErrNotFound,
	} {
		if err := find(name); !errors.Is(err, want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	a.Name = "\u00e9va"
	wantErr(t, "taken", b.try(func(tx *vault.Tx) error { return Put(tx, &a) }), ErrExists)
	a.Name = "-"
	wantErr(t, "no name", b.try(func(tx *vault.Tx) error { return Put(tx, &a) }), ErrBound)
	a.Name = "Zoe"
	b.update(func(tx *vault.Tx) error { return Put(tx, &a) })
	wantErr(t, "former name", find("zoe"), ErrNotFound)
	b.update(func(tx *vault.Tx) error { return Delete(tx, c.ID) })
	wantErr(t, "twice", b.try(func(tx *vault.Tx) error { return Delete(tx, c.ID) }), ErrNotFound)
	b.whole()
	b.Narrow()
	if got := list(); got != "Zoe " {
		t.Errorf("names in the companion tier: %q", got)
	}
}

// TestNamesForged has a list that does not fit the contacts.
func TestNamesForged(t *testing.T) {
	b := newBook(t)
	c := Contact{Name: "bob", Card: card(t, bob(t), draft("bob", "")), Standing: Standing{State: Verified, Compared: true}, Compared: when}
	b.update(func(tx *vault.Tx) error { return Put(tx, &c) })
	b.update(func(tx *vault.Tx) error { return putNames(tx, []Named{{ID: c.ID, Name: "alice"}}) })
	for name, look := range map[string]func(*vault.Tx) error{
		"find":  func(tx *vault.Tx) error { _, err := Find(tx, "alice"); return err },
		"check": Check,
	} {
		var d *vault.DamagedError
		if err := b.View(t.Context(), look); !errors.As(err, &d) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRecordsComeBack(t *testing.T) {
	b := newBook(t)
	c := Contact{
		Name: "bob", Card: card(t, bob(t), draft("bob", "")), Standing: Standing{Blocked, true}, Since: when, Compared: when,
		Claims: []vault.ID{{1}}, Emails: []string{"a@b", "c@d"},
	}
	b.update(func(tx *vault.Tx) error { return Put(tx, &c) })
	b.view(func(tx *vault.Tx) error {
		got, err := Get(tx, c.ID)
		if fmt.Sprint(got) != fmt.Sprint(c) {
			t.Errorf("%v\n%v", got, c)
		}
		return err
	})
	for name, spoil := range map[string]func(*Contact){
		"no state": func(c *Contact) { c.Standing.State = Unknown }, "state 7": func(c *Contact) { c.Standing.State = 7 },
		"name": func(c *Contact) { c.Name = "" }, "no card": func(c *Contact) { c.Card = Card{} },
		"addresses": func(c *Contact) { c.Emails = make([]string, maxEmails+1) },
	} {
		bad := c
		spoil(&bad)
		plain, err := bad.encode()
		if err != nil {
			t.Fatal(err)
		}
		var d *vault.DamagedError
		if _, err := decodeContact(c.ID, plain); !errors.As(err, &d) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFreeName(t *testing.T) {
	b := newBook(t)
	long := strings.Repeat("é", MaxName/2)
	b.update(func(tx *vault.Tx) error {
		for i, name := range []string{"bob", "bob (2)", long} {
			c := Contact{Name: name, Card: card(t, person(t, byte(i)), draft("x", "")), Standing: Standing{State: Connected}}
			if err := Put(tx, &c); err != nil {
				return err
			}
		}
		for want, free := range map[string]string{"ann": "ann", "bob": "bob (3)", long: long[:MaxName-4] + " (2)"} {
			if got, err := FreeName(tx, want); got != free || err != nil {
				t.Errorf("%q: %q %v", want, got, err)
			} else if clean, err := CleanName(got); err != nil || clean != got {
				t.Errorf("%q: %v", got, err)
			}
		}
		return nil
	})
}

// TestByID: the beginning of an id stands for it, as long as it is long enough and
// nobody else has it.
func TestByID(t *testing.T) {
	ids := []vault.ID{{1, 2, 3}, {1, 2, 4}, {9}}
	whole := func(i int) string { return ids[i].String() }
	for name, want := range map[string]int{
		"@" + whole(0): 0, "@" + whole(2)[:4]: 2, whole(2): 2, "@" + strings.ToUpper(whole(1)): 1,
		"@" + whole(2)[:3]: -1, "@": -1, "@zzzz": -1, "@" + whole(2) + "0": -1,
	} {
		if at, err := ByID(name, ids); err != nil || at != want {
			t.Errorf("%s: %d, %v", name, at, err)
		}
	}
	if _, err := ByID("@"+whole(0)[:4], ids); !errors.Is(err, ErrSeveral) {
		t.Errorf("two begin like this: %v", err)
	}
}
