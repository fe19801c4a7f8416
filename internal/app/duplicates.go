package app

import (
	"context"
	"errors"
	"slices"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/secret"
)

// An item with the tag [DuplicateTag] said what another one said when it came. Until somebody has all of them go at
// once, that other one may have changed, or gone.

// replaced divides items into those that another item says all of, which is none of them and has as many former
// revisions, and those that nothing replaces: among these is what cannot be looked at.
func replaced(ctx context.Context, tx *vault.Tx, all []box.Entry) (yes, no []box.Entry, err error) {
	s, err := surveyed(ctx, tx, all)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range all {
		ok, err := s.stays(tx, &e)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			yes = append(yes, e)
		} else {
			no = append(no, e)
		}
	}
	return yes, no, nil
}

// survey is what items say, by marks under a key of this look.
type survey struct {
	of     map[vault.ID]box.Mark // of those that may go
	others map[box.Mark][]itemPlace
}

func surveyed(ctx context.Context, tx *vault.Tx, all []box.Entry) (s survey, err error) {
	key, err := secret.NewKey(tx.Rand())
	if err != nil {
		return s, err
	}
	defer key.Wipe()
	s = survey{make(map[vault.ID]box.Mark), make(map[box.Mark][]itemPlace)}
	for _, e := range all {
		s.of[e.ID] = box.Mark{}
	}
	boxes, err := box.Boxes(tx)
	for _, b := range boxes {
		if err == nil && b.Removed.IsZero() {
			err = box.EachMarked(tx, b.ID, key, func(item vault.ID, m box.Marks) error {
				s.know(itemPlace{b.ID, item}, m.Whole)
				return ctx.Err()
			})
		}
	}
	return s, err
}

func (s *survey) know(it itemPlace, m box.Mark) {
	if _, goes := s.of[it.item]; goes {
		s.of[it.item] = m
	} else {
		s.others[m] = append(s.others[m], it)
	}
}

// stays tells whether all that an item says stays, if it goes.
func (s *survey) stays(tx *vault.Tx, e *box.Entry) (bool, error) {
	m := s.of[e.ID]
	if m == (box.Mark{}) || len(s.others[m]) == 0 {
		return false, nil
	}
	former, err := formerRevisions(tx, itemPlace{e.Box, e.ID})
	if err != nil || former == 0 {
		return sound(err)
	}
	for _, other := range s.others[m] {
		n, err := formerRevisions(tx, other)
		if ok, err := sound(err); err != nil || ok && n >= former {
			return ok, err
		}
	}
	return false, nil
}

// sound tells of a history that was read whether it can be relied upon.
func sound(err error) (bool, error) {
	if errors.Is(err, box.ErrMoved) {
		return false, nil
	}
	return err == nil, err
}

func formerRevisions(tx *vault.Tx, it itemPlace) (int, error) {
	all, err := box.Revisions(tx, it.box, it.item)
	for i := range all {
		wipeFields(&all[i])
	}
	return len(all), err
}

// isDuplicates tells whether a choice by tags is one of duplicates.
func isDuplicates(tags []string) bool { return slices.Contains(tags, DuplicateTag) }
