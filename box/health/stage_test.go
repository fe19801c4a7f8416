package health

import (
	"context"
	"fmt"
	"testing"
	"time"

	"coffer/box"
	"coffer/vault/secret"
)

// today is when tests look.
var today = time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)

// item makes an item that changed a day ago, with one password.
func item(n int, password string) Item {
	return Item{
		ID:   [16]byte{1: byte(n >> 8), 2: byte(n), 15: 1},
		Path: box.Path{Box: "work", Folder: []string{"mail"}, Title: fmt.Sprintf("place%d", n)},
		Secrets: []Secret{{
			Field: "password", Kind: box.Password, Value: secret.New(password), Since: today.Add(-day),
		}},
	}
}

func itemsOf(passwords ...string) (all []Item) {
	for i, p := range passwords {
		all = append(all, item(i, p))
	}
	return all
}

// strong are passwords that have nothing to do with one another.
var strong = []string{"v7#Qm!zR2@wLx9kk", "Jd8&uT4%pNs1^cYh", "gW5*eB0)oXf6~aKi", "mZ3?rH9$yVq2+tLd"}

func options() Options {
	key, err := secret.KeyFrom([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		panic(err)
	}
	return Options{Now: today, Key: key, Rules: DefaultRules()}
}

func check(t testing.TB, items []Item, o Options) Report {
	t.Helper()
	r, err := Check(context.Background(), items, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// kinds are what was found about an item, in the order of the ranking.
func kinds(r Report, id [16]byte) (all []Kind) {
	for _, f := range r.Findings {
		if f.ID == id {
			all = append(all, f.Kind)
		}
	}
	return all
}

// fixedRand gives the same bytes for ever.
type fixedRand byte

func (r fixedRand) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(r)
	}
	return len(b), nil
}
