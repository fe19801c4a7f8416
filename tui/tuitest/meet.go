package tuitest

import (
	"context"
	"fmt"

	"coffer/internal/app"
)

// Meet connects people by a post in a folder, each with the first: they have compared
// their safety numbers when it returns. People need a vault.
func Meet(drop string, first *Person, others ...*Person) {
	for _, p := range append([]*Person{first}, others...) {
		p.t.Helper()
		p.Does(func(ctx context.Context, a *app.App) error { return a.SetPost(ctx, "dir:"+drop, false) })
	}
	for _, other := range others {
		other.asks(first)
		first.Syncs()
		first.answers()
		first.Syncs()
		other.Syncs()
		first.Syncs()
		for _, p := range []*Person{first, other} {
			p.compares()
		}
	}
}

// Syncs carries what waits, as the agent would.
func (p *Person) Syncs() *Person {
	p.t.Helper()
	p.Does(func(ctx context.Context, a *app.App) error {
		r, err := a.Sync(ctx, false)
		if err == nil && len(r.Failed) > 0 {
			err = fmt.Errorf("the post failed: %s", r.Failed[0])
		}
		return err
	})
	return p
}

func (p *Person) asks(other *Person) {
	p.t.Helper()
	var card app.Card
	other.Does(func(ctx context.Context, a *app.App) (err error) {
		card, err = a.OwnCard(ctx)
		return err
	})
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.RequestContact(ctx, card, "", "")
		return err
	})
	p.Syncs()
}

// answers accepts whoever asks.
func (p *Person) answers() {
	p.t.Helper()
	p.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Contacts(ctx)
		for _, c := range all {
			if _, no := a.AcceptContact(ctx, c.Name); no == nil {
				return nil
			}
		}
		return err
	})
}

// compares says of all contacts that their numbers are the same.
func (p *Person) compares() {
	p.t.Helper()
	p.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Contacts(ctx)
		for _, c := range all {
			if c.Compared.IsZero() && err == nil {
				_, err = a.Compared(ctx, c, true)
			}
		}
		return err
	})
}

// GoesTo goes to a place by its name, as the palette does.
func (p *Person) GoesTo(place string) *Person {
	return p.Presses("ctrl+p").Types("go to " + place).Presses("enter")
}
