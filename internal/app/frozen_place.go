package app

import (
	"context"
	"errors"

	"coffer/ticket/order"
)

// PlaceOrder puts an order that a quorum of trustees has signed into the vault's
// file; it needs no key. The same order counts as placed where it is already. An
// error of kind [Refused] says why it means nothing here.
func (a *App) PlaceOrder(ctx context.Context, signed []byte) (*Frozen, error) {
	s, err := order.ParseSigned(signed)
	if err != nil {
		return nil, err
	}
	r, err := a.recovery(ctx)
	if err != nil {
		return nil, err
	}
	if r.none() {
		return nil, Fail(Refused, "", "this vault has no trustees who could order anything")
	}
	now := a.Now()
	err = a.v.PlaceOrders(ctx, func(old []byte) ([]byte, error) {
		book, err := order.Place(old, r.set, s, now)
		if errors.Is(err, order.ErrOlder) && order.Holds(old, s.Unverified()) {
			return old, nil
		}
		return book, err
	})
	if err != nil {
		return nil, err
	}
	return a.Frozen(ctx)
}

// EraseOrdered deletes the vault that trustees have ordered to delete, as
// [App.EraseDue], and without any key: the master password would be a veto.
// Nothing is deleted before it is due: then the error is of kind [Refused].
func (a *App) EraseOrdered(ctx context.Context) error {
	r, err := a.recovery(ctx)
	if err != nil {
		return err
	}
	dealt, err := a.readDealt(ctx)
	if err != nil {
		return err
	}
	a.v.Reached(a.Now()) // the clock is read before the lock is taken
	return a.v.EraseOrdered(ctx, func(data []byte) error {
		o := orders{data: data}
		if o.read(r, a.Now()); !o.book.Judge(dealt, a.v.Reached).Due {
			return Fail(Refused, "", "this vault is not due for deletion")
		}
		return nil
	})
}
