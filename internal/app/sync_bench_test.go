package app

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/vault"
)

// BenchmarkEmptySync looks into the mailboxes of 100 contacts, and finds nothing.
func BenchmarkEmptySync(b *testing.B) {
	m := newMember(b, "bob", b.TempDir())
	m.card()
	m.must(m.update(b.Context(), "test", "", func(tx *vault.Tx) error {
		meet := &meeting{tx: tx, desk: post.NewVaultDesk(tx)}
		for i := range 100 {
			c := someContact(b, i)
			m.must(contact.Put(tx, &c))
			if _, err := meet.open(&c, post.Mailbox{1}); err != nil {
				return err
			}
		}
		return meet.desk.Flush()
	}))
	for b.Loop() {
		m.syncs()
	}
}

func someContact(t testing.TB, i int) Contact {
	t.Helper()
	id, err := contact.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1900000000, 0)
	card, err := contact.NewCard(id, contact.Draft{Name: fmt.Sprintf("somebody %d", i), Mailbox: vault.ID{1}, Number: 1, Time: at})
	if err != nil {
		t.Fatal(err)
	}
	c := Contact{Name: card.Name(), Card: card}
	for _, step := range []contact.Step{contact.Request, contact.TheyAgree} {
		if err := c.Step(step, at); err != nil {
			t.Fatal(err)
		}
	}
	return c
}
