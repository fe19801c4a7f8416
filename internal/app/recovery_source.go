package app

import (
	"context"
	"errors"

	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
)

// RecoverySource names a vault and its trustees.
type RecoverySource struct{ ticket.Pack }

// Posts are the posts that the owner had.
func (r RecoverySource) Posts() []string { return r.Notice.Posts }

// ReadRecoverySource reads what names a vault and its trustees, for [NewTicket]: a pack,
// or a copy of the vault file, which knows no names.
func ReadRecoverySource(ctx context.Context, path string) (RecoverySource, error) {
	_, notice, err := vault.ReadClear(path, recoveryNotice)
	if err == nil {
		n, err := ticket.ParseNotice(notice)
		if err != nil {
			return RecoverySource{}, err
		}
		return RecoverySource{ticket.Nameless(n)}, nil
	}
	if errors.Is(err, vault.ErrNotFound) {
		return RecoverySource{}, Fail(Refused, "ask its owner", "this vault has no trustees")
	}
	r, err := host.OpenReading(ctx, path)
	if err != nil {
		return RecoverySource{}, err
	}
	defer r.Close()
	data, err := host.ReadAll(ctx, r, ticket.MaxPack+1)
	if err != nil {
		return RecoverySource{}, err
	}
	p, err := ticket.ParsePack(data)
	if err != nil {
		return RecoverySource{}, Fail(Input, "take the file that coffer deposit pack or coffer trustee pack wrote, or a copy of the vault file",
			"this names no trustees: %s", oneLine(err))
	}
	return RecoverySource{p}, nil
}
