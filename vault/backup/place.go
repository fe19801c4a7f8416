package backup

import (
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

func (p Place) read(ctx context.Context, name string) (s Snapshot, err error) {
	b, err := p.Store.Get(ctx, name, maxManifest)
	if errors.Is(err, blob.ErrTooLarge) {
		return s, damaged("a manifest")
	}
	if err != nil {
		return s, err
	}
	s.name, s.size = name, int64(len(b))
	if s.m, err = parse(b); err != nil {
		return s, err
	}
	if s.m.Vault != p.Vault {
		return s, ErrForeign
	}
	return s, nil
}

// put writes a manifest under a name of its own, which it returns also where that may have failed. What
// no reader would take is not written: [blob.ErrTooLarge].
func (p Place) put(ctx context.Context, m manifest) (s Snapshot, err error) {
	b, err := m.marshal()
	if err != nil {
		return s, err
	}
	if len(b) > maxManifest || !m.fits() {
		return s, blob.ErrTooLarge
	}
	id, err := p.newID()
	if err != nil {
		return s, err
	}
	s = Snapshot{m: m, name: p.manifestName(id), size: int64(len(b))}
	return s, p.Store.Put(ctx, s.name, b)
}
