package seal

import (
	"errors"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
)

// dropFiles deletes sealed files that came.
func (h *hearing) dropFiles(files []File) error {
	kept := without(h.m.Receiving.Files, files)
	for _, f := range files {
		if err := h.dropParcels(f, kept); err != nil {
			return err
		}
	}
	h.m.Receiving.Files, h.rewrite = kept, true
	return nil
}

// dropParcels deletes what came of a file, but for what others name, too.
func (h *hearing) dropParcels(f File, kept []File) error {
	w, ok := h.m.way(h.m.Policy.Owner.Fingerprint)
	if !ok {
		return ErrTerms
	}
	for _, p := range f.Parcels {
		named := slices.ContainsFunc(kept, func(f File) bool {
			return slices.ContainsFunc(f.Parcels, func(q post.Parcel) bool { return q.ID == p.ID })
		})
		if named {
			continue
		}
		if err := post.DropParcel(h.k.Desk, w.In, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// hasFiles tells whether something that is sealed is here, and be it a part whose
// file is not known.
func (h *hearing) hasFiles() (bool, error) {
	if h.m.Receiving == nil {
		return false, nil
	}
	w, _ := h.m.way(h.m.Policy.Owner.Fingerprint)
	parcels, err := h.k.Desk.Arriving(w.In)
	return len(h.m.Receiving.Files)+len(parcels) > 0, err
}

// dropAll deletes everything that is sealed.
func (h *hearing) dropAll() error {
	if err := h.dropFiles(h.m.Receiving.Files); err != nil {
		return err
	}
	w, _ := h.m.way(h.m.Policy.Owner.Fingerprint)
	parcels, err := h.k.Desk.Arriving(w.In)
	for _, p := range parcels {
		err = errors.Join(err, post.DropParcel(h.k.Desk, w.In, p.ID))
	}
	return err
}

// tidy drops what no longer counts.
func (h *hearing) tidy() error {
	older, err := h.outdated()
	if err != nil || len(older) == 0 {
		return err
	}
	return h.dropFiles(older)
}

// outdated lists the files before the newest one that is here in whole and that
// the sender has spoken of.
func (h *hearing) outdated() ([]File, error) {
	if h.m.Receiving == nil {
		return nil, nil
	}
	files := h.m.Receiving.Files
	for i := len(files) - 1; i > 0; i-- {
		if !h.spokenOf(files[i]) {
			continue
		}
		whole, err := h.whole(files[i])
		if err != nil {
			return nil, err
		}
		if whole {
			return files[:i:i], nil
		}
	}
	return nil, nil
}

// spokenOf tells whether the sender has named a file. The first one stands in the
// offer.
func (h *hearing) spokenOf(f File) bool {
	if f.Number == 1 {
		return true
	}
	return slices.ContainsFunc(h.Course.Set.Events(), func(v hold.Verified) bool {
		u, ok := v.Event().(*hold.Update)
		return ok && u.Version == f.Number && u.File == f.Hash
	})
}

// whole tells whether all of a file is here. What is damaged is not.
func (h *hearing) whole(f File) (bool, error) {
	for _, p := range f.Parcels {
		data, whole, err := h.parcel(p)
		vault.Wipe(data)
		if errors.Is(err, post.ErrDamaged) {
			return false, nil
		}
		if !whole || err != nil {
			return false, err
		}
	}
	return true, nil
}

// parcel reads something that the sender sent over the channel of the seal.
func (h *hearing) parcel(p post.Parcel) (data []byte, whole bool, err error) {
	w, ok := h.m.way(h.m.Policy.Owner.Fingerprint)
	if !ok {
		return nil, false, ErrTerms
	}
	return post.ReadParcel(h.k.Desk, w.In, p)
}

// without returns the files that are not among some others.
func without(files, drop []File) (kept []File) {
	for _, f := range files {
		gone := false
		for _, d := range drop {
			gone = gone || d.Number == f.Number && d.Hash == f.Hash
		}
		if !gone {
			kept = append(kept, f)
		}
	}
	return kept
}
