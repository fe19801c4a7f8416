//go:build unix

package app

import (
	"errors"
	"testing"
	"time"

	"coffer/box"
	"coffer/ticket/order"
	"coffer/vault"
)

// A freeze closes the vault to what was opened before it: a session of both
// tiers, one of the companion tier, and a token.
func TestFreezeClosesSessionsAndTokens(t *testing.T) {
	w := withTrustees(t)
	withAgent(t, w.App, func() error { return nil })
	w.mustUpdate(t, func(tx *vault.Tx) error { _, _, err := box.EnsureBox(tx, "work"); return err })
	_, token, err := w.NewToken(t.Context(), TokenOptions{Boxes: []string{"work"}, Lasts: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.StartSession(t.Context(), sessionFor); err != nil {
		t.Fatal(err)
	}
	narrow := w.opens()
	narrow.Narrow()
	o := sessionFor
	o.Shell = true
	s, err := narrow.StartSession(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]func(a *App) error{
		"session": func(a *App) error { return resumed(a.Resume(t.Context())) },
		"companion session": func(a *App) error {
			a.env.Session = s.Key.Reveal()
			return resumed(a.Resume(t.Context()))
		},
		"token": func(a *App) error {
			a.env.Token = token.Reveal()
			return a.UseToken(t.Context())
		},
	}
	all := func(shut bool) {
		t.Helper()
		for name, open := range ways {
			a := w.stranger()
			if _, err := a.Spare(t.Context()); err != nil { // for which they are not enough, either
				t.Fatal(err)
			}
			err := open(a)
			if shut && (err == nil || Explain(err).Kind != Refused) || !shut && err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if companion, _ := a.v.Unlocked(); (companion || a.v.Scoped()) == shut {
				t.Errorf("%s: it is open, or not: %v", name, err)
			}
		}
	}
	all(false)
	w.orders(order.Freeze)
	all(true)
	w.later(time.Second)
	w.orders(order.Thaw)
	all(false)
	w.later(time.Second)
	w.orders(order.Delete) // a session is no veto
	all(true)
	w.opens()
	all(false)
	w.raw([]byte("junk"))
	all(false)
	if len(w.entry()) == 0 {
		t.Error("a session took out what only the password does")
	}
}

func resumed(ok bool, err error) error {
	if !ok && err == nil {
		err = errors.New("there is no session")
	}
	return err
}
