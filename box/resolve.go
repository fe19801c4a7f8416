package box

import (
	"bytes"
	"errors"
	"slices"
	"sort"
	"strings"

	"coffer/vault"
)

// Resolve finds the item that a person means: by an exact path; by @ID, whole
// or at least its first four characters; or, for a single word, by title in all
// boxes. [ErrNotFound] for none, an [AmbiguousError] for several. Items in the
// trash and in removed boxes are not found.
func Resolve(tx *vault.Tx, ref string) ([]Entry, error) {
	return resolve(tx, ref, false)
}

// ResolveTrashed is [Resolve] among the items in the trash, by the path that
// they had there.
func ResolveTrashed(tx *vault.Tx, ref string) ([]Entry, error) {
	return resolve(tx, ref, true)
}

func resolve(tx *vault.Tx, ref string, trashed bool) ([]Entry, error) {
	find := byReference
	if strings.HasPrefix(ref, "@") {
		find = byID
	}
	found, err := find(tx, ref, trashed)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, notFound("item %s", quote(ref))
	case len(found) > 1:
		addUsers(tx, found)
		return found, &AmbiguousError{Candidates: found}
	}
	return found, nil
}

func byReference(tx *vault.Tx, ref string, trashed bool) ([]Entry, error) {
	p, err := ParsePath(ref)
	switch {
	case err != nil:
		return nil, err
	case p.Title == "":
		return byTitle(tx, p.Box, trashed)
	case trashed:
		return byOldPath(tx, p)
	}
	return byPath(tx, p)
}

// byPath looks into the index, which costs the same in a box of any size.
func byPath(tx *vault.Tx, p Path) ([]Entry, error) {
	b, err := BoxByName(tx, p.Box)
	if err != nil {
		return nil, err
	}
	ids, err := tx.IndexGet(b.ID, indexName(p.Folder, p.Title))
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		return nil, err
	}
	var found []Entry
	for _, id := range ids {
		e, err := entry(tx, b, id)
		if err != nil && !errors.Is(err, vault.ErrNotFound) {
			return nil, err
		}
		if err != nil || !e.Trashed.IsZero() || e.Title != p.Title || !slices.Equal(e.Folder, p.Folder) {
			return nil, malformed("the index of a box names another item", nil)
		}
		found = append(found, e)
	}
	return found, nil
}

func entry(tx *vault.Tx, b Box, id vault.ID) (Entry, error) {
	r, err := tx.Get(b.ID, vault.Items, vault.Key{ID: id}, vault.Companion)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Box: b.ID, ID: id, BoxName: b.Name}
	e.Revision, _, err = decodeLabel(r.Plain, &e.Label)
	return e, err
}

// PathOf tells where an item lies. [vault.ErrNotFound] if there is none.
func PathOf(tx *vault.Tx, box, id vault.ID) (Path, error) {
	b, err := BoxByID(tx, box)
	if err != nil {
		return Path{}, err
	}
	e, err := entry(tx, b, id)
	return e.Path(), err
}

func byOldPath(tx *vault.Tx, p Path) ([]Entry, error) {
	b, err := BoxByName(tx, p.Box)
	if err != nil {
		return nil, err
	}
	found, err := entries(tx, b.ID, false, func(l *Label) bool {
		return !l.Trashed.IsZero() && l.Title == p.Title && slices.Equal(l.Folder, p.Folder)
	})
	return named(found, b.Name), err
}

// byTitle looks at all items; only those whose records hold the word at all are
// decoded.
func byTitle(tx *vault.Tx, title string, trashed bool) ([]Entry, error) {
	boxes, err := live(tx)
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, b := range boxes {
		found, err := titled(tx, b, []byte(title), trashed)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func titled(tx *vault.Tx, b Box, title []byte, trashed bool) ([]Entry, error) {
	found := newGather[Entry](tx)
	err := tx.Scan(b.ID, vault.Items, vault.Companion, func(n int, r vault.Record) error {
		if !bytes.Contains(r.Plain, title) {
			return nil
		}
		e := Entry{Box: b.ID, ID: r.Key.ID, BoxName: b.Name}
		var err error
		e.Revision, _, err = readLabel(r.Plain, &found[n].label, &e.Label)
		if err == nil && e.Title == string(title) && e.Trashed.IsZero() != trashed {
			found[n].add(e, &e)
		}
		return err
	})
	return found.sorted(), err
}

func byID(tx *vault.Tx, ref string, trashed bool) ([]Entry, error) {
	prefix := strings.ToLower(ref[1:])
	first, err := firstID(prefix)
	if err != nil {
		return nil, err
	}
	boxes, err := live(tx)
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, b := range boxes {
		ids, err := idsFrom(tx, b.ID, first, prefix)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			e, err := entry(tx, b, id)
			if err != nil {
				return nil, err
			}
			if e.Trashed.IsZero() != trashed {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// firstID is the lowest ID with this prefix.
func firstID(prefix string) (vault.ID, error) {
	whole := len(vault.ID{}.String())
	if len(prefix) < minIDPrefix || len(prefix) > whole {
		return vault.ID{}, notFound("item %s", quote("@"+prefix))
	}
	id, err := vault.ParseID(prefix + strings.Repeat("0", whole-len(prefix)))
	if err != nil {
		return vault.ID{}, notFound("item %s", quote("@"+prefix))
	}
	return id, nil
}

// idsFrom returns the IDs of a box that start with the prefix. Keys are sorted
// as bytes, and so are the letters of an ID.
func idsFrom(tx *vault.Tx, box, first vault.ID, prefix string) ([]vault.ID, error) {
	key := vault.Key{ID: first}
	if len(prefix) == len(first.String()) {
		if ok, err := tx.Has(box, vault.Items, key, vault.Companion); err != nil || !ok {
			return nil, err
		}
		return []vault.ID{first}, nil
	}
	keys, err := tx.Keys(box, vault.Items, vault.Companion)
	if err != nil {
		return nil, err
	}
	from := sort.Search(len(keys), func(i int) bool {
		return bytes.Compare(keys[i].ID[:], first[:]) >= 0
	})
	var ids []vault.ID
	for _, key := range keys[from:] {
		if !strings.HasPrefix(key.ID.String(), prefix) {
			break
		}
		ids = append(ids, key.ID)
	}
	return ids, nil
}
