package app

import (
	"context"
	"errors"
	"io/fs"

	"coffer/ticket/order"
	"coffer/vault"
)

// dealtKey names the record in box 0 of what orders the owner has dealt with.
var dealtKey = vault.Key{ID: vault.ID{15: 7}}

// dealtName is the file in the state folder that repeats it, for commands that
// have no key for box 0. Where it is missing or wrong a vault passes for frozen,
// or for open, until its owner opens it.
const dealtName = "orders"

// readDealt reads what was dealt with: of a vault that is open what it says
// itself, else what this machine knows.
func (a *App) readDealt(ctx context.Context) (d order.Dealt, err error) {
	if companion, _ := a.v.Unlocked(); companion {
		err = a.v.View(ctx, func(tx *vault.Tx) error {
			d, err = dealtOf(tx)
			return err
		})
		return d, err
	}
	data, err := a.readState(dealtName)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err == nil {
		d, err = order.ParseDealt(data)
	}
	if err != nil {
		return order.Dealt{}, nil
	}
	return d, nil
}

// hintDealt keeps it on this machine.
func (a *App) hintDealt(d order.Dealt) error {
	data, err := d.Encode()
	if err != nil {
		return err
	}
	return a.writeState(dealtName, data)
}

func dealtOf(tx *vault.Tx) (order.Dealt, error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, dealtKey, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return order.Dealt{}, nil
	}
	if err != nil {
		return order.Dealt{}, err
	}
	d, err := order.ParseDealt(r.Plain)
	if err != nil {
		return order.Dealt{}, &vault.DamagedError{What: "what orders were dealt with", Err: err}
	}
	return d, nil
}

func writeDealt(tx *vault.Tx, was, now order.Dealt) error {
	if was == now {
		return nil
	}
	data, err := now.Encode()
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, dealtKey, data)
}
