package draft

import (
	"slices"
	"time"

	"coffer/box"
	"coffer/vault/secret"
)

// Past is a password that an item had, and when another took its place.
type Past struct {
	Password string
	Until    time.Time
}

// Former makes a revision of each former password of an item, the newest first.
// It holds nothing else: nobody knows what else there was then.
func Former(it *box.Item, passwords []Past) []box.Item {
	var all []box.Item
	for _, p := range passwords {
		if p.Password == "" {
			continue
		}
		old := box.Item{Label: box.Label{Folder: it.Folder, Title: it.Title, Template: it.Template, Created: it.Created, Changed: p.Until}}
		old.Fields = []box.Field{{Name: "password", Kind: box.Password, Tier: box.Core, Value: secret.New(p.Password)}}
		all = append(all, old)
	}
	slices.SortStableFunc(all, func(a, b box.Item) int { return b.Changed.Compare(a.Changed) })
	for i := range all {
		all[i].Revision = uint32(len(all) - i)
	}
	return all
}
