package app

import (
	"slices"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

func inboxShares(tx *vault.Tx) (found []InboxEntry, err error) {
	all, err := seal.ReadEntries(tx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	names, err := contact.Names(tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		e := &all[i]
		if e.Size == 0 && e.Taken.Number == 0 && e.Title == "" { // stopped before anything of it came
			continue
		}
		from := "@" + e.From.String()
		if at := slices.IndexFunc(names, func(n contact.Named) bool { return n.ID == e.From }); at >= 0 {
			from = names[at].Name
		}
		state, err := stateOf(tx, e)
		if err != nil {
			return nil, err
		}
		person, err := contact.Get(tx, e.From)
		if err != nil && !isNotFound(err) {
			return nil, err
		}
		found = append(found, InboxEntry{
			ID: e.ID, Kind: "share", From: from, Title: titleOf(tx, e), State: state,
			Number: e.Number, Time: e.Came, Sent: e.Sent, Doubtful: person.Compared.IsZero(),
		})
	}
	return found, nil
}

// stateOf is how an entry stands, and whether what there is to take is all here.
func stateOf(tx *vault.Tx, e *seal.Entry) (string, error) {
	if !e.Fresh() {
		return string(e.State()), nil
	}
	said, err := seal.EntryLetter(tx, e)
	if err != nil {
		return "", err
	}
	defer vault.Wipe(said.Item)
	whole, err := cameWhole(post.NewVaultDesk(tx), e.In, &said)
	if err == nil && !whole {
		return "coming", nil
	}
	return string(e.State()), err
}

// titleOf is the title of an entry; that of an item that is large enough for a
// parcel is known once all of it is here.
func titleOf(tx *vault.Tx, e *seal.Entry) string {
	if e.Title != "" || e.Size == 0 {
		return e.Title
	}
	o, err := openEntry(tx, e)
	defer o.item.Wipe()
	if err != nil {
		return ""
	}
	return o.item.Title
}

// openedEntry is what an entry says.
type openedEntry struct {
	item seal.Item
	said seal.Shared
	file sealedFile
}

func openEntry(tx *vault.Tx, e *seal.Entry) (o openedEntry, err error) {
	if o.said, err = seal.EntryLetter(tx, e); err != nil {
		return o, err
	}
	desk := post.NewVaultDesk(tx)
	data := o.said.Item
	if !o.said.Parcel.IsZero() {
		if data, err = readParcel(desk, e.In, o.said.Parcel); err != nil {
			return o, err
		}
	}
	defer vault.Wipe(data)
	if o.item, err = seal.DecodeItem(data); err != nil {
		return o, Fail(Input, "ask for it again", "what was sent is no item")
	}
	if len(o.item.Attachments) != len(o.said.Files) {
		o.item.Wipe()
		return o, Fail(Input, "ask for it again", "what was sent does not name each of its files")
	}
	o.file = func(i int) ([]byte, error) { return readParcel(desk, e.In, o.said.Files[i]) }
	return o, nil
}

// takenTo is the path of the item that an entry was taken to.
func takenTo(tx *vault.Tx, e *seal.Entry) (string, error) {
	if e.Taken.Number == 0 {
		return "", nil
	}
	w, err := findShared(tx, e.Taken.Item)
	if err != nil || w.away || w.gone {
		return "", err
	}
	path := w.Path()
	return path.String(), nil
}
