package contact

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"coffer/vault"
)

// Get reads a contact. [ErrNotFound] when there is none.
func Get(tx *vault.Tx, id vault.ID) (Contact, error) {
	missing := &NotFoundError{"contact @" + id.String()}
	if id == ownKey.ID {
		return Contact{}, missing
	}
	r, err := tx.Get(vault.BoxZero, vault.Contacts, vault.Key{ID: id}, vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return Contact{}, missing
	}
	if err != nil {
		return Contact{}, err
	}
	return decodeContact(id, r.Plain)
}

// MinPrefix is how much of an id may stand for it, in characters.
const MinPrefix = 4

// Means tells whether @ and an id, or its beginning, of at least four characters,
// may mean this one. The @ may be left out.
func Means(name string, id vault.ID) bool {
	text := strings.ToLower(strings.TrimPrefix(name, "@"))
	return len(text) >= MinPrefix && strings.HasPrefix(id.String(), text)
}

// TooShort tells that a name is an @ and so little of an id that it means none.
func TooShort(name string) bool {
	text, ok := strings.CutPrefix(name, "@")
	return ok && text != "" && len(text) < MinPrefix
}

// ByID returns which of some ids are meant by @ and an id, or its beginning: a place
// in the list, or -1. [ErrSeveral] for several. See [Means].
func ByID(name string, ids []vault.ID) (at int, err error) {
	at = -1
	for i, id := range ids {
		switch {
		case !Means(name, id):
		case at >= 0:
			return -1, fmt.Errorf("%s: %w", quote(name), ErrSeveral)
		default:
			at = i
		}
	}
	return at, nil
}

// Find reads the contact of a name, or of @ and an id or its beginning.
func Find(tx *vault.Tx, name string) (Contact, error) {
	names, err := Names(tx)
	if err != nil {
		return Contact{}, err
	}
	if strings.HasPrefix(name, "@") {
		ids := make([]vault.ID, len(names))
		for i := range names {
			ids[i] = names[i].ID
		}
		at, err := ByID(name, ids)
		if err != nil {
			return Contact{}, err
		}
		if at < 0 {
			return Contact{}, &NotFoundError{"contact " + quote(name)}
		}
		return Get(tx, ids[at])
	}
	clean, err := CleanName(name)
	if err != nil {
		return Contact{}, &NotFoundError{"contact " + quote(name)}
	}
	i := withName(names, clean)
	if i < 0 {
		return Contact{}, &NotFoundError{"contact " + quote(clean)}
	}
	c, err := Get(tx, names[i].ID)
	if errors.Is(err, ErrNotFound) || err == nil && c.Name != clean {
		return Contact{}, malformed("the names of contacts lead elsewhere", nil)
	}
	return c, err
}

// List reads all contacts, by name.
func List(tx *vault.Tx) (all []Contact, err error) {
	var mu sync.Mutex
	err = tx.Scan(vault.BoxZero, vault.Contacts, vault.Core, func(_ int, r vault.Record) error {
		if r.Key == ownKey {
			return nil
		}
		c, err := decodeContact(r.Key.ID, r.Plain)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Contact) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Put writes a contact. One without an id is new and gets one. [ErrExists] when
// another has its name, [ErrBound] for a name that cannot be, [ErrFull] when there
// are [MaxContacts].
func Put(tx *vault.Tx, c *Contact) error {
	name, err := CleanName(c.Name)
	if err != nil {
		return err
	}
	c.Name = name
	names, err := Names(tx)
	if err != nil {
		return err
	}
	i := withName(names, name)
	if i >= 0 && names[i].ID != c.ID {
		return &ExistsError{"contact " + quote(name)}
	}
	if c.ID.IsZero() {
		if len(names) >= MaxContacts {
			return ErrFull
		}
		if c.ID, err = tx.NewID(); err != nil {
			return err
		}
	}
	plain, err := c.encode()
	if err != nil {
		return err
	}
	if _, err := tx.Put(vault.BoxZero, vault.Contacts, vault.Key{ID: c.ID}, vault.Core, plain); err != nil || i >= 0 {
		return err
	}
	return putNames(tx, append(without(names, c.ID), Named{ID: c.ID, Name: name}))
}

// Delete forgets a contact. What else knows of it stays.
func Delete(tx *vault.Tx, id vault.ID) error {
	if _, err := Get(tx, id); err != nil {
		return err
	}
	names, err := Names(tx)
	if err != nil {
		return err
	}
	if err := tx.Delete(vault.BoxZero, vault.Contacts, vault.Key{ID: id}, vault.Core); err != nil {
		return err
	}
	return putNames(tx, without(names, id))
}

// Check makes sure that the list of names and the contacts say the same. It is
// part of a verification.
func Check(tx *vault.Tx) error {
	all, err := List(tx)
	if err != nil {
		return err
	}
	names, err := Names(tx)
	if err != nil {
		return err
	}
	have := make([]Named, 0, len(all))
	for _, c := range all {
		have = append(have, Named{ID: c.ID, Name: c.Name})
	}
	if !slices.Equal(have, names) {
		return malformed("the names of contacts are not those of the contacts", nil)
	}
	if _, err := ReadOwn(tx); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// FreeName returns a name that no contact has: the one that is wanted, or with a
// number behind it.
func FreeName(tx *vault.Tx, want string) (string, error) {
	names, err := Names(tx)
	if err != nil {
		return "", err
	}
	name := want
	for n := 2; withName(names, name) >= 0; n++ {
		tail := fmt.Sprintf(" (%d)", n)
		cut := want
		for len(cut)+len(tail) > MaxName {
			cut = cut[:len(cut)-1]
		}
		name = strings.TrimSpace(strings.ToValidUTF8(cut, "")) + tail
	}
	return name, nil
}
