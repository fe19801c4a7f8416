package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"coffer/box/post"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/ticket/order"
	"coffer/vault"
)

// redeemOrder carries out a ticket that asks for an order: it puts what trustees have
// signed into the vault's file, for which it needs no key, and hands it to them for the
// owner's client. Where that vault is not here it does the second alone.
func (q *Asking) redeemOrder(ctx context.Context, o RedeemOptions) (done Redeemed, err error) {
	var signed order.Signed
	err = q.update(func(r *ticket.Requester) error {
		signed, err = r.Order(o.Sheets...)
		return err
	})
	if errors.Is(err, order.ErrTooFew) {
		return done, q.tooFewSigned(len(o.Sheets))
	}
	if err != nil {
		return done, err
	}
	done.Kind = string(q.asking.Terms.Kind)
	if done.Dir, done.Frozen, err = placeSigned(ctx, q.env, q.asking.Notice, o, signed); err != nil {
		return done, err
	}
	err = q.update(func(r *ticket.Requester) error {
		if err := r.Deliver(signed); err != nil {
			return err
		}
		done.Faults = q.faults(r)
		r.Asking.Redeemed = q.env.Clock.Now().Unix()
		return nil
	})
	return done, err
}

// tooFewSigned says how many signatures there are.
func (q *Asking) tooFewSigned(sheets int) error {
	_, orders := (&ticket.Requester{Me: q.me, Asking: q.asking}).Answers()
	return q.notYet(len(orders)+sheets, int(q.asking.Notice.Set(q.asking.Terms.Kind).Threshold))
}

// placeSigned puts a signed order into the vault of a notice that is named, or that is there;
// the folder is empty where neither is.
func placeSigned(ctx context.Context, env Env, n *ticket.Notice, o RedeemOptions, signed order.Signed) (dir string, now *Frozen, err error) {
	file := o.VaultFile
	if file != "" {
		if filepath.Base(file) != vault.FileName {
			return "", nil, Fail(Usage, "--dir names the folder of the vault", "an order goes into the vault that is in use, and not into a copy: %s", host.Safe(file))
		}
		env.Folders.Data = filepath.Dir(file)
	}
	a, err := Open(ctx, env)
	if file == "" && errors.Is(err, vault.ErrNoVault) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if file == "" && !o.Named && a.v.ID() != n.Vault {
		return "", nil, nil
	}
	if err := a.fits(ctx, n); err != nil {
		return "", nil, err
	}
	data, err := signed.Encode()
	if err != nil {
		return "", nil, err
	}
	now, err = a.PlaceOrder(ctx, data)
	return env.Folders.Data, now, err
}

// placeOrder puts an order that came by the post where orders are. What counts is the
// set that stands in clear now. An order that means nothing any more is passed over; one
// that is wrong is refused, and what lies there but cannot be read gives way. One from the
// future may come of a clock here that is behind: it is told, kept and tried again.
func placeOrder(tx *vault.Tx, id vault.ID, s order.Signed, now time.Time) error {
	data, err := tx.Clear(recoveryNotice)
	if errors.Is(err, vault.ErrNotFound) || err == nil && len(data) == 0 {
		return post.Refuse(order.ErrGeneration)
	}
	if err != nil {
		return err
	}
	r, err := recoverySet(id, data)
	if err != nil {
		return post.Refuse(err)
	}
	book, err := tx.Orders()
	if errors.Is(err, vault.ErrTooLarge) || IsDamage(err) {
		book, err = nil, nil
	}
	if err != nil {
		return err
	}
	book, err = order.Place(book, r.set, s, now)
	switch {
	case errors.Is(err, order.ErrOlder) || errors.Is(err, order.ErrLate):
		return nil
	case errors.Is(err, order.ErrFuture):
		return post.Later(fmt.Errorf("%w, or the clock here is behind; set it, then coffer sync --again", err))
	case err != nil:
		return post.Refuse(err)
	}
	return tx.SetOrders(book)
}
