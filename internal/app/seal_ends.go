package app

import (
	"context"
	"slices"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// A seal can end because of something else: its item is deleted for good, or
// expires, or the recipient leaves the circle that it was made for.

// sent lists the seals that the owner made and that are not over.
func (d *sealDesk) sent() (some []seal.Matter, err error) {
	all, err := seal.Matters(d.tx)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.Sending == nil {
			continue
		}
		st, err := d.k.State(&m)
		if err != nil {
			return nil, err
		}
		if mayDo(st, hold.MayWithdraw) {
			some = append(some, m)
		}
	}
	return some, nil
}

func mayDo(st hold.State, deed hold.Deed) bool {
	return slices.ContainsFunc(st.May, func(a hold.Act) bool { return a.Deed == deed })
}

// SealsOfTrash lists the seals of what lies in a part of the trash: they end when
// it is deleted for good, each in the way that was chosen.
func (a *App) SealsOfTrash(ctx context.Context, f TrashFilter) (found []SealInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() || tx.Scoped() {
			return nil
		}
		return atSeals(tx, post.NewVaultDesk(tx), func(d *sealDesk) error {
			some, err := d.sealsOfTrash(f)
			if err == nil {
				found, err = d.infos(some)
			}
			return err
		})
	})
	return found, err
}

func (d *sealDesk) sealsOfTrash(f TrashFilter) ([]seal.Matter, error) {
	t, err := box.FindTrashed(d.tx, f)
	if err != nil || len(t.Items) == 0 {
		return nil, err
	}
	trashed := map[vault.ID]bool{}
	for _, e := range t.Items {
		trashed[e.ID] = true
	}
	some, err := d.sent()
	return slices.DeleteFunc(some, func(m seal.Matter) bool { return !trashed[m.Sending.Item] }), err
}

// endSealsOfTrash does with the seals of what is deleted for good what was chosen
// for that: whoever they are for may have it at once, or never.
func endSealsOfTrash(tx *vault.Tx, f TrashFilter) error {
	if !tx.HasCore() || tx.Scoped() {
		return nil
	}
	return onSeals(tx, func(d *sealDesk) error {
		some, err := d.sealsOfTrash(f)
		if err != nil {
			return err
		}
		for _, m := range some {
			if m.Sending.Purge == seal.PurgeWithdraws {
				err = d.k.Withdraw(m.ID)
			} else {
				err = d.release(&m)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// release lets the recipient have it at once: what they asked, or will ask.
func (d *sealDesk) release(m *seal.Matter) error {
	st, err := d.k.State(m)
	if err != nil {
		return err
	}
	for _, request := range deeds(st, hold.MayAllow) {
		if err := d.k.Allow(m.ID, request); err != nil {
			return err
		}
	}
	if mayDo(st, hold.MayLift) {
		return d.k.Lift(m.ID)
	}
	return nil
}

// withdrawExpired withdraws the seals of items that were to be deleted on a date
// that has come.
func withdrawExpired(tx *vault.Tx) error {
	return onSeals(tx, func(d *sealDesk) error {
		some, err := d.sent()
		if err != nil {
			return err
		}
		for _, m := range some {
			it, err := box.Get(tx, m.Sending.Box, m.Sending.Item)
			wipeItem(&it)
			if err != nil {
				continue // gone, or changed without its core key: nothing follows from that
			}
			if it.OnExpiry == box.Delete && !it.Expires.IsZero() && tx.Reached(it.Expires) {
				if err := d.k.Withdraw(m.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// unreached lists the seals that were made for a circle whose recipient it does not
// stand for any more.
func (d *sealDesk) unreached(circles seal.Circles) ([]seal.Matter, error) {
	some, err := d.sent()
	if err != nil {
		return nil, err
	}
	people, err := contact.List(d.tx)
	return slices.DeleteFunc(some, func(m seal.Matter) bool {
		if m.Sending.Circle.IsZero() {
			return true
		}
		to := m.Person(m.Policy.Requester.Fingerprint).Keys
		return slices.ContainsFunc(people, func(c Contact) bool {
			return c.Card.Public().Equal(to) && circles.Reaches(m.Sending.Circle, c.ID)
		})
	}), err
}

// withdrawUnreached withdraws those seals.
func withdrawUnreached(tx *vault.Tx) error {
	return onSeals(tx, func(d *sealDesk) error {
		circles, err := seal.ReadCircles(tx)
		if err != nil {
			return err
		}
		some, err := d.unreached(circles)
		if err != nil {
			return err
		}
		for i := range some {
			if err := d.k.Withdraw(some[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// SealsWithout lists the seals that are withdrawn when some members are taken out
// of a circle, or when all of it is removed, for no members.
func (a *App) SealsWithout(ctx context.Context, circle string, members []string) (found []SealInfo, err error) {
	err = a.viewSeals(ctx, func(d *sealDesk) error {
		all, err := seal.ReadCircles(d.tx)
		if err != nil {
			return err
		}
		c, err := findCircle(all, circle)
		if err != nil {
			return err
		}
		fewer, err := findMembers(d.tx, members)
		if err != nil {
			return err
		}
		if c, err = all.Without(&c, fewer); err != nil {
			return err
		}
		if len(members) == 0 {
			c.Removed = d.tx.Now()
		}
		for i := range all {
			if all[i].ID == c.ID {
				all[i] = c
			}
		}
		some, err := d.unreached(all)
		if err == nil {
			found, err = d.infos(some)
		}
		return err
	})
	return found, err
}
