package door_test

import (
	"context"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/tuitest"
	"coffer/vault"
	"coffer/vault/secret"
)

// TestGivenUpAtTheEnd: a vault that is unlocked, or made, by who has given that up meanwhile is
// not held open.
func TestGivenUpAtTheEnd(t *testing.T) {
	clock := tuitest.NewClock()
	for name, begin := range map[string]func(*door.Door, context.Context) error{
		"unlock": func(d *door.Door, ctx context.Context) error {
			_, err := d.Unlock(ctx, secret.New(tuitest.Password), false)
			return err
		},
		"init": func(d *door.Door, ctx context.Context) error {
			_, err := d.Init(ctx, app.InitOptions{Password: secret.New(tuitest.Password), Params: vault.Floor, Owner: app.Owner{Name: "alice"}}, nil)
			return err
		},
	} {
		p := tuitest.NewPerson(t, name, clock)
		if name == "unlock" {
			p.WithVault("alice")
		}
		ctx, giveUp := context.WithCancel(t.Context())
		d := door.New(p.Env, func() (app.SessionOptions, error) {
			giveUp()
			return app.SessionOptions{Idle: time.Minute, Hard: time.Hour}, nil
		})
		if err := begin(d, ctx); err == nil {
			t.Errorf("%s: it was not given up", name)
		}
		if s, err := d.Look(t.Context()); err != nil || s.Open {
			t.Errorf("%s: open is %t, %v", name, s.Open, err)
		}
	}
}
