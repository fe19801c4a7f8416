package app

import (
	"context"
	"errors"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
)

// trustDesk is where trustees, deposits and tickets are looked at and decided, in one
// transaction.
type trustDesk struct {
	tx    *vault.Tx
	k     *ticket.Keeper
	own   contact.Own
	names map[hold.Fingerprint]string // what the owner calls their contacts; nil: not asked yet
}

func (a *App) trustDesk(desk *post.VaultDesk, own contact.Own) *trustDesk {
	k := &ticket.Keeper{Desk: desk, Me: own.Identity, Stretch: a.env.Stretch, Reached: a.env.Reached}
	return &trustDesk{tx: desk.Tx, k: k, own: own}
}

func (d *trustDesk) me() hold.Fingerprint { return hold.Fingerprint(d.own.Public().Fingerprint()) }

// viewTrusts runs f where nothing is written; not for an owner without an identity,
// who has part in none.
func (a *App) viewTrusts(ctx context.Context, f func(*trustDesk) error) error {
	return a.view(ctx, func(tx *vault.Tx) error {
		own, err := contact.ReadOwn(tx)
		if errors.Is(err, contact.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		defer own.Wipe()
		return f(a.trustDesk(post.NewVaultDesk(tx), own))
	})
}

// lookTrusts is [App.viewTrusts] for what must be there: an owner without an identity
// gets what is to be said of its absence.
func (a *App) lookTrusts(ctx context.Context, missing error, f func(*trustDesk) error) error {
	there := false
	err := a.viewTrusts(ctx, func(d *trustDesk) error {
		there = true
		return f(d)
	})
	if err == nil && !there {
		err = missing
	}
	return err
}

// changeTrusts runs f in a transaction that writes.
func (a *App) changeTrusts(ctx context.Context, action, text string, f func(*trustDesk) error) error {
	return a.update(ctx, action, text, func(tx *vault.Tx) error { return a.onTrusts(tx, f) })
}

// onTrusts runs f within a transaction that writes, and perhaps changes something else.
func (a *App) onTrusts(tx *vault.Tx, f func(*trustDesk) error) error {
	own, err := contact.EnsureOwn(tx)
	if err != nil {
		return err
	}
	defer own.Wipe()
	desk := post.NewVaultDesk(tx)
	if err := f(a.trustDesk(desk, own)); err != nil {
		return err
	}
	return desk.Flush()
}

// inTrusts is [App.onTrusts] for an owner who has an identity already: nobody else has
// part in a trust.
func (a *App) inTrusts(tx *vault.Tx, f func(*trustDesk) error) error {
	own, err := contact.ReadOwn(tx)
	if errors.Is(err, contact.ErrNotFound) {
		return nil
	}
	own.Wipe()
	if err != nil {
		return err
	}
	return a.onTrusts(tx, f)
}

// call is what the owner calls somebody of a trust.
func (d *trustDesk) call(p *ticket.Pack, who hold.Fingerprint) string {
	if who == d.me() {
		return "you"
	}
	if d.names == nil {
		d.names = contactNames(d.tx)
	}
	if name := d.names[who]; name != "" {
		return name
	}
	if name, ok := p.Sheet(who); ok {
		return name
	}
	if person := matter.Find(p.People(), who); person != nil {
		return person.Name
	}
	return "the requester"
}

// contactNames are what the owner calls their contacts. Where they cannot be read,
// people are called as others call them.
func contactNames(tx *vault.Tx) map[hold.Fingerprint]string {
	names := map[hold.Fingerprint]string{}
	all, _ := contact.List(tx)
	for i := range all {
		names[hold.Fingerprint(all[i].Fingerprint())] = all[i].Name
	}
	return names
}

// channel is the way to a contact.
func (d *trustDesk) channel(p matter.Person) (post.Mailbox, error) {
	return (&meeting{tx: d.tx, desk: d.k.Desk, own: d.own}).wayTo(p)
}

// meantOne finds the one of some things that a person means: by @ and the beginning of its
// ID, or by a name that fits one alone.
func meantOne[T any](all []T, ref string, is func(*T) bool, id func(*T) vault.ID, missing error) (*T, error) {
	var fits []*T
	for i := range all {
		if contact.Means(ref, id(&all[i])) || is(&all[i]) {
			fits = append(fits, &all[i])
		}
	}
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return nil, missing
	}
	if ref == "" {
		return nil, Fail(Ambiguous, "name one by its @ID", "there are %d of them", len(fits))
	}
	return nil, Fail(Ambiguous, "name one by its @ID", "%q fits %d of them", host.Safe(ref), len(fits))
}
