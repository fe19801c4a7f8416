package contact

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"coffer/vault"
)

// when is the time of the cards in tests.
var when = time.Unix(1_900_000_000, 0).UTC()

// person makes an identity out of the bytes from n on, always the same.
func person(t testing.TB, n byte) Identity {
	t.Helper()
	b := make([]byte, 64)
	for i := range b {
		b[i] = n + byte(i)
	}
	id, err := NewIdentity(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// alice and bob are those of docs/protocol.md; mallory is between them.
func alice(t testing.TB) Identity   { return person(t, 0) }
func bob(t testing.TB) Identity     { return person(t, 64) }
func mallory(t testing.TB) Identity { return person(t, 128) }

func draft(name, email string) Draft {
	return Draft{Name: name, Email: email, Mailbox: vault.ID{1, 2, 3}, Number: 1, Time: when}
}

func card(t testing.TB, id Identity, d Draft) Card {
	t.Helper()
	c, err := NewCard(id, d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNames(t *testing.T) {
	for name, clean := range map[string]string{
		"ann": "ann", "Ann Onym": "Ann Onym", "e\u0301va": "\u00e9va", "山田": "山田", "x@y": "x@y", strings.Repeat("x", MaxName): strings.Repeat("x", MaxName),
		"": "", " ann": "", "ann ": "", "@ann": "", "-ann": "", "a\x1b[2J": "", "a\nb": "", "a\tb": "", "a\u202eb": "", "a\u200bb": "",
		"a\u00a0b": "", "a\x00": "", "\xff": "", "\ufffd": "", "\u3164": "", strings.Repeat("x", MaxName+1): "",
	} {
		got, err := CleanName(name)
		if got != clean || (err == nil) != (clean != "") {
			t.Errorf("%q becomes %q, %v", name, got, err)
		}
	}
}

func TestEmails(t *testing.T) {
	if s, err := CleanEmail("e\u0301va@b"); s != "\u00e9va@b" || err != nil {
		t.Errorf("%q, %v", s, err)
	}
	if _, err := CleanEmail("a@b@c"); !errors.Is(err, ErrBound) {
		t.Errorf("%v", err)
	}
}

func TestAlike(t *testing.T) {
	for _, pair := range [][2]string{{"Bob", "bob"}, {"Ann Onym", "annonym"}, {"ﬁn", "fin"}, {"e\u0301", "É"}, {"a\ufe0f", "a"}} {
		if !Alike(pair[0], pair[1]) {
			t.Errorf("%q and %q are not alike", pair[0], pair[1])
		}
	}
	if Alike("bob", "rob") {
		t.Error("bob and rob are alike")
	}
}

// TestJudge holds what a card is taken for.
func TestJudge(t *testing.T) {
	first := card(t, bob(t), draft("bob", "bob@one.example"))
	known := Contact{ID: vault.ID{1}, Name: "robert", Card: first, Standing: Standing{Connected, true}, Emails: []string{"bob@old.example"}}
	blocked := known
	blocked.ID, blocked.Standing.State = vault.ID{2}, Blocked
	half := func(c Card, keys Public) Card { c.c.Keys = keys; return c } // no such card is made, but who knows
	b, m := bob(t).Public(), mallory(t).Public()
	for name, c := range map[string]struct {
		card                  Card
		known, blocked, alarm bool
	}{
		"same card":            {first, true, true, false},
		"newer card":           {card(t, bob(t), draft("bobby", "")), true, true, false},
		"nobody":               {card(t, mallory(t), draft("mallory", "m@example.org")), false, false, false},
		"same name on card":    {card(t, mallory(t), draft("BOB", "")), false, false, true},
		"the name we gave":     {card(t, mallory(t), draft("Robert", "")), false, false, true},
		"same address":         {card(t, mallory(t), draft("m", "Bob@one.example")), false, true, true},
		"former address":       {card(t, mallory(t), draft("m", "bob@old.example")), false, true, true},
		"same recipient alone": {half(first, Public{Recipient: b.Recipient, Signing: m.Signing}), false, true, true},
		"same signing alone":   {half(first, Public{Recipient: m.Recipient, Signing: b.Signing}), false, true, true},
	} {
		v := Judge(c.card, []Contact{known})
		if (v.Known != nil) != c.known || (len(v.Claims) > 0) != c.alarm || v.Blocked != nil {
			t.Errorf("%s: known %v, alarm %v", name, v.Known != nil, len(v.Claims) > 0)
		}
		if v = Judge(c.card, []Contact{blocked}); (v.Blocked != nil) != c.blocked {
			t.Errorf("%s: blocked %v", name, v.Blocked != nil)
		}
	}
}

func TestRenew(t *testing.T) {
	d := draft("bob", "bob@one.example")
	c := Contact{Name: "bob", Card: card(t, bob(t), d), Standing: Standing{Verified, true}}
	same := c
	if err := same.Renew(c.Card); err != nil || !same.Card.Equal(c.Card) {
		t.Errorf("the same card: %v", err)
	}
	d.Name = "bobby"
	wantErr(t, "same number", c.Renew(card(t, bob(t), d)), ErrOlder)
	d.Number = 2
	wantErr(t, "other keys", c.Renew(card(t, mallory(t), d)), ErrOther)
	for n := range maxEmails + 5 {
		d.Number, d.Email = uint64(n)+2, strings.Repeat("x", n+1)+"@two.example"
		if err := c.Renew(card(t, bob(t), d)); err != nil {
			t.Fatal(err)
		}
	}
	if c.Name != "bob" || c.Card.Name() != "bobby" || c.State() != Verified || len(c.Emails) != maxEmails {
		t.Errorf("%s, %s, %s, %d addresses", c.Name, c.Card.Name(), c.State(), len(c.Emails))
	}
}
