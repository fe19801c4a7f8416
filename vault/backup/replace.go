package backup

import (
	"context"
	"crypto/sha256"
	"slices"

	"coffer/vault"
)

// Replace writes a backup anew from what its vault is by now, for whoever has taken something out of
// it: v is the vault that [Place.ExtractVault] made, changed since. The backup keeps its ID and its date, and its
// attachments, but for those that are named. The former edition is deleted; its bytes are off the place once
// [Place.Repack] with all has run, which belongs at the end of the last one. The new edition is higher than any that
// other places have by having been repacked, so that [Push] takes it there.
func (p Place) Replace(ctx context.Context, s *Snapshot, v *vault.Vault, without []vault.ID) (Snapshot, error) {
	m := s.m
	m.Edition = (m.Edition/replaced + 1) * replaced
	m.Revision = v.Status().Revision
	m.Packs, m.Pairs, m.Count = nil, body{}, 0
	m.Files = nil
	for _, f := range s.m.Files {
		if !slices.Contains(without, f.ID) {
			m.Files = append(m.Files, file{ID: f.ID, Body: f.Body.clone()})
		}
	}
	k := &maker{p: p, o: Origin{Vault: v}, m: m, before: &s.m, fixed: true,
		out: writer{p: p, packs: slices.Clone(s.m.Packs)}, old: newReader(p, s.m.Packs), sum: sha256.New()}
	next, err := k.keep(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	return next, p.Store.Delete(ctx, s.name)
}

// replaced is by how much editions rise that are of other content, rounded; repacking adds one.
const replaced = 1 << 10
