package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// Redeemed is what carrying a ticket out has changed.
type Redeemed struct {
	Kind    string
	Dir     string // the vault's folder
	Trusted []string
	Frozen  *Frozen // what the vault is ordered to now, where an order went into it
	OnPaper bool    // sheets alone decided it, and nobody carries an order but whoever has them
	// Exposed is what older copies of the file still hold, under the old password.
	Exposed []box.Entry
	// Faults are trustees who gave what does not count, and why.
	Faults []string
}

// RedeemOptions say what a ticket is carried out on.
type RedeemOptions struct {
	// VaultFile is a copy of the vault file, from which a vault is made in the data
	// folder, or for an order the file itself; empty: the vault that is there.
	VaultFile string
	// Named tells that somebody named the folder: then an order goes into the vault
	// that is there, or is refused. Else another vault there is the requester's own.
	Named bool
	// Sheets are shares on paper that somebody typed; the caller wipes them.
	Sheets []split.Share
	// Password asks for the new master password, once everything else is ready.
	Password func() (secret.Text, error)
}

// ShowSheets tells trustees of shares on paper, which count for as many of theirs.
func (q *Asking) ShowSheets(sheets []split.Share) error {
	return q.update(func(r *ticket.Requester) error {
		for _, s := range sheets {
			if err := r.Prove(s); err != nil {
				return err
			}
		}
		return nil
	})
}

// Redeem carries a released ticket out: with shares it opens the vault, all of it or
// its companion tier, and gives it a new master password; an order goes into the file.
func (q *Asking) Redeem(ctx context.Context, o RedeemOptions) (done Redeemed, err error) {
	if q.asking.Redeemed != 0 {
		return done, Fail(Refused, "coffer ticket open makes another one", "this ticket was redeemed already")
	}
	if err := q.stopped(); err != nil {
		return done, err
	}
	if q.asking.Terms.Kind.IsOrder() {
		return q.redeemOrder(ctx, o)
	}
	key, err := q.key(o.Sheets)
	if err != nil {
		return done, err
	}
	defer key.Wipe()
	if done, err = redeem(ctx, q.env, q.asking.Notice, q.asking.Terms.Kind, key, o); err != nil {
		return done, err
	}
	if q.asking.Terms.Kind == ticket.Reset { // who they were lies in what is out of reach
		done.Trusted = append(done.Trusted, q.asking.Names.Deciders...)
	}
	err = q.update(func(r *ticket.Requester) error {
		done.Faults = q.faults(r)
		r.Asking.Redeemed = q.env.Clock.Now().Unix()
		return nil
	})
	return done, err
}

// faults names those who gave what does not count: their client was changed, or what it
// keeps is damaged, which somebody should know also where it was not needed.
func (q *Asking) faults(r *ticket.Requester) (some []string) {
	for _, b := range r.NotGenuine() {
		some = append(some, q.call(b.By)+" "+GaveFault(b.Why))
	}
	return some
}

// redeem opens the vault of a notice with its recovery key, and gives it a new password.
// When it returns, that stands: in the vault's folder, or in no folder at all.
func redeem(ctx context.Context, env Env, n *ticket.Notice, kind ticket.Kind, key secret.Key, o RedeemOptions) (done Redeemed, err error) {
	a, settle, err := redeemed(ctx, env, o.VaultFile)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, settle(err == nil)) }()
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.fits(ctx, n); err != nil {
		return done, err
	}
	password, err := o.Password()
	if err != nil {
		return done, err
	}
	defer password.Wipe()
	if kind == ticket.Reset {
		done, err = a.reset(ctx, key, password)
	} else {
		done, err = a.recover(ctx, key, password)
	}
	if errors.Is(err, vault.ErrRecoveryKey) { // the shares fit the vault's own set
		return done, Fail(Refused, "find a copy of the vault file from before, or ask its owner",
			"the keyslot that these shares open was removed from this vault")
	}
	if errors.Is(err, vault.ErrOlder) {
		return done, Fail(Refused, "find the newest copy of the vault file; a machine that knows of no newer one takes this one",
			"this copy is not the newest one: this machine has seen a newer one")
	}
	if err != nil {
		return done, err
	}
	done.Kind, done.Dir = string(kind), env.Folders.Data
	return done, nil
}

// key puts the shares together. Nothing is combined before there are enough, each
// checked by itself.
func (q *Asking) key(sheets []split.Share) (key secret.Key, err error) {
	set := q.asking.Notice.Set(q.asking.Terms.Kind)
	var shares []split.Share
	err = q.update(func(r *ticket.Requester) error { shares, _ = r.Answers(); return nil })
	defer func() {
		WipeShares(shares)
	}()
	if err != nil {
		return key, err
	}
	all := append([]split.Share(nil), shares...)
	for _, s := range sheets {
		if err := set.Verify(s); err != nil {
			return key, err
		}
		if !hasShare(all, s.Index) {
			all = append(all, s)
		}
	}
	k := int(set.Threshold)
	if len(all) < k {
		return key, q.notYet(len(all), k)
	}
	return split.Combine(*set, all[:k])
}

// Share is one share of a key, as it came from paper.
type Share = split.Share

// WipeShares overwrites shares.
func WipeShares(all []Share) {
	for _, s := range all {
		s.Wipe()
	}
}

