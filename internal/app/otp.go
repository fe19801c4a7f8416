package app

import (
	"context"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/gen"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// Code is a one-time code.
type Code struct {
	Code      secret.Text
	Remaining time.Duration // how long it stays the current one; 0 if it counts
	Counts    bool          // each one is used once, whenever that is
	Issuer    string
	Account   string
}

// OTP returns the current one-time code of an item: of the named field, else of
// the first one that has any. A code that counts is used up: it is returned once
// the counter behind it is stored.
func (a *App) OTP(ctx context.Context, ref, field string) (c Code, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		c, err = useCode(tx, ref, field, false)
		return err
	})
	if err == nil {
		err = a.recordHandOut(ctx, ref)
	}
	if err != nil || !c.Counts {
		return c, err
	}
	err = a.update(ctx, "item.otp", ref, func(tx *vault.Tx) (err error) {
		c, err = useCode(tx, ref, field, true)
		return err
	})
	return c, err
}

// useCode makes the code, and may store what makes the next one.
func useCode(tx *vault.Tx, ref, field string, store bool) (c Code, err error) {
	it, err := itemAt(tx, ref)
	if err != nil {
		return c, err
	}
	defer wipeItem(&it)
	i, err := otpField(tx, &it, ref, field)
	if err != nil {
		return c, err
	}
	otp, err := gen.ParseOTP(it.Fields[i].Value)
	if err != nil {
		return c, err
	}
	c.Counts, c.Issuer, c.Account = otp.Counts(), otp.Issuer(), otp.Account()
	c.Code, c.Remaining, err = otp.Code(tx.Now())
	if err != nil || !store {
		return c, err
	}
	if otp, err = otp.Next(); err != nil {
		return c, err
	}
	it.Fields[i].Value.Wipe()
	it.Fields[i].Value = otp.URI()
	return c, box.Put(tx, &it, box.Unkept()) // a counter that was used is no past to go back to
}

// otpField finds the field that holds the secret of the codes.
func otpField(tx *vault.Tx, it *box.Item, ref, name string) (int, error) {
	name = box.NFC(name)
	i := slices.IndexFunc(it.Fields, func(f box.Field) bool {
		if name != "" {
			return f.Name == name
		}
		return f.Kind == box.TOTP && (!f.Value.IsZero() || f.Tier == vault.Core && !tx.HasCore())
	})
	if i < 0 && name == "" {
		return i, Fail(NotFound, "coffer edit "+host.ShellWord(host.Safe(ref))+" --field totp --stdin gives it one",
			"%s has no secret for one-time codes", itemTitle(it))
	}
	if i < 0 {
		name = host.Safe(name)
		return i, Fail(NotFound, "coffer show lists the fields", "%s has no field %q", itemTitle(it), name)
	}
	_, err := secretField(tx, it, it.Fields[i].Name)
	return i, err
}
