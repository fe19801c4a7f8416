package app

import (
	"errors"
	"strings"

	"coffer/box"
	"coffer/box/health"
	"coffer/internal/host"
	"coffer/vault"
)

// checkPlace is what a check is about; the zero value is everything.
type checkPlace struct {
	wanted map[[16]byte]bool // the items; nil is all
	field  string            // of the one item; "" is all of it
}

// findCheckPlace finds an item, a folder or a box, or else PATH#FIELD, as findings name
// it. A slash at the end makes it a folder or a box. What a name with # in it means comes first.
func findCheckPlace(tx *vault.Tx, place string) (p checkPlace, err error) {
	if place == "" {
		return p, nil
	}
	p.wanted = map[[16]byte]bool{}
	folder, slash := strings.CutSuffix(place, "/")
	if !slash {
		found, err := box.Resolve(tx, place)
		if err == nil {
			p.wanted[found[0].ID] = true
		}
		if !errors.Is(err, box.ErrNotFound) {
			return p, err
		}
	}
	names, err := box.SplitFolder(folder)
	if err != nil {
		return p, err
	}
	all, err := listPlace(tx, names, box.ListOptions{})
	if err != nil && Explain(err).Kind == NotFound {
		e, field, there, fieldErr := itemAndField(tx, place)
		if there {
			p.wanted[e.ID], p.field = true, field
			return p, fieldErr
		}
	}
	for _, e := range all {
		p.wanted[e.ID] = true
	}
	return p, err
}

// oneOrField resolves PATH or PATH#FIELD, where the item need not have the field any
// more.
func oneOrField(tx *vault.Tx, ref string) (e box.Entry, field string, err error) {
	found, err := box.Resolve(tx, ref)
	if err == nil {
		return found[0], "", nil
	}
	if errors.Is(err, box.ErrNotFound) {
		if e, field, there, err := itemAndField(tx, ref); there {
			return e, field, err
		}
	}
	return e, "", missing(tx, ref, err)
}

// itemAndField resolves PATH#FIELD, with as long a path as there is.
func itemAndField(tx *vault.Tx, ref string) (e box.Entry, field string, there bool, err error) {
	for path := ref; ; {
		at := strings.LastIndexByte(path, '#')
		if at <= 0 || at == len(ref)-1 {
			return e, "", false, nil
		}
		path = path[:at]
		found, err := box.Resolve(tx, path)
		if errors.Is(err, box.ErrNotFound) {
			continue
		}
		if err == nil {
			e = found[0]
		}
		return e, box.NFC(ref[at+1:]), true, err
	}
}

// hasField refuses a field that holds nothing to check.
func (k *checking) hasField() error {
	if k.field == "" || len(k.secrets()) > 0 {
		return nil
	}
	path := k.within()[0].Path.String()
	return Fail(NotFound, "coffer show "+host.ShellWord(path)+" lists the fields",
		"%s has no password and no PIN %q", host.Safe(path), host.Safe(k.field))
}

// outside tells that a finding is about something else than the place; what is about
// the vault itself belongs to everything.
func (k *checking) outside(f health.Finding) bool {
	return k.wanted != nil && !k.wanted[f.ID] || k.field != "" && k.field != f.Field
}

// within are the items of the place.
func (k *checking) within() (items []*health.Item) {
	for i := range k.items {
		if k.wanted == nil || k.wanted[k.items[i].ID] {
			items = append(items, &k.items[i])
		}
	}
	return items
}

// secrets are the passwords and PINs of the place.
func (k *checking) secrets() (all []*health.Secret) {
	for _, it := range k.within() {
		for i := range it.Secrets {
			if k.field == "" || k.field == it.Secrets[i].Field {
				all = append(all, &it.Secrets[i])
			}
		}
	}
	return all
}