func hasShare(all []split.Share, index int) bool {
	for _, s := range all {
		if s.Index == index {
			return true
		}
	}
	return false
}

// tooFew says who has given nothing, and why.
func (q *Asking) tooFew(have, want int) error {
	info, err := q.Info()
	if err != nil {
		return err
	}
	var missing []string
	for _, t := range info.Trustees {
		switch {
		case t.Given:
		case t.Fault != "":
			missing = append(missing, t.Name+" "+GaveFault(t.Fault))
		case t.Denied:
			missing = append(missing, t.Name+" denied")
		case t.Ready:
			missing = append(missing, t.Name+" is ready")
		case t.Seen:
			missing = append(missing, t.Name+" waits")
		default:
			missing = append(missing, t.Name+" has not confirmed")
		}
	}
	hint, keys := "coffer ticket show --ticket FILE shows how far they are", "f5 shows how far they are"
	if len(info.SheetsOf) > 0 {
		takes := " takes a share on paper, of " + host.Safe(strings.Join(info.SheetsOf, ", ")) + "; "
		hint, keys = "--share"+takes+hint, "p"+takes+keys
	}
	return orKeys(Fail(Refused, hint, "%d of %d shares are here: %s", have, want, host.Safe(strings.Join(missing, ", "))), keys)
}

// whichVault is for whoever is to open a vault, and has named none that is there.
const whichVault = "--vault FILE takes a copy of the vault file, --dir names the vault's folder"

// redeemed opens the vault that is to be recovered, still locked. A lone file is copied
// beside the folder first, from where settle puts it in its place once all went well, or
// takes it away.
func redeemed(ctx context.Context, env Env, lone string) (a *App, settle func(ok bool) error, err error) {
	settle = func(bool) error { return nil }
	if lone != "" {
		if settle, err = beside(ctx, &env, lone); err != nil {
			return nil, nil, err
		}
	}
	if a, err = Open(ctx, env); err != nil {
		return nil, nil, errors.Join(WithoutVault(err, whichVault), settle(false))
	}
	return a, settle, nil
}

// moveIntoPlace renames a folder to where nothing is, or an empty folder, so that it lasts
// through a loss of power.
func moveIntoPlace(tmp, dir string) error {
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return err
	}
	return sys.SyncDir(filepath.Dir(dir))
}

func copyVault(ctx context.Context, from, to string) error {
	r, err := host.OpenReading(ctx, from)
	if err != nil {
		return err
	}
	defer r.Close()
	return host.WriteAtomic(to, false, func(w io.Writer) error { _, err := io.Copy(w, r); return err })
}

// fits makes sure that the vault is the one of a notice, and that its trustees are still
// those.
func (a *App) fits(ctx context.Context, of *ticket.Notice) error {
	if a.v.ID() != of.Vault {
		return orKeys(Fail(Refused, "name the vault's folder with --dir, or a copy of its file with --vault", "this is another vault than the one of the ticket"),
			"name its folder, or a copy of its file")
	}
	data, err := a.v.Clear(ctx, recoveryNotice)
	if errors.Is(err, vault.ErrNotFound) || err == nil && len(data) == 0 {
		return Fail(Refused, "ask its owner", "this vault has no trustees any more")
	}
	if err != nil {
		return err
	}
	n, err := ticket.ParseNotice(data)
	if err != nil {
		return fmt.Errorf("the trustees that this vault names: %w", err)
	}
	if n.Hash() != of.Hash() {
		return orKeys(Fail(Refused, "open another ticket with --from this vault file, or with a newer pack of a trustee",
			"this vault has trustees of generation %d, and the ticket is for generation %d", n.Generation, of.Generation),
			"open another ticket, by this vault file or by a newer pack of a trustee")
	}
	return nil
}

// recover opens a locked vault with its recovery key, and gives it a new password. Its
// trustees' shares are worth nothing after that, and so the trust ends with it.
func (a *App) recover(ctx context.Context, key secret.Key, password secret.Text) (done Redeemed, err error) {
	if err := CheckNewPassword(password); err != nil {
		return done, err
	}
	params, err := a.params(ctx)
	if err != nil {
		return done, err
	}
	e := vault.Event{Action: "ticket.redeem"}
	err = a.v.Recover(ctx, key, password, params, e, a.env.progress("recovering the vault"), func(tx *vault.Tx) error {
		return a.onTrusts(tx, func(d *trustDesk) error {
			m := &meeting{tx: d.tx, desk: d.k.Desk, own: d.own}
			if err := m.tellRecovered(); err != nil {
				return err
			}
			t, err := ticket.Owned(d.tx)
			if errors.Is(err, ticket.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			done.Trusted = nil
			for i := range t.Notice.Deciders {
				done.Trusted = append(done.Trusted, d.decider(&t, i))
			}
			if err := d.k.End(t.ID, d.channel); err != nil {
				return err
			}
			return tx.PutClear(recoveryNotice, nil)
		})
	})
	err = a.afterKeys(ctx, err, func() error { return errors.Join(a.makeSpool(ctx), a.renewHeld(ctx)) })
	if err != nil {
		return done, err
	}
	done.Exposed, err = a.Exposed(ctx)
	return done, err
}
