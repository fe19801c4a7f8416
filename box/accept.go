package box

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/vault"
)

// Moved says what of an item was changed without the core key, now and in its
// history.
type Moved struct {
	Current bool     // the item as it is
	Cut     bool     // as it is, its secrets can no longer be told apart
	Former  []uint32 // former revisions, rising
	Lost    []uint32 // those of them whose secrets can no longer be told apart
}

// Any tells whether anything was.
func (m *Moved) Any() bool { return m.Current || len(m.Former) > 0 }

// MovedError names what was changed. It is an [ErrMoved].
type MovedError struct{ Moved }

func (e *MovedError) Error() string {
	if e.Current || len(e.Former) == 0 {
		return ErrMoved.Error()
	}
	return RevisionNames(e.Former) + ": " + ErrMoved.Error()
}

// Unwrap returns [ErrMoved].
func (e *MovedError) Unwrap() error { return ErrMoved }

// err is nil when nothing was changed.
func (m *Moved) err() error {
	if !m.Any() {
		return nil
	}
	return &MovedError{*m}
}

// RevisionNames writes numbers of revisions for a message.
func RevisionNames(numbers []uint32) string {
	if len(numbers) == 1 {
		return fmt.Sprintf("revision %d", numbers[0])
	}
	names := make([]string, len(numbers))
	for i, n := range numbers {
		names[i] = fmt.Sprint(n)
	}
	return "revisions " + strings.Join(names, ", ")
}

// moves looks at an item and all its former revisions.
func (s *stored) moves(tx *vault.Tx) (m Moved, err error) {
	m.Current, m.Cut = s.moved, s.cut
	for _, revision := range s.former {
		f, err := loadFormer(tx, s.Box, s.ID, revision)
		if err != nil {
			return m, err
		}
		m.note(&f, revision)
		f.wipe()
	}
	return m, nil
}

func (m *Moved) note(f *stored, revision uint32) {
	if f.moved {
		m.Former = append(m.Former, revision)
	}
	if f.cut {
		m.Lost = append(m.Lost, revision)
	}
}

// wipe overwrites every value.
func (s *stored) wipe() { wipeFields(s.Fields) }

func wipeFields(fields []Field) {
	for i := range fields {
		fields[i].Value.Wipe()
	}
}

// MovedOf tells what [Accept] would confirm. [vault.ErrLocked] without the core
// tier, which alone can tell.
func MovedOf(tx *vault.Tx, box, id vault.ID) (Moved, error) {
	if !tx.HasCore() {
		return Moved{}, vault.ErrLocked
	}
	s, err := load(tx, box, id)
	if err != nil {
		return Moved{}, err
	}
	defer s.wipe()
	return s.moves(tx)
}

// Accept confirms that an item and its former revisions belong where they lie
// now: after [ErrMoved] their core records are written anew for what surrounds
// them. It returns what was confirmed. Lost revisions go for good. An item that
// is Cut stays refused with [ErrMoved] while its history is mended, so that
// [Revert] can mend it. One whose dates were changed comes out of the trash.
func Accept(tx *vault.Tx, box, id vault.ID) (Moved, error) {
	s, err := load(tx, box, id)
	if err != nil {
		return Moved{}, err
	}
	defer s.wipe()
	m, err := s.moves(tx)
	if err != nil || !m.Any() {
		return m, err
	}
	if err := s.acceptFormer(tx, &m); err != nil {
		return m, err
	}
	mend := m.Current && !m.Cut
	if !mend && len(m.Lost) == 0 {
		return m, nil
	}
	s.Revision++
	if !mend { // no digest covers the list of revisions
		return m, s.saveCompanion(tx)
	}
	if !s.dated { // nobody vouches for a date that would delete it
		s.Trashed, s.Due = time.Time{}, time.Time{}
	}
	if err := s.save(tx); err != nil {
		return m, err
	}
	return m, s.index(tx)
}

// acceptFormer confirms former revisions, and drops those that are lost.
func (s *stored) acceptFormer(tx *vault.Tx, m *Moved) error {
	for _, revision := range m.Former {
		if slices.Contains(m.Lost, revision) {
			continue
		}
		if err := s.acceptOne(tx, revision); err != nil {
			return err
		}
	}
	if len(m.Lost) == 0 {
		return nil
	}
	s.former = some(slices.DeleteFunc(slices.Clone(s.former), func(r uint32) bool { return slices.Contains(m.Lost, r) }))
	return forget(tx, s, m.Lost)
}

func (s *stored) acceptOne(tx *vault.Tx, revision uint32) error {
	f, err := loadFormer(tx, s.Box, s.ID, revision)
	if err != nil {
		return err
	}
	defer f.wipe()
	companion, core, err := f.encode()
	if err != nil {
		return err
	}
	return putBoth(tx, s.Box, vault.History, vault.Key{ID: s.ID, Sub: revision}, companion, core)
}
