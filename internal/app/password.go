package app

import (
	"context"
	"errors"

	"coffer/box"
	"coffer/box/seal/held"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// SetPassword replaces the master password. Copies of the file that were made
// before still open with the old one.
func (a *App) SetPassword(ctx context.Context, password secret.Text) error {
	if err := CheckNewPassword(password); err != nil {
		return err
	}
	params, err := a.params(ctx)
	if err != nil {
		return err
	}
	err = a.v.SetPassword(ctx, password, params, vault.Event{Action: "vault.passwd"})
	return a.afterKeys(ctx, err, nil)
}

// afterKeys ends what others opened with keys or slots that are no more, once
// they were changed; then says what else was left to do. An error of the change
// itself comes back as it is.
func (a *App) afterKeys(ctx context.Context, err error, then func() error) error {
	if err != nil && !errors.Is(err, vault.ErrLeftovers) {
		return err
	}
	a.endOthers(ctx)
	a.renewTries(ctx)
	if then == nil {
		return err
	}
	return errors.Join(err, then())
}

// renewTries lets failed passwords be kept again once slots were changed.
func (a *App) renewTries(ctx context.Context) {
	if a.triesAlone(ctx, func() error { return a.renewTryKey(ctx) }) != nil {
		a.env.warn(vault.WarnState)
	}
}

// KDF tells what guessing the master password costs; it needs no password.
func (a *App) KDF(ctx context.Context) (vault.Params, error) {
	slots, err := a.v.Slots(ctx)
	for _, s := range slots {
		if s.Kind == vault.PasswordSlot {
			return s.Params, err
		}
	}
	if err == nil {
		err = &vault.DamagedError{What: "there is no keyslot for a password"}
	}
	return vault.Params{}, err
}

// params are the costs of the present password, and at least the floor.
func (a *App) params(ctx context.Context) (vault.Params, error) {
	p, err := a.KDF(ctx)
	if !p.AtLeast(vault.Floor) {
		p = vault.Floor
	}
	return p, err
}

// RaiseKDF makes guessing the master password costlier. Zero params are
// measured. Nothing gets cheaper: an error of kind [Refused].
func (a *App) RaiseKDF(ctx context.Context, password secret.Text, p vault.Params) (vault.Params, error) {
	measured := p == (vault.Params{})
	if measured {
		p = MeasureKDF(a.env)
	}
	now, err := a.params(ctx)
	switch {
	case err != nil:
		return p, err
	case !p.AtLeast(now) && measured:
		return p, orKeys(Fail(Refused, "try again when it is less busy, or name costs with --kdf MEMORY,PASSES,LANES",
			"this machine measures less now than key derivation costs already, and it never gets cheaper"),
			"try again when it is less busy")
	case !p.AtLeast(now):
		return p, Fail(Refused, "choose costs that are all at least what they are", "key derivation never gets cheaper")
	}
	if err := a.CheckPassword(ctx, password); err != nil {
		return p, err
	}
	err = a.v.SetPassword(ctx, password, p, vault.Event{Action: "vault.kdf"})
	return p, a.afterKeys(ctx, err, nil)
}

// Rekey writes the vault anew under new keys: who held the former ones opens
// no copy made from now on. The slots of the password and of trustees are made for
// the new keys, so that both open the new file as before. It returns what older
// copies still hold, as [App.Exposed].
func (a *App) Rekey(ctx context.Context, password secret.Text) (exposed []box.Entry, err error) {
	return a.rekey(ctx, password, vault.Event{Action: "vault.rekey"}, nil)
}

// rekey is [App.Rekey] with the event that it is recorded as, and with what is
// written in the same step: see [vault.Vault.Rekey].
func (a *App) rekey(ctx context.Context, password secret.Text, e vault.Event, then func(*vault.Tx) error) (exposed []box.Entry, err error) {
	if exposed, err = a.Exposed(ctx); err != nil {
		return nil, err
	}
	err = a.v.Rekey(ctx, password, e, a.env.progress("rewriting the vault"), then)
	return exposed, a.afterKeys(ctx, err, func() error { return errors.Join(a.makeSpool(ctx), a.renewHeld(ctx)) })
}

// renewHeld makes a new key for what is kept for others, which lies beside the
// vault and is not written anew with it. Where that is damaged there is nothing
// to protect, and verify tells of it.
func (a *App) renewHeld(ctx context.Context) error {
	for _, step := range []func(*vault.Tx) error{held.Renew, held.Settle} {
		err := a.update(ctx, "vault.rekey.held", "", step)
		var damage *vault.DamagedError
		if errors.As(err, &damage) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Compromised is for a master password that somebody else may know: it gives the
// vault a new one, and new keys as [App.Rekey]; what trustees hold stays good. If
// only the first succeeds, the error says so.
func (a *App) Compromised(ctx context.Context, password secret.Text) (exposed []box.Entry, err error) {
	if _, err := a.Exposed(ctx); err != nil {
		return nil, err
	}
	// New keys leave no old pages, either.
	if err := a.SetPassword(ctx, password); err != nil && !errors.Is(err, vault.ErrLeftovers) {
		return nil, err
	}
	exposed, err = a.Rekey(ctx, password)
	if err != nil {
		e := *Explain(err)
		e.What = "the master password is changed, but the keys are not: " + e.What
		e.Hint = "coffer rekey makes new ones"
		return nil, &e
	}
	return exposed, nil
}

// Exposed lists the items that copies made before now still hold, the trash
// and removed boxes included: what an old password or key opens for whoever
// has such a copy.
func (a *App) Exposed(ctx context.Context) (all []box.Entry, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		boxes, err := box.Boxes(tx)
		if err != nil {
			return err
		}
		for _, b := range boxes {
			for _, trashed := range []bool{false, true} {
				some, err := box.List(tx, b.ID, box.ListOptions{Trashed: trashed})
				if err != nil {
					return err
				}
				all = append(all, some...)
			}
		}
		return nil
	})
	return all, err
}

// Slots lists the keyslots; it needs no password.
func (a *App) Slots(ctx context.Context) ([]vault.Slot, error) { return a.v.Slots(ctx) }

// DropSlot removes a keyslot, and of a recovery slot the key that the vault kept:
// what opened it opens no copy made from now on.
func (a *App) DropSlot(ctx context.Context, id string) error {
	slot, err := vault.ParseID(id)
	if err != nil {
		return Fail(Usage, "coffer slot ls shows them", "%q is not the ID of a slot", host.Safe(id))
	}
	err = a.v.DropSlot(ctx, slot, vault.Event{Action: "slot.drop", Text: id})
	if errors.Is(err, vault.ErrNotFound) {
		return Fail(NotFound, "coffer slot ls shows them", "there is no slot %s", id)
	}
	return a.afterKeys(ctx, err, nil)
}

// Compact writes the file anew without what was deleted or replaced, and
// returns its size before and after.
func (a *App) Compact(ctx context.Context) (before, after int64, err error) {
	if before, err = a.size(); err != nil {
		return 0, 0, err
	}
	if err := a.clean(ctx); err != nil {
		return before, 0, err
	}
	after, err = a.size()
	return before, after, err
}
