package box

import (
	"errors"
	"time"

	"coffer/vault"
)

// Trash puts an item away until it is due; zero is [DefaultRetention]. Its path
// is free again, and nothing but the trash lists it. [ErrBound] for a retention
// that is negative or longer than [MaxRetention]; else errors as in [Put], but
// that an item whose secrets can no longer be told apart can be put away, too:
// there may be nothing left to mend it with. It stays refused.
func Trash(tx *vault.Tx, it *Item, retention time.Duration) error {
	due, err := DueAfter(tx, retention)
	if err != nil {
		return err
	}
	old, err := loadCurrent(tx, it)
	if err != nil {
		return err
	}
	if !old.Trashed.IsZero() {
		return ErrTrashed
	}
	n := old
	n.Trashed, n.Due = tx.Now(), due
	return relabel(tx, &old, n, it)
}

// DueAfter is when what goes to the trash now may be purged.
func DueAfter(tx *vault.Tx, retention time.Duration) (time.Time, error) {
	if retention == 0 {
		retention = DefaultRetention
	}
	if retention < 0 || retention > MaxRetention {
		return time.Time{}, bound("the trash keeps things for at most %d days", MaxRetention/(24*time.Hour))
	}
	return wholeSecond(tx.Now().Add(retention)), nil
}

// Untrash takes an item out of the trash, back to its path, which it may share
// with others then. Nothing happens to one that is not there.
func Untrash(tx *vault.Tx, it *Item) error {
	old, err := loadCurrent(tx, it)
	if err != nil || old.Trashed.IsZero() {
		return err
	}
	n := old
	n.Trashed, n.Due = time.Time{}, time.Time{}
	return relabel(tx, &old, n, it)
}

func loadCurrent(tx *vault.Tx, it *Item) (stored, error) {
	old, err := load(tx, it.Box, it.ID)
	switch {
	case err != nil:
		return stored{}, err
	case old.Revision != it.Revision:
		return stored{}, ErrChanged
	case old.moved && !old.cut:
		return stored{}, ErrMoved
	}
	return old, nil
}

// relabel writes what is no revision to keep. It makes no digest good that does
// not fit.
func relabel(tx *vault.Tx, old *stored, n stored, it *Item) error {
	n.Revision++
	save := n.save
	if n.moved {
		save = n.saveDates
	}
	if err := save(tx); err != nil {
		return err
	}
	if err := reindex(tx, old, &n); err != nil {
		return err
	}
	*it = n.Item
	return nil
}

// Purge deletes an item with its history for good, from the trash or not. The
// files of its attachments go with the next [Sweep], its bytes with the next
// compact, which is owed from then on. [Deleted] knows it.
// [ErrMoved] if its dates were changed without the core key: that it lies in the
// trash may be somebody else's doing.
func Purge(tx *vault.Tx, box, id vault.ID) error {
	if err := wholeBox(tx, box); err != nil { // an old record must not decide
		return err
	}
	s, err := load(tx, box, id)
	if err != nil {
		return err
	}
	defer s.wipe()
	if !s.dated {
		return ErrMoved
	}
	tx.OweRewrite()
	files := s.Attachments
	s.Attachments = nil
	revisions := s.former
	s.former = nil
	if err := forget(tx, &s, revisions); err != nil {
		return err
	}
	if err := disown(tx, files, s.owner()); err != nil {
		return err
	}
	if err := s.unindex(tx); err != nil {
		return err
	}
	if err := deleteBoth(tx, box, vault.Items, vault.Key{ID: id}); err != nil {
		return err
	}
	return bury(tx, id)
}

// PurgeDue does what dates ask for: what is due in the trash, removed boxes and
// removed templates go for good, by the rule of [vault.Tx.Reached]; it returns
// how many. Items whose expiry deletes them go to the trash by the same rule, so that
// a clock that is ahead once takes nothing out of use; the trash keeps them for the
// given time as [Trash] does. One that [ErrMoved] refuses stays where it is:
// its date may be somebody else's. It looks at every label, so it is for once a
// day.
func PurgeDue(tx *vault.Tx, retention time.Duration) (n int, err error) {
	boxes, err := Boxes(tx)
	if err != nil {
		return 0, err
	}
	for _, b := range boxes {
		purge := purgeBox
		if b.Removed.IsZero() {
			purge = func(tx *vault.Tx, b Box) (int, error) { return purgeItems(tx, b, retention) }
		}
		purged, err := purge(tx, b)
		if err != nil {
			return 0, err
		}
		n += purged
	}
	purged, err := purgeTemplates(tx)
	return n + purged, err
}

func purgeBox(tx *vault.Tx, b Box) (int, error) {
	if !tx.Reached(b.Due) {
		return 0, nil
	}
	if err := disownBox(tx, b.ID); err != nil {
		return 0, err
	}
	if err := buryBox(tx, b.ID); err != nil {
		return 0, err
	}
	tx.OweRewrite()
	return 1, tx.DropBox(b.ID)
}

func purgeItems(tx *vault.Tx, b Box, retention time.Duration) (n int, err error) {
	due, err := entries(tx, b.ID, false, func(l *Label) bool {
		if l.Trashed.IsZero() {
			return l.OnExpiry == Delete && tx.Reached(l.Expires)
		}
		return reached(l.Due, tx.Now())
	})
	if err != nil {
		return 0, err
	}
	for i := range due {
		purged, err := due[i].fallDue(tx, retention)
		if err != nil {
			return 0, err
		}
		if purged {
			n++
		}
	}
	return n, nil
}

// fallDue purges an item of the trash, or puts an expired one there.
func (e *Entry) fallDue(tx *vault.Tx, retention time.Duration) (purged bool, err error) {
	if !e.Trashed.IsZero() {
		if !tx.Reached(e.Due) {
			return false, nil
		}
		err := Purge(tx, e.Box, e.ID)
		if errors.Is(err, ErrMoved) {
			return false, nil
		}
		return err == nil, err
	}
	it, err := Get(tx, e.Box, e.ID)
	defer wipeFields(it.Fields)
	if errors.Is(err, ErrMoved) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return false, Trash(tx, &it, retention)
}

// Expiring returns the items of all boxes in use whose date is reached within
// the given time from now, the soonest first; those already past it included.
func Expiring(tx *vault.Tx, within time.Duration) ([]Entry, error) {
	limit := tx.Now().Add(within)
	var all []Entry
	boxes, err := live(tx)
	if err != nil {
		return nil, err
	}
	for _, b := range boxes {
		some, err := entries(tx, b.ID, false, func(l *Label) bool {
			return l.Trashed.IsZero() && reached(l.Expires, limit)
		})
		if err != nil {
			return nil, err
		}
		all = append(all, named(some, b.Name)...)
	}
	sortByExpiry(all)
	return all, nil
}

// reached is the rule for what can be taken back: the wall clock decides.
func reached(date, now time.Time) bool { return !date.IsZero() && !now.Before(date) }
