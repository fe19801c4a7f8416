package app

import (
	"context"
	"errors"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/box/seal/held"
	"coffer/box/witness"
	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
)

// Reset gives a locked vault a new master password by the recovery key of its
// companion tier, and opens it. What was secret is out of reach until
// [App.Adopt]: core fields, attachments, identity and contacts, circles, seals, and
// what is held for others. An error of kind [Refused] when an earlier reset waits
// for that.
func (a *App) Reset(ctx context.Context, key secret.Key, password secret.Text) error {
	if err := CheckNewPassword(password); err != nil {
		return err
	}
	params, err := a.params(ctx)
	if err != nil {
		return err
	}
	err = a.v.Reset(ctx, key, password, params, vault.Event{Action: "vault.reset"}, box.Remains,
		a.env.progress("rewriting the vault"), func(tx *vault.Tx) error {
			return errors.Join(contact.SetAside(tx), seal.SetAside(tx))
		})
	return a.afterKeys(ctx, err, func() error { return a.makeSpool(ctx) })
}

// reset carries out a ticket that asks for it.
func (a *App) reset(ctx context.Context, key secret.Key, password secret.Text) (done Redeemed, err error) {
	if err := a.Reset(ctx, key, password); err != nil {
		return done, err
	}
	done.Exposed, err = a.Exposed(ctx)
	return done, err
}

// HasFormer tells whether what the vault was before a reset waits for [App.Adopt].
func (a *App) HasFormer() bool { return a.v.HasFormer() }

// Adopted is what [App.Adopt] brought back.
type Adopted struct {
	Items  int // as they were
	Filled int // changed since, and their empty core fields filled in
	Left   int // deleted, moved or filled in since
	// People tells whether identity, contacts, circles, seals and what is held for
	// others are back. They are not where others of them were begun since.
	People bool
}

// Adopt brings back what a reset has put out of reach, with the master password of
// then, and removes the former vault if all of it is back. Contacts that were verified
// stand as connected. Trustees of then are told that it is over: their shares open
// nothing any more.
func (a *App) Adopt(ctx context.Context, password secret.Text) (all Adopted, err error) {
	former, err := a.v.OpenFormer(ctx, password)
	if errors.Is(err, vault.ErrNotFound) {
		return all, Fail(NotFound, "", "nothing of before a reset is here")
	}
	if err != nil {
		return all, err
	}
	defer func() { err = errors.Join(err, former.Close()) }()
	err = a.update(ctx, "vault.adopt", "", func(to *vault.Tx) error {
		return former.View(func(from *vault.Tx) error {
			set, err := settings(to)
			if err != nil {
				return err
			}
			got, err := box.Adopt(from, to, box.Keep(set.HistoryKeep))
			all.Items, all.Filled, all.Left = got.Items, got.Filled, got.Left
			if err == nil {
				err = bring(from, to, vault.Ignored)
			}
			if err == nil {
				all.People, err = adoptPeople(from, to)
			}
			if err == nil && all.People {
				err = a.goOn(to)
			}
			return err
		})
	})
	if err != nil {
		return Adopted{}, err
	}
	if all.People && all.Left == 0 {
		err = a.v.DropFormer(ctx)
	}
	return all, err
}

// DropFormer gives up what a reset has put out of reach, for good, and what was held for
// others with it.
func (a *App) DropFormer(ctx context.Context) error {
	if err := a.v.DropFormer(ctx); err != nil {
		return err
	}
	return a.update(ctx, "vault.adopt.drop", "", held.Forget)
}

// adoptPeople brings back what is about others, unless something of it was begun
// since: two identities of one owner would be two people to others. What an interrupted
// attempt has brought back already is back.
func adoptPeople(from, to *vault.Tx) (bool, error) {
	if begun, err := hasBegun(to); begun || err != nil {
		if err == nil {
			begun, err = sameOwner(from, to)
		}
		return begun, err
	}
	for _, s := range []vault.Space{vault.Contacts, vault.Circles, vault.Mail, vault.Seals, vault.Tickets, vault.Witness} {
		if err := from.Whole(vault.BoxZero, s); err != nil {
			return false, err
		}
	}
	if err := errors.Join(contact.Bring(from, to), seal.Bring(from, to), witness.Bring(from, to)); err != nil {
		return false, err
	}
	for _, s := range []vault.Space{vault.Mail, vault.Seals, vault.Tickets} {
		if err := bring(from, to, s); err != nil {
			return false, err
		}
	}
	return true, nil
}

// hasBegun tells whether there is anything about others. An identity that was shown
// to nobody is nothing.
func hasBegun(to *vault.Tx) (bool, error) {
	own, err := contact.ReadOwn(to)
	own.Wipe()
	if err != nil && !errors.Is(err, contact.ErrNotFound) {
		return false, err
	}
	most := 0
	if err == nil {
		if most = 1; !own.Card.IsZero() {
			return true, nil
		}
	}
	n, err := to.Count(vault.BoxZero, vault.Contacts, vault.Core)
	if err != nil || n > most {
		return n > most, err
	}
	for _, s := range []vault.Space{vault.Circles, vault.Mail, vault.Seals, vault.Tickets} {
		if n, err := to.Count(vault.BoxZero, s, vault.Core); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// sameOwner tells whether both vaults have one identity.
func sameOwner(from, to *vault.Tx) (bool, error) {
	was, err := contact.ReadOwn(from)
	if errors.Is(err, contact.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer was.Wipe()
	now, err := contact.ReadOwn(to)
	if errors.Is(err, contact.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer now.Wipe()
	return was.Public().Equal(now.Public()), nil
}

// bring copies a space of box 0, but for what the vault keeps there for itself.
func bring(from, to *vault.Tx, s vault.Space) error {
	keys, err := from.Keys(vault.BoxZero, s, vault.Core)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k == (vault.Key{}) {
			continue
		}
		r, err := from.Get(vault.BoxZero, s, k, vault.Core)
		if err != nil {
			return err
		}
		_, err = to.Put(vault.BoxZero, s, k, vault.Core, r.Plain)
		vault.Wipe(r.Plain)
		if err != nil {
			return err
		}
	}
	return nil
}

// goOn goes on with what came back, in the transaction that brings it: waits begin anew,
// and the trustees of then hear that it is over.
func (a *App) goOn(tx *vault.Tx) error {
	err := onSeals(tx, func(d *sealDesk) error { return d.k.WaitAnew() })
	if err != nil {
		return err
	}
	return a.onTrusts(tx, func(d *trustDesk) error {
		if err := d.k.WaitAnew(); err != nil {
			return err
		}
		t, err := ticket.Owned(tx)
		if errors.Is(err, ticket.ErrNotFound) {
			return nil
		}
		if err == nil {
			err = d.k.End(t.ID, d.channel)
		}
		if errors.Is(err, post.ErrClosed) { // they will find out
			return nil
		}
		return err
	})
}
