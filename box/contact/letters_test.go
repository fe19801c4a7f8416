package contact

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// TestLettersRefused: what is not exactly the body of an envelope between contacts
// is none.
func TestLettersRefused(t *testing.T) {
	id := alice(t)
	card, err := NewCard(id, Draft{Name: "alice", Mailbox: vault.ID{1}, Number: 1, Time: time.Unix(1900000000, 0)})
	if err != nil {
		t.Fatal(err)
	}
	box, plain := [16]byte{2}, card.Bytes()
	for name, body := range map[string]any{
		"another version":     wireApproach{Version: 2, Card: plain, Mailbox: box},
		"no mailbox":          wireApproach{Version: 1, Card: plain},
		"a card as text":      wireApproach{Version: 1, Card: []byte(card.Text()), Mailbox: box},
		"no card":             wireApproach{Version: 1, Mailbox: box},
		"two lines":           wireApproach{Version: 1, Card: plain, Mailbox: box, Message: "a\nb"},
		"an escape":           wireApproach{Version: 1, Card: plain, Mailbox: box, Message: "\x1b[2J"},
		"a long message":      wireApproach{Version: 1, Card: plain, Mailbox: box, Message: strings.Repeat("x", MaxMessage+1)},
		"another form":        wireApproach{Version: 1, Card: plain, Mailbox: box, Message: "e\u0301"},
		"an acceptance":       wireAccept{Version: 1, Card: plain, Mailbox: box},
		"a card that is none": wireApproach{Version: 1, Card: plain[:len(plain)-1], Mailbox: box},
	} {
		if a, err := ParseApproach(encoded(t, body)); err == nil {
			t.Errorf("%s: read as %+v", name, a)
		}
	}
	if _, err := ParseAccept(encoded(t, wireAccept{Version: 1, Card: plain})); !errors.Is(err, ErrLetter) {
		t.Errorf("an acceptance without a mailbox: %v", err)
	}
	if _, err := ParseRefuse(encoded(t, wireRefuse{Version: 1})); !errors.Is(err, ErrLetter) {
		t.Errorf("a refusal without a mailbox: %v", err)
	}
	if err := ParseEnd(encoded(t, wireEnd{Version: 2})); !errors.Is(err, ErrLetter) {
		t.Errorf("an end of another version: %v", err)
	}
	if _, err := ParseRecovered(encoded(t, wireRecovered{Version: 2, At: 1})); !errors.Is(err, ErrLetter) {
		t.Errorf("a recovery of another version: %v", err)
	}
	if _, err := (Approach{Card: card, Mailbox: box, Message: "a\x00"}).Bytes(); !errors.Is(err, ErrBound) {
		t.Errorf("a message that cannot be is written: %v", err)
	}
}

// FuzzLetters holds that what parses is encoded to the same again.
func FuzzLetters(f *testing.F) {
	id := alice(f)
	card, err := NewCard(id, Draft{Name: "alice", Mailbox: vault.ID{1}, Number: 1, Time: time.Unix(1900000000, 0)})
	if err != nil {
		f.Fatal(err)
	}
	for _, body := range []func() ([]byte, error){
		Approach{Card: card, Mailbox: vault.ID{2}, Message: "hello"}.Bytes,
		Answer{Card: card, Mailbox: vault.ID{2}}.Accept, Answer{Mailbox: vault.ID{2}}.Refuse, EndBytes,
		func() ([]byte, error) { return NewerCardBytes(card) },
		func() ([]byte, error) { return RecoveredBytes(time.Unix(1900000000, 0)) },
	} {
		b, err := body()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if a, err := ParseApproach(data); err == nil {
			same(t, data, a.Bytes)
		}
		if a, err := ParseAccept(data); err == nil {
			same(t, data, a.Accept)
		}
		if a, err := ParseRefuse(data); err == nil {
			same(t, data, a.Refuse)
		}
		if c, err := ParseNewerCard(data); err == nil {
			same(t, data, func() ([]byte, error) { return NewerCardBytes(c) })
		}
		if at, err := ParseRecovered(data); err == nil {
			same(t, data, func() ([]byte, error) { return RecoveredBytes(at) })
		}
		if ParseEnd(data) == nil {
			same(t, data, EndBytes)
		}
	})
}

func same(t *testing.T, data []byte, encode func() ([]byte, error)) {
	t.Helper()
	if b, err := encode(); err != nil || !bytes.Equal(b, data) {
		t.Fatalf("%x becomes %x, %v", data, b, err)
	}
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	b, err := codec.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
