package backup

import (
	"context"
	"errors"
	"time"

	"coffer/vault"
	"coffer/vault/blob"
)

// Copied is what [Push] or [Pull] did.
type Copied struct {
	Snapshots int   // backups that came
	Former    int   // of them: written anew since
	Bytes     int64 // in packs
	There     int   // backups that were there already
	Left      int   // backups that are damaged where they come from, or cannot be of this vault and day
}

// Push brings backups of one's own into another place of the same vault: those that are not there, and those
// of which there is a former edition. Each pack is checked on its way. Packs go ahead of the manifests
// that name them, so that an interrupt leaves nothing that counts; the next copy goes on where it was.
// Backups that one place alone has stay there.
func Push(ctx context.Context, from, to Place, progress vault.Progress) (Copied, error) {
	return (&copying{from: from, to: to, progress: progress}).run(ctx)
}

// Pull is [Push] for what comes from a place that others may write to: what is whole here stays as it
// is, whatever edition they have of it; what is of a day that is to come, or of an edition that leaves no room for another one, does not come, nor what is not whole,
// which is found before it counts.
func Pull(ctx context.Context, from, to Place, now time.Time, progress vault.Progress) (Copied, error) {
	return (&copying{from: from, to: to, progress: progress, latest: now.Add(aDay)}).run(ctx)
}

// copying is a push, or a pull.
type copying struct {
	from, to Place
	progress vault.Progress
	latest   time.Time // of a pull; zero: what comes is one's own
	dst      listed
	Copied
}

func (c *copying) pulls() bool { return !c.latest.IsZero() }

func (c *copying) run(ctx context.Context) (Copied, error) {
	if c.from.Vault != c.to.Vault {
		return c.Copied, ErrForeign
	}
	src, err := c.from.look(ctx)
	if err != nil {
		return c.Copied, err
	}
	if c.dst, err = c.to.look(ctx); err != nil {
		return c.Copied, err
	}
	there := make(map[vault.ID]*Snapshot)
	for i := range c.dst.all {
		there[c.dst.all[i].m.ID] = &c.dst.all[i]
	}
	if together(src.all, there) > MaxSnapshots {
		return c.Copied, ErrMany
	}
	for i := range src.all {
		c.progress.Tell(i, len(src.all))
		s := &src.all[i]
		if err := c.bring(ctx, s, there[s.m.ID]); err != nil {
			return c.Copied, err
		}
	}
	c.progress.Tell(len(src.all), len(src.all))
	return c.Copied, c.to.Sweep(ctx)
}

// bring copies one backup, unless it is there or of no use.
func (c *copying) bring(ctx context.Context, s, was *Snapshot) error {
	if was != nil && (c.pulls() || was.m.Edition >= s.m.Edition) && c.dst.holds(&was.m) {
		c.There++
		return nil
	}
	if c.pulls() && (s.Time().After(c.latest) || s.m.Edition > maxEdition/2) {
		c.Left++
		return nil
	}
	err := c.copy(ctx, s)
	var d *vault.DamagedError
	switch {
	case errors.As(err, &d), errors.Is(err, ErrForeign):
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

func (c *copying) copy(ctx context.Context, s *Snapshot) error {
	for _, k := range s.m.Packs {
		if err := c.pack(ctx, k); err != nil {
			return err
		}
	}
	if c.pulls() {
		if err := c.to.Verify(ctx, s, nil); err != nil {
			return err
		}
	}
	_, err := c.to.put(ctx, s.m)
	return err
}

func (c *copying) pack(ctx context.Context, k pack) error {
	size, there := c.dst.packs[k.ID]
	if there && size == k.Size {
		return nil
	}
	b, err := c.from.readPack(ctx, k)
	if err != nil {
		return err
	}
	if there { // cut short, by a crash of the place
		if err := c.to.Store.Delete(ctx, c.to.packName(k.ID)); err != nil {
			return err
		}
	}
	if err := c.to.Store.Put(ctx, c.to.packName(k.ID), b); err != nil && !errors.Is(err, blob.ErrExists) {
		return err
	}
	c.dst.packs[k.ID] = k.Size
	c.Bytes += k.Size
	return nil
}
