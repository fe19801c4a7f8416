package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault"
	"coffer/vault/secret"
)

// DuplicateTag is what an import gives to an item that says what another one says.
const DuplicateTag = "duplicate"

// alikes finds what an import brings that is there already. It keeps marks and ids, under
// a key of the run that is in no file; nothing is read before the first item is there to
// be compared. Nil compares nothing.
type alikes struct {
	// within tells that items of one file are compared with each other, too.
	within bool

	key    secret.Key
	marker *box.Marker
	wholes map[box.Mark]int32 // where the first one that says this is, in places
	// Of what was there before the import; a file has several addresses of one account.
	accounts map[box.Mark]accountAt
	places   []itemPlace
	before   int32 // how many of these were there before the import
}

type itemPlace struct{ box, item vault.ID }

type accountAt struct {
	at       int32
	password box.Mark
}

// begin reads what is in the vault, and tells of boxes that it cannot read.
func (k *alikes) begin(ctx context.Context, tx *vault.Tx, unread func(box.Box)) (err error) {
	if k.key, err = secret.NewKey(tx.Rand()); err != nil {
		return err
	}
	k.marker = box.NewMarker(k.key)
	k.wholes, k.accounts = make(map[box.Mark]int32), make(map[box.Mark]accountAt)
	boxes, err := box.Boxes(tx)
	for _, b := range boxes {
		if err != nil || !b.Removed.IsZero() {
			continue
		}
		if err = k.read(ctx, tx, b.ID); damagedBox(err) {
			unread(b)
			err = nil
		}
	}
	k.before = int32(len(k.places))
	return err
}

// read takes in a box, or nothing of it: what was read before the damage may be of another
// day.
func (k *alikes) read(ctx context.Context, tx *vault.Tx, id vault.ID) error {
	before := int32(len(k.places))
	err := box.EachMarked(tx, id, k.key, func(item vault.ID, m box.Marks) error {
		k.know(m, itemPlace{id, item})
		return ctx.Err()
	})
	if err != nil {
		maps.DeleteFunc(k.wholes, func(_ box.Mark, at int32) bool { return at >= before })
		maps.DeleteFunc(k.accounts, func(_ box.Mark, a accountAt) bool { return a.at >= before })
	}
	return err
}

func damagedBox(err error) bool {
	var damage *vault.DamagedError
	return errors.As(err, &damage)
}

// know remembers an item that was there before.
func (k *alikes) know(m box.Marks, it itemPlace) {
	k.add(m, it)
	if _, known := k.accounts[m.Account]; !known && m.Account != (box.Mark{}) {
		k.accounts[m.Account] = accountAt{int32(len(k.places) - 1), m.Password}
	}
}

// learn remembers an item that came.
func (k *alikes) learn(m box.Marks, it itemPlace) {
	if k != nil && k.within && m != (box.Marks{}) {
		k.add(m, it)
	}
}

func (k *alikes) add(m box.Marks, it itemPlace) {
	if _, known := k.wholes[m.Whole]; !known {
		k.wholes[m.Whole] = int32(len(k.places))
	}
	k.places = append(k.places, it)
}

// wipe forgets the key, and with it what the marks stand for.
func (k *alikes) wipe() {
	if k != nil && k.marker != nil {
		k.marker.Wipe()
		k.key.Wipe()
	}
}

// compare finds out what an arriving item is like. A duplicate gets the tag, and comes in
// whole as any other. What arrives in the trash is not compared.
func (s *sink) compare(e *port.Entry, path box.Path) (m box.Marks, err error) {
	k := s.alike
	if k == nil || !e.Trashed.IsZero() {
		return m, nil
	}
	if k.marker == nil {
		if err := k.begin(s.ctx, s.tx, s.uncompared); err != nil {
			return m, err
		}
	}
	m = k.marker.Of(&e.Item)
	if at, known := k.wholes[m.Whole]; known {
		s.done.Duplicates++
		tag := tagged(&e.Item)
		return m, s.tellLike(&s.duplicates, path, at, "is like %s"+tag)
	}
	if a, known := k.accounts[m.Account]; known {
		return m, s.tellLike(&s.near, path, a.at, nearly(a.password == m.Password))
	}
	return m, nil
}

// tagged gives an item the tag, and says so.
func tagged(it *box.Item) string {
	switch {
	case slices.Contains(it.Tags, DuplicateTag):
		return ", and has the tag " + DuplicateTag
	case len(it.Tags) >= box.MaxTags:
		return ", and has no room for the tag " + DuplicateTag
	default:
		it.Tags = append(slices.Clip(it.Tags), DuplicateTag)
	}
	return ", and gets the tag " + DuplicateTag
}

// nearly says of an account what differs, with a place for its path.
func nearly(samePassword bool) string {
	if samePassword {
		return "seems to be the account of %s with the same password; something else differs"
	}
	return "seems to be the account of %s with another password"
}

// tellLike keeps a note that names another item.
func (s *sink) tellLike(n *notes, path box.Path, at int32, what string) error {
	if n.full() {
		n.told++
		return nil
	}
	other := s.alike.places[at]
	p, err := box.PathOf(s.tx, other.box, other.item)
	if err != nil {
		return err
	}
	like := port.Cut(p.String())
	switch same := p.String() == path.String(); {
	case same && s.o.DryRun && at >= s.alike.before:
		like = "another one of the file" // whose ID will never be
	case same:
		like += " (@" + other.item.String() + ")"
	}
	n.add(port.Note{Where: path.String(), What: fmt.Sprintf(what, like)})
	return nil
}

// uncompared tells of a box that what comes is not compared with.
func (s *sink) uncompared(b box.Box) {
	s.Report(port.Note{Where: "box " + b.Name, What: "it is damaged, and what comes in is not compared with it; coffer verify tells more"})
}
