package app

import (
	"context"
	"path/filepath"

	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// PaperTrust is a vault all of whose shares are on paper. Nobody there decides, waits or
// may veto, and so there is no ticket: enough sheets open it.
type PaperTrust struct {
	env  Env
	pack ticket.Pack
	file string // the copy of the vault file; empty: the vault in the data folder
}

// OpenPaperTrust reads of a vault, or of a copy of its file, whose sheets open it.
func OpenPaperTrust(ctx context.Context, env Env, lone string) (*PaperTrust, error) {
	from := lone
	if from == "" {
		from = filepath.Join(env.Folders.Data, vault.FileName)
	}
	source, err := ReadRecoverySource(ctx, from)
	if err != nil {
		return nil, err
	}
	if !source.PaperOnly() {
		return nil, Fail(Usage, "say --ticket FILE; coffer ticket open --from the vault file makes one", "which ticket? this vault has trustees who decide")
	}
	return &PaperTrust{env, source.Pack, lone}, nil
}

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
	return shareOnPaper(typed, &p.pack, ticket.Recover, have)
}

// Redeem opens the vault with enough sheets and gives it a new master password.
func (p *PaperTrust) Redeem(ctx context.Context, o RedeemOptions) (done Redeemed, err error) {
	o.VaultFile = p.file
	set := p.pack.Notice.Set(ticket.Recover)
	if k := int(set.Threshold); len(o.Sheets) < k {
		return done, Fail(Refused, "--share takes one each; coffer ticket redeem --help shows how", "%d of %d shares are here", len(o.Sheets), k)
	}
	key, err := split.Combine(*set, o.Sheets[:set.Threshold])
	if err != nil {
		return done, err
	}
	defer key.Wipe()
	return redeem(ctx, p.env, p.pack.Notice, ticket.Recover, key, o)
}
