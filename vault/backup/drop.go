package backup

import (
	"context"
	"errors"
	"slices"
	"time"

	"coffer/vault"
)

// Drop deletes backups, and what nothing else is made of. [ErrNotFound] where one is not there; then
// none is deleted.
func (p Place) Drop(ctx context.Context, ids ...vault.ID) error {
	l, err := p.look(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(l.all, func(s Snapshot) bool { return s.m.ID == id }) {
			return ErrNotFound
		}
	}
	return p.drop(ctx, l, ids)
}

// drop deletes all editions of backups, that which counts last: an interrupt brings no former one back.
func (p Place) drop(ctx context.Context, l listed, ids []vault.ID) error {
	for _, s := range slices.Concat(l.former, l.all) {
		if !slices.Contains(ids, s.m.ID) {
			continue
		}
		if err := p.Store.Delete(ctx, s.name); err != nil {
			return err
		}
	}
	return p.Sweep(ctx)
}

// DropUnreadable deletes the manifests that cannot be read, and then what nothing is made of. It returns how many
// there were. What a newer program wrote is among them.
func (p Place) DropUnreadable(ctx context.Context) (n int, err error) {
	l, err := p.look(ctx)
	if err != nil {
		return 0, err
	}
	for _, name := range l.strange {
		if err := p.Store.Delete(ctx, name); err != nil {
			return n, err
		}
		n++
	}
	return n, p.Sweep(ctx)
}

// Thin deletes the backups whose time is over, by a policy and by what reached says of a date that
// nothing follows from unless it is reached for certain. It returns which went.
func (p Place) Thin(ctx context.Context, o Policy, now time.Time, reached func(time.Time) bool) (gone []Snapshot, err error) {
	l, err := p.look(ctx)
	if err != nil {
		return nil, err
	}
	times := make([]time.Time, len(l.all))
	for i := range l.all {
		times[i] = l.all[i].Time()
	}
	var ids []vault.ID
	for i, due := range o.Due(times, now) {
		if !due.IsZero() && reached(due) {
			gone, ids = append(gone, l.all[i]), append(ids, l.all[i].m.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return gone, p.drop(ctx, l, ids)
}

// Sweep removes what no backup needs: former editions of manifests, and packs that no manifest
// names. Where a manifest cannot be read, no pack is removed: it may name it. It believes the
// lists of the place: nobody else may write there meanwhile.
func (p Place) Sweep(ctx context.Context) error {
	l, err := p.look(ctx)
	if err != nil {
		return err
	}
	for i := range l.former {
		if err := p.Store.Delete(ctx, l.former[i].name); err != nil {
			return err
		}
	}
	if len(l.strange) > 0 {
		return nil
	}
	for i := range l.all {
		for _, k := range l.all[i].m.Packs {
			delete(l.packs, k.ID)
		}
	}
	var errs []error
	for id := range l.packs {
		errs = append(errs, p.Store.Delete(ctx, p.packName(id)))
	}
	return errors.Join(errs...)
}
