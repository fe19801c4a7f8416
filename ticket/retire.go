package ticket

import (
	"errors"

	"coffer/vault"
)

// A trust that ended is kept for a while, so that what was lost on its way can be sent
// again, and for as long as a ticket of it is.

// Retired lists the trusts that are to be forgotten now.
func (k *Keeper) Retired() (ids []vault.ID, err error) {
	trusts, err := Trusts(k.tx())
	if err != nil {
		return nil, err
	}
	tickets, err := Tickets(k.tx())
	if err != nil {
		return nil, err
	}
	needed := map[vault.ID]bool{}
	for i := range tickets {
		needed[tickets[i].Trust] = true
	}
	for i := range trusts {
		if t := &trusts[i]; t.Over != 0 && !needed[t.ID] && k.credited() >= t.Over+retireAfter {
			ids = append(ids, t.ID)
		}
	}
	return ids, nil
}

// Retire forgets a trust, with its mailboxes.
func (k *Keeper) Retire(id vault.ID) error {
	t, err := ReadTrust(k.tx(), id)
	if err != nil {
		return err
	}
	for _, w := range t.Ways {
		if err := k.Desk.DropChannel(w.In); err != nil {
			return err
		}
	}
	err = k.tx().Delete(vault.BoxZero, vault.Tickets, absentKey(id), vault.Core)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		return err
	}
	return k.tx().Delete(vault.BoxZero, vault.Tickets, trustKey(id), vault.Core)
}
