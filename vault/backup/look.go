package backup

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"coffer/vault"
	"coffer/vault/blob"
)

// listed is what a place holds.
type listed struct {
	all     []Snapshot         // of each backup the edition that counts; the oldest first
	former  []Snapshot         // the other editions
	packs   map[vault.ID]int64 // and their sizes
	strange []string           // manifests that cannot be read
}

// look reads all manifests. Packs are listed after them: those that a manifest names were there before it.
func (p Place) look(ctx context.Context) (l listed, err error) {
	names, err := p.names(ctx, manifestsName, 2*MaxSnapshots)
	if err != nil {
		return l, err
	}
	editions, err := p.editions(ctx, names, &l)
	if err != nil {
		return l, err
	}
	if l.packs, err = p.names(ctx, packsName, maxPacks); err != nil {
		return l, err
	}
	for _, of := range editions {
		l.choose(of)
	}
	slices.SortFunc(l.all, byTime)
	return l, nil
}

// editions reads manifests, and sorts them by the backup that they are of.
func (p Place) editions(ctx context.Context, names map[vault.ID]int64, l *listed) (all map[vault.ID][]Snapshot, err error) {
	all = make(map[vault.ID][]Snapshot)
	room := int64(maxManifests)
	for id := range names {
		s, err := p.read(ctx, p.manifestName(id))
		var d *vault.DamagedError
		var f *vault.FormatError
		switch {
		case errors.Is(err, blob.ErrNotFound): // another program has deleted it meanwhile
			continue
		case errors.As(err, &d), errors.As(err, &f), errors.Is(err, ErrForeign):
			l.strange = append(l.strange, p.manifestName(id))
			continue
		case err != nil:
			return nil, err
		}
		if room -= s.size; room < 0 {
			return nil, ErrMany
		}
		all[s.m.ID] = append(all[s.m.ID], s)
	}
	return all, nil
}

// choose takes of the editions of one backup that which counts: the newest of those whose packs are
// there.
func (l *listed) choose(of []Snapshot) {
	whole := func(s *Snapshot) int {
		if l.holds(&s.m) {
			return 1
		}
		return 0
	}
	slices.SortFunc(of, func(s, t Snapshot) int {
		return cmp.Or(whole(&t)-whole(&s), cmp.Compare(t.m.Edition, s.m.Edition), cmp.Compare(s.name, t.name))
	})
	l.all, l.former = append(l.all, of[0]), append(l.former, of[1:]...)
}

// holds tells whether the packs of a manifest are there.
func (l *listed) holds(m *manifest) bool {
	for _, k := range m.Packs {
		if l.packs[k.ID] != k.Size {
			return false
		}
	}
	return true
}

func byTime(a, b Snapshot) int {
	return cmp.Or(cmp.Compare(a.m.Time, b.m.Time), cmp.Compare(a.m.Revision, b.m.Revision), compareIDs(a.m.ID, b.m.ID))
}

// names lists the objects of one folder, with their sizes. What has a name that is none of ours is
// somebody else's. [ErrMany] where there are more than most.
func (p Place) names(ctx context.Context, folder string, most int) (sizes map[vault.ID]int64, err error) {
	sizes = make(map[vault.ID]int64)
	prefix := p.folder(folder) + "/"
	err = p.list(ctx, folder, func(o blob.Object) error {
		id, err := vault.ParseID(strings.TrimPrefix(o.Name, prefix))
		if err != nil || prefix+id.String() != o.Name {
			return nil
		}
		if len(sizes) == most {
			return ErrMany
		}
		sizes[id] = o.Size
		return nil
	})
	return sizes, err
}

// Listing is what [Place.List] finds.
type Listing struct {
	All     []Snapshot // the oldest first
	Strange int        // manifests that were changed, or that a newer program wrote
	Stored  int64      // bytes in packs, shared by all
}

// List reads what backups there are. It needs no key.
func (p Place) List(ctx context.Context) (Listing, error) {
	l, err := p.look(ctx)
	if err != nil {
		return Listing{}, err
	}
	out := Listing{All: l.all, Strange: len(l.strange)}
	for _, size := range l.packs {
		out.Stored += size
	}
	return out, nil
}
