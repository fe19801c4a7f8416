package contact

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"coffer/vault"
)

// TestPlacedCard holds that whoever has the pointer finds the card, that nobody
// else can read it, and that no other card passes for it.
func TestPlacedCard(t *testing.T) {
	id := alice(t)
	card := func(name string, number uint64) Card {
		c, err := NewCard(id, Draft{Name: name, Mailbox: vault.ID{1}, Number: number, Time: time.Unix(1900000000, 0)})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for number := range uint64(64) { // also signatures that end with a zero
		c := card("alice of the looking-glass", number+1)
		object, err := c.Pointer().Place(c)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Pointer().Find(object); err != nil || !got.Equal(c) {
			t.Fatalf("number %d: %v", number+1, err)
		}
		if bytes.Contains(object, []byte("looking-glass")) || bytes.Contains(object, id.Public().Signing) {
			t.Fatal("the card can be read without its pointer")
		}
	}
	c, other := card("alice", 1), card("alice", 2)
	mailbox, name, _ := strings.Cut(c.Pointer().Object(), "/")
	if mailbox != (vault.ID{1}).String() || len(name) != 64 || strings.Contains(c.Pointer().String(), name) {
		t.Errorf("the object is %s/%s", mailbox, name)
	}
	object, err := other.Pointer().Place(other)
	if err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{"another card": object, "nothing": nil, "rubbish": make([]byte, 6000), "too much": make([]byte, MaxPlaced+1)} {
		if _, err := c.Pointer().Find(data); !errors.Is(err, ErrOther) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := c.Pointer().Place(other); !errors.Is(err, ErrOther) {
		t.Errorf("placing another card: %v", err)
	}
}
