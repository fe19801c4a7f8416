package health

import (
	"net/url"
	"strings"
	"time"

	"coffer/box"
	"coffer/vault/secret"
)

// Item is what is known of one kept thing.
type Item struct {
	ID      [16]byte
	Path    box.Path
	Expires time.Time // zero: never
	Names   []string  // user names and addresses that stand in it
	URLs    []string
	Secrets []Secret
}

// Secret is one password or PIN of an item.
type Secret struct {
	Field string
	Kind  box.Kind // [box.Password] or [box.PIN]
	Value secret.Text
	Since time.Time // since when it is what it is, as far as that is known
	Half  bool      // of a complement: less than the secret, so it is not judged by itself
}

// Of takes what matters from an item of a box of that name. The secrets share
// their bytes with it: wiping one wipes the other. Fields that are locked or
// empty have none.
func Of(w *box.Whole, boxName string) Item {
	it := Item{
		ID: w.ID, Expires: w.Expires,
		Path: box.Path{Box: boxName, Folder: w.Folder, Title: w.Title},
	}
	for _, f := range w.Fields {
		if f.Value.IsZero() {
			continue
		}
		switch f.Kind {
		case box.Password, box.PIN:
			_, half := w.Complement(f.Name)
			it.Secrets = append(it.Secrets, Secret{Field: f.Name, Kind: f.Kind, Value: f.Value, Since: since(w, f), Half: half})
		case box.Username, box.Email:
			it.Names = append(it.Names, f.Value.Reveal())
		case box.URL:
			it.URLs = append(it.URLs, f.Value.Reveal())
		}
	}
	return it
}

// since is when the field got the value that it has. Where the history was cut
// it is the oldest time at which it is known to have had it.
func since(w *box.Whole, f box.Field) time.Time {
	at := w.Changed
	for i := range w.Former {
		old, ok := w.Former[i].Field(f.Name)
		if !ok || !old.Value.Equal(f.Value) {
			break
		}
		at = w.Former[i].Changed
	}
	return at
}

// names makes n what somebody would try first who sees all of the item but its
// secrets, and knows the owner.
func (it *Item) names(n *Names, owner []string) {
	n.reset()
	n.Add(it.Path.Title)
	n.Add(it.Names...)
	for _, address := range it.URLs {
		n.Add(host(address))
	}
	n.Add(owner...)
	n.Add(it.Path.Folder...)
	n.Add(it.Path.Box)
}

// host is that of an address, also of one without a scheme.
func host(address string) string {
	address = strings.TrimSpace(address)
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Hostname()
	}
	if u, err := url.Parse("//" + address); err == nil {
		return u.Hostname()
	}
	return ""
}

// Wipe wipes the secrets.
func (it *Item) Wipe() {
	for i := range it.Secrets {
		it.Secrets[i].Value.Wipe()
	}
}
