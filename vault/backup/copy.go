package backup

import (
	"context"
	"errors"

	"coffer/vault"
	"coffer/vault/blob"
)

// Copied is what [Copy] did.
type Copied struct {
	Snapshots int   // backups that came
	Former    int   // of them: written anew since
	Bytes     int64 // in packs
	There     int   // backups that were there already
	Left      int   // backups that are damaged where they come from
}

// Copy brings backups from one place into another one of the same vault: those that are not there, and those
// of which there is a former edition. Each pack is checked on its way. Packs go ahead of the manifests
// that name them, so that an interrupt leaves nothing that counts; the next copy goes on where it was.
// Backups that one place alone has stay there.
func Copy(ctx context.Context, from, to Place, progress vault.Progress) (c Copied, err error) {
	if from.Vault != to.Vault {
		return c, ErrForeign
	}
	src, err := from.look(ctx)
	if err != nil {
		return c, err
	}
	dst, err := to.look(ctx)
	if err != nil {
		return c, err
	}
	there := make(map[vault.ID]*Snapshot)
	for i := range dst.all {
		there[dst.all[i].m.ID] = &dst.all[i]
	}
	if together(src.all, there) > MaxSnapshots {
		return c, ErrMany
	}
	for i := range src.all {
		progress.Tell(i, len(src.all))
		s := &src.all[i]
		if err := c.bring(ctx, from, to, s, there[s.m.ID], &dst); err != nil {
			return c, err
		}
	}
	progress.Tell(len(src.all), len(src.all))
	return c, to.Sweep(ctx)
}

// bring copies one backup, unless it is there or damaged.
func (c *Copied) bring(ctx context.Context, from, to Place, s, was *Snapshot, dst *listed) error {
	if was != nil && was.m.Edition >= s.m.Edition && dst.holds(&was.m) {
		c.There++
		return nil
	}
	err := c.copy(ctx, from, to, s, dst)
	var d *vault.DamagedError
	switch {
	case errors.As(err, &d):
		c.Left++
		return nil
	case err != nil:
		return err
	}
	if c.Snapshots++; was != nil {
		c.Former++
	}
	return nil
}

// together is how many backups two places have.
func together(all []Snapshot, there map[vault.ID]*Snapshot) int {
	n := len(there)
	for i := range all {
		if there[all[i].m.ID] == nil {
			n++
		}
	}
	return n
}

func (c *Copied) copy(ctx context.Context, from, to Place, s *Snapshot, dst *listed) error {
	for _, k := range s.m.Packs {
		size, there := dst.packs[k.ID]
		if there && size == k.Size {
			continue
		}
		b, err := from.readPack(ctx, k)
		if err != nil {
			return err
		}
		if there { // cut short, by a crash of the place
			if err := to.Store.Delete(ctx, to.packName(k.ID)); err != nil {
				return err
			}
		}
		if err := to.Store.Put(ctx, to.packName(k.ID), b); err != nil && !errors.Is(err, blob.ErrExists) {
			return err
		}
		dst.packs[k.ID] = k.Size
		c.Bytes += k.Size
	}
	_, err := to.put(ctx, s.m)
	return err
}
