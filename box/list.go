package box

import (
	"errors"
	"iter"
	"slices"

	"coffer/vault"
)

// Entry is an item in a list: all but its fields and attachments.
type Entry struct {
	Box      vault.ID
	ID       vault.ID
	Revision uint32
	BoxName  string
	User     string // where it was asked for: see [ListOptions]
	Label
}

// Path is where the item lies; one in the trash lay there.
func (e *Entry) Path() Path { return Path{Box: e.BoxName, Folder: e.Folder, Title: e.Title} }

// ListOptions chooses what a list holds.
type ListOptions struct {
	Trashed bool     // what lies in the trash, instead of what does not
	Folder  []string // only what lies in this folder or below
	Users   bool     // fill in the user names, as far as they are in the companion tier
}

// List returns the items of a box by folder, title and ID, in the order of
// their bytes. It decodes labels, fields only for the user names, and needs no
// core tier.
func List(tx *vault.Tx, box vault.ID, o ListOptions) ([]Entry, error) {
	b, err := BoxByID(tx, box)
	if err != nil {
		return nil, err
	}
	all, err := entries(tx, box, o.Users, o.want)
	return named(all, b.Name), err
}

// want tells whether an item is one of those that were asked for.
func (o *ListOptions) want(l *Label) bool {
	return l.Trashed.IsZero() != o.Trashed && within(l.Folder, o.Folder)
}

// within tells whether a folder is the given one or lies below it.
func within(folder, top []string) bool {
	return len(folder) >= len(top) && slices.Equal(folder[:len(top)], top)
}

func named(entries []Entry, box string) []Entry {
	for i := range entries {
		entries[i].BoxName = box
	}
	return entries
}

// entries returns the sorted entries of a box whose labels are wanted, with
// their user names where those are, too. The function is called on several cores
// at once.
func entries(tx *vault.Tx, box vault.ID, users bool, want func(*Label) bool) ([]Entry, error) {
	found := newGather[Entry](tx)
	err := tx.Scan(box, vault.Items, vault.Companion, func(n int, r vault.Record) error {
		w := found[n]
		e := Entry{Box: box, ID: r.Key.ID}
		var rest []byte
		var err error
		if e.Revision, rest, err = readLabel(r.Plain, &w.label, &e.Label); err != nil || !want(&e.Label) {
			return err
		}
		if users {
			e.User, err = userName(rest)
		}
		w.add(e, &e)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found.sorted(), nil
}

func sortByExpiry(entries []Entry) {
	slices.SortStableFunc(entries, func(a, b Entry) int { return a.Expires.Compare(b.Expires) })
}

// Whole is an item with its former revisions, newest first.
type Whole struct {
	Item
	Former []Item
}

// All reads every item of a box with its fields and its history, one after the
// other in no order that means anything, those in the trash included. Before the
// first it makes sure that none was taken back to an older state. The error of
// one item comes with its ID, and with the item itself if it is a [MovedError];
// the next item follows for who goes on. An error without an ID is the last: not
// all were read.
func All(tx *vault.Tx, box vault.ID) iter.Seq2[Whole, error] {
	return func(yield func(Whole, error) bool) {
		err := wholeBox(tx, box)
		if err != nil {
			yield(Whole{}, err)
			return
		}
		err = tx.EachKey(box, vault.Items, vault.Companion, func(keys []vault.Key) error {
			for _, key := range keys {
				if !yield(whole(tx, box, key.ID)) {
					return errStopped
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(Whole{}, err)
		}
	}
}

// wholeBox makes sure that items and history of a box are all there and at
// their newest, in the tiers that are open.
func wholeBox(tx *vault.Tx, box vault.ID) error {
	if err := tx.Whole(box, vault.Items); err != nil {
		return err
	}
	return tx.Whole(box, vault.History)
}

// errStopped ends an iteration that somebody has enough of.
var errStopped = errors.New("stopped")

func whole(tx *vault.Tx, box, id vault.ID) (w Whole, err error) {
	w.ID, w.Box = id, box
	s, err := load(tx, box, id)
	if err != nil {
		return w, err
	}
	w.Item = s.Item
	var m Moved
	if w.Former, m, err = s.revisions(tx); err != nil {
		return w, err
	}
	m.Current, m.Cut = s.moved, s.cut
	return w, m.err()
}
