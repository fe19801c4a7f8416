package backup

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"coffer/vault"
	"coffer/vault/blob"
)

// Place is where the backups of one vault lie: below its ID in a store, which may hold
// those of others as well.
type Place struct {
	Store blob.Store
	Vault vault.ID
	Rand  io.Reader // for the names of objects
}

// The folders of a place.
const (
	packsName     = "p"
	manifestsName = "s"
)

func (p Place) folder(name string) string       { return p.Vault.String() + "/" + name }
func (p Place) packName(id vault.ID) string     { return p.folder(packsName) + "/" + id.String() }
func (p Place) manifestName(id vault.ID) string { return p.folder(manifestsName) + "/" + id.String() }
func (p Place) newID() (vault.ID, error)        { return vault.NewID(p.Rand) }
func (p Place) list(ctx context.Context, name string, each func(blob.Object) error) error {
	err := p.Store.List(ctx, p.folder(name), each)
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	return err
}

// Vaults are the vaults of which a store holds backups, for whoever has no vault yet.
func Vaults(ctx context.Context, s blob.Store) (all []vault.ID, err error) {
	err = s.List(ctx, "", func(o blob.Object) error {
		id, ok := vaultOf(o.Name)
		if !ok || slices.Contains(all, id) {
			return nil
		}
		if len(all) == MaxSnapshots {
			return ErrMany
		}
		all = append(all, id)
		return nil
	})
	return all, err
}

func vaultOf(name string) (id vault.ID, ok bool) {
	const n = 26
	if len(name) < n+3 || name[n:n+3] != "/"+manifestsName+"/" {
		return id, false
	}
	id, err := vault.ParseID(name[:n])
	return id, err == nil
}

// listed is what a place holds.
type listed struct {
	all     []Snapshot         // of each backup the newest edition; the oldest first
	former  []string           // names of objects with former editions
	packs   map[vault.ID]int64 // and their sizes
	strange []string           // manifests that cannot be read
}

// look reads all manifests.
func (p Place) look(ctx context.Context) (l listed, err error) {
	names, err := p.manifests(ctx)
	if err != nil {
		return l, err
	}
	newest := make(map[vault.ID]Snapshot)
	for _, name := range names {
		s, err := p.read(ctx, name)
		var d *vault.DamagedError
		var f *vault.FormatError
		switch {
		case errors.Is(err, blob.ErrNotFound): // another program has deleted it meanwhile
			continue
		case errors.As(err, &d), errors.As(err, &f), errors.Is(err, ErrForeign):
			l.strange = append(l.strange, name)
			continue
		case err != nil:
			return l, err
		}
		was, there := newest[s.m.ID]
		if there && was.newer(&s) {
			s, was = was, s
		}
		if newest[s.m.ID] = s; there {
			l.former = append(l.former, was.name)
		}
	}
	for _, s := range newest {
		l.all = append(l.all, s)
	}
	slices.SortFunc(l.all, byTime)
	l.packs, err = p.packs(ctx)
	return l, err
}

// newer tells which of two editions counts; of two equal ones both do as well.
func (s *Snapshot) newer(t *Snapshot) bool {
	return s.m.Edition > t.m.Edition || s.m.Edition == t.m.Edition && s.name > t.name
}

func byTime(a, b Snapshot) int {
	return cmp.Or(cmp.Compare(a.m.Time, b.m.Time), cmp.Compare(a.m.Revision, b.m.Revision), slices.Compare(a.m.ID[:], b.m.ID[:]))
}

func (p Place) manifests(ctx context.Context) (names []string, err error) {
	err = p.list(ctx, manifestsName, func(o blob.Object) error {
		if len(names) == 2*MaxSnapshots {
			return ErrMany
		}
		names = append(names, o.Name)
		return nil
	})
	slices.Sort(names)
	return names, err
}

func (p Place) packs(ctx context.Context) (sizes map[vault.ID]int64, err error) {
	sizes = make(map[vault.ID]int64)
	err = p.list(ctx, packsName, func(o blob.Object) error {
		const prefix = 26 + 1 + len(packsName) + 1
		if len(o.Name) <= prefix {
			return nil
		}
		id, err := vault.ParseID(o.Name[prefix:])
		if err != nil || p.packName(id) != o.Name {
			return nil // a name that is none of ours
		}
		if len(sizes) == maxPacks {
			return ErrMany
		}
		sizes[id] = o.Size
		return nil
	})
	return sizes, err
}

func (p Place) read(ctx context.Context, name string) (s Snapshot, err error) {
	b, err := p.Store.Get(ctx, name, maxManifest)
	if errors.Is(err, blob.ErrTooLarge) {
		return s, damaged("a manifest")
	}
	if err != nil {
		return s, err
	}
	s.name = name
	if s.m, err = parse(b); err != nil {
		return s, err
	}
	if s.m.Vault != p.Vault {
		return s, ErrForeign
	}
	return s, nil
}

// put writes a manifest under a name of its own.
func (p Place) put(ctx context.Context, m manifest) (s Snapshot, err error) {
	b, err := m.marshal()
	if err != nil {
		return s, err
	}
	if len(b) > maxManifest {
		return s, blob.ErrTooLarge
	}
	id, err := p.newID()
	if err != nil {
		return s, err
	}
	s = Snapshot{m: m, name: p.manifestName(id)}
	return s, p.Store.Put(ctx, s.name, b)
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
