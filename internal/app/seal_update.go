package app

import (
	"context"
	"errors"
	"fmt"

	"coffer/box"
	"coffer/box/hold"
	"coffer/box/seal"
	"coffer/vault"
)

// UpdateSeal sends the item as it is now.
func (a *App) UpdateSeal(ctx context.Context, ref string) (SealInfo, error) {
	return a.decideSeal(ctx, "seal.update", ref, hold.Owner, func(d *sealDesk, m *seal.Matter) error {
		return d.update(m)
	})
}

func (d *sealDesk) update(m *seal.Matter) error {
	path := d.path(m)
	if path == "" {
		return Fail(NotFound, "coffer trash ls may have it", "the item of this seal is not there any more")
	}
	out, err := outgoingItem(d.tx, "@"+m.Sending.Item.String())
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	content, err := d.contentOf(out)
	if err != nil {
		return err
	}
	defer content.Letter.Item.Wipe()
	if err := d.k.Update(m.ID, content); err != nil {
		return err
	}
	now, err := seal.ReadMatter(d.tx, m.ID)
	*m = now
	return err
}

// outdated lists those of some seals that change by themselves and whose item has
// changed.
func (d *sealDesk) outdated(all []seal.Matter) (ids []vault.ID, err error) {
	for i := range all {
		s := all[i].Sending
		if s == nil || !s.Auto {
			continue
		}
		revision, err := d.revision(s.Box, s.Item)
		if err != nil {
			return nil, err
		}
		if revision == 0 || revision == s.Revision || d.path(&all[i]) == "" { // it may lie in a removed box
			continue
		}
		st, err := d.k.State(&all[i])
		if err != nil {
			return nil, err
		}
		if mayDo(st, hold.MayUpdate) {
			ids = append(ids, all[i].ID)
		}
	}
	return ids, nil
}

// revision is that of an item; 0 while it is not there, in the trash, or not to be
// sent because it was changed without its core key.
func (d *sealDesk) revision(in, id vault.ID) (uint32, error) {
	it, err := box.Get(d.tx, in, id)
	wipeItem(&it)
	switch {
	case errors.Is(err, box.ErrNotFound), errors.Is(err, box.ErrMoved), !it.Trashed.IsZero():
		return 0, nil
	}
	return it.Revision, err
}
