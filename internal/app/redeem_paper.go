package app

import (
	"context"
	"os"
	"path/filepath"

	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// PaperTrust is a vault all of whose shares are on paper. Nobody there decides, waits or
// may veto, and so there is no ticket: enough sheets open it, or sign an order.
type PaperTrust struct {
	env  Env
	pack ticket.Pack
	wish ticket.Wish
	file string // the copy of the vault file; empty: the vault in the data folder
}

// OpenPaperTrust reads of a vault, or of a copy of its file, whose sheets open it. The wish
// says for what, in kind and address.
func OpenPaperTrust(ctx context.Context, env Env, lone string, w Wish) (*PaperTrust, error) {
	wish, err := w.wish()
	if err != nil {
		return nil, err
	}
	from := lone
	if from == "" {
		from = filepath.Join(env.Folders.Data, vault.FileName)
		if _, err := os.Lstat(from); err != nil {
			return nil, WithoutVault(noVault(env.Folders.Data, err), whichVault+"; for a ticket say --ticket FILE")
		}
	}
	source, err := ReadRecoverySource(ctx, from)
	if err != nil {
		return nil, err
	}
	if !source.PaperOnly() {
		return nil, Fail(Usage, "say --ticket FILE; coffer ticket open --from the vault file makes one", "which ticket? this vault has trustees who decide")
	}
	return &PaperTrust{env, source.Pack, wish, lone}, nil
}

// In is as [Asking.In].
func (p *PaperTrust) In(folder string, progress func(what string, done, total int)) {
	p.env.Folders.Data, p.env.Progress = folder, progress
}

// File is the copy of the vault file; empty: it is the vault in the data folder.
func (p *PaperTrust) File() string { return p.file }

// Needs is how many sheets it takes.
func (p *PaperTrust) Needs() int { return int(p.pack.Notice.Set(p.wish.Kind).Threshold) }

// PaperOnly tells that every share is on paper.
func (r RecoverySource) PaperOnly() bool {
	for i := range r.Notice.Deciders {
		if !r.Notice.Deciders[i].OnPaper() {
			return false
		}
	}
	return true
}

// Sheet is as [Asking.Sheet].
func (p *PaperTrust) Sheet(typed secret.Text, have []Share) (Share, error) {
	return wantedSheets{&p.pack, p.wish.Kind}.read(typed, have)
}

// Typed is as [Asking.Typed].
func (p *PaperTrust) Typed(typing *SheetTyping, have []Share) (Share, error) {
	return wantedSheets{&p.pack, p.wish.Kind}.typed(typing, have)
}

// Redeem opens the vault with enough sheets, all of it or its companion tier, and gives it a
// new master password; an order goes into the file.
func (p *PaperTrust) Redeem(ctx context.Context, o RedeemOptions) (done Redeemed, err error) {
	o.VaultFile = p.file
	set := p.pack.Notice.Set(p.wish.Kind)
	if k := p.Needs(); len(o.Sheets) < k {
		return done, Fail(Refused, "--share takes one each; coffer ticket redeem --help shows how", "%d of %d shares are here", len(o.Sheets), k)
	}
	if p.wish.Kind.IsOrder() {
		return p.order(ctx, o)
	}
	key, err := split.Combine(*set, o.Sheets[:set.Threshold])
	if err != nil {
		return done, err
	}
	defer key.Wipe()
	done, err = redeem(ctx, p.env, p.pack.Notice, p.wish.Kind, key, o)
	if err == nil && p.wish.Kind == ticket.Reset { // who they were lies in what is out of reach
		done.Trusted = append(done.Trusted, p.pack.Names.Deciders...)
	}
	return done, err
}

// order has the sheets sign an order, and puts it into the vault. Nobody else carries it.
func (p *PaperTrust) order(ctx context.Context, o RedeemOptions) (done Redeemed, err error) {
	signed, err := ticket.OrderOnPaper(p.pack.Notice, p.env.Rand, p.env.Clock.Now(), p.wish, o.Sheets)
	if err != nil {
		return done, err
	}
	o.Named = true
	done.Kind, done.OnPaper = string(p.wish.Kind), true
	done.Dir, done.Frozen, err = placeSigned(ctx, p.env, p.pack.Notice, o, signed)
	return done, err
}
