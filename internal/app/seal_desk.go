package app

import (
	"context"
	"errors"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// sealDesk is where seals are looked at and decided, in one transaction.
type sealDesk struct {
	tx    *vault.Tx
	k     *seal.Keeper
	own   contact.Own
	names map[hold.Fingerprint]string // what the owner calls their contacts; nil: not asked yet
}

func newSealDesk(desk *post.VaultDesk, own contact.Own) *sealDesk {
	k := &seal.Keeper{Desk: desk, Me: own.Identity, Shares: &heldShares{tx: desk.Tx}}
	return &sealDesk{tx: desk.Tx, k: k, own: own}
}

func (d *sealDesk) me() hold.Fingerprint { return hold.Fingerprint(d.own.Public().Fingerprint()) }

// atSeals runs f, unless the owner has no identity: then they have no seal.
func atSeals(tx *vault.Tx, desk *post.VaultDesk, f func(*sealDesk) error) error {
	own, err := contact.ReadOwn(tx)
	if errors.Is(err, contact.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer own.Wipe()
	return f(newSealDesk(desk, own))
}

// viewSeals runs f where nothing is written: see [atSeals].
func (a *App) viewSeals(ctx context.Context, f func(*sealDesk) error) error {
	return a.view(ctx, func(tx *vault.Tx) error {
		return atSeals(tx, post.NewVaultDesk(tx), func(d *sealDesk) error {
			d.k.Reached = a.env.Reached
			return f(d)
		})
	})
}

// onSeals runs f within a transaction that writes, and perhaps changes something
// else: see [atSeals].
func onSeals(tx *vault.Tx, f func(*sealDesk) error) error {
	desk := post.NewVaultDesk(tx)
	if err := atSeals(tx, desk, f); err != nil {
		return err
	}
	return desk.Flush()
}

// changeSeals runs f in a transaction that writes.
func (a *App) changeSeals(ctx context.Context, action, text string, f func(*sealDesk) error) error {
	return a.update(ctx, action, text, func(tx *vault.Tx) error {
		own, err := contact.EnsureOwn(tx)
		if err != nil {
			return err
		}
		own.Wipe()
		return onSeals(tx, func(d *sealDesk) error {
			d.k.Reached = a.env.Reached
			return f(d)
		})
	})
}

// call is what the owner calls a party of a seal.
func (d *sealDesk) call(m *seal.Matter, who hold.Fingerprint) string {
	if who == d.me() {
		return "you"
	}
	if name := d.contacts()[who]; name != "" {
		return name
	}
	if p := m.Person(who); p != nil {
		return p.Name
	}
	return "somebody"
}

// contacts are the names of the owner's contacts.
func (d *sealDesk) contacts() map[hold.Fingerprint]string {
	if d.names == nil {
		d.names = contactNames(d.tx)
	}
	return d.names
}

// infos says what there is to say of some seals.
func (d *sealDesk) infos(some []seal.Matter) (all []SealInfo, err error) {
	for i := range some {
		info, err := d.info(&some[i])
		if err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}
