package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
)

// StopShare says that no newer version of an item follows: to the contacts and
// circles that are named, or to all who have it. The item is named by a path, a
// title or an @ID, or the share of one contact by its @ID. It returns whom it
// reached; what they took stays theirs.
func (a *App) StopShare(ctx context.Context, ref string, to []string) (stopped []string, err error) {
	err = a.meet(ctx, "share.stop", ref, func(m *meeting) error {
		s, err := newSharing(m)
		if err != nil {
			return err
		}
		item, person, err := s.sharedItem(ref)
		if err != nil {
			return err
		}
		named, err := findMembers(m.tx, to)
		if err != nil {
			return err
		}
		if !person.IsZero() {
			named = append(named, seal.Member{ID: person, Name: s.people[person].Name})
		}
		stopped, err = s.stopItem(item, named)
		return err
	})
	return stopped, err
}

// sharedItem finds the item that is shared, and for the @ID of a share the contact
// who has it.
func (s *sharing) sharedItem(ref string) (item, person vault.ID, err error) {
	if !strings.HasPrefix(ref, "@") {
		e, err := one(s.tx, ref)
		return e.ID, person, err
	}
	var open []seal.Sent
	var shares, items []vault.ID // items also in the trash
	for _, sent := range s.sent {
		if sent.Open() && s.people[sent.To] != nil {
			open, shares = append(open, sent), append(shares, sent.ID)
		}
		if sent.Open() && !slices.Contains(items, sent.Item) {
			items = append(items, sent.Item)
		}
	}
	share, err := contact.ByID(ref, shares)
	if err != nil {
		return item, person, err
	}
	at, err := contact.ByID(ref, items)
	switch {
	case err != nil:
		return item, person, err
	case share >= 0:
		return open[share].Item, open[share].To, nil
	case at >= 0:
		return items[at], person, nil
	}
	e, err := one(s.tx, ref)
	return e.ID, person, err
}

func (s *sharing) stopItem(item vault.ID, named []seal.Member) (stopped []string, err error) {
	spread, err := seal.GetSpread(s.tx, item)
	if err != nil && !errors.Is(err, seal.ErrNotFound) {
		return nil, err
	}
	spread.Item, spread.Revision = item, 0
	if len(named) == 0 {
		spread.To = nil
	}
	away := seal.Spread{To: targets(named, false)}
	for _, m := range named {
		spread.Drop(m.ID)
	}
	if err := s.still(&spread, named); err != nil {
		return nil, err
	}
	left, leave := spread.Reach(s.circles, false), away.Reach(s.circles, false)
	for i := range s.sent {
		sent := &s.sent[i]
		self := slices.ContainsFunc(named, func(m seal.Member) bool { return m.ID == sent.To })
		if sent.Item != item || !sent.Open() || slices.Contains(left, sent.To) && !self ||
			len(named) > 0 && !slices.Contains(leave, sent.To) {
			continue
		}
		if err := s.stop(sent); err != nil {
			return nil, err
		}
		if c := s.people[sent.To]; c != nil {
			stopped = append(stopped, c.Name)
		}
	}
	slices.Sort(stopped)
	if err := seal.PutSpread(s.tx, &spread); err != nil {
		return nil, err
	}
	if len(stopped) == 0 {
		return nil, Fail(NotFound, "coffer share ls shows who has what", "nobody of these has it from you")
	}
	return stopped, nil
}

// still refuses to stop for a contact who goes on getting the item by way of a
// circle.
func (s *sharing) still(spread *seal.Spread, named []seal.Member) error {
	for _, m := range named {
		for _, t := range spread.To {
			if c := s.circles.Get(t.ID); !m.Circle && t.Auto && c != nil && s.circles.Reaches(t.ID, m.ID) {
				return Fail(Refused, "coffer circle drop takes somebody out, or stop it for the circle",
					"%q still gets it by way of circle %q", host.Safe(m.Name), host.Safe(c.Name))
			}
		}
	}
	return nil
}

// stopPurged stops the shares of items that are gone for good. The trash changes
// nothing: from there they come back.
func stopPurged(tx *vault.Tx) error {
	sent, err := seal.ReadSent(tx)
	if err != nil || !slices.ContainsFunc(sent, func(s seal.Sent) bool { return s.Open() }) {
		return err
	}
	gone := map[vault.ID]bool{}
	for _, share := range sent {
		if _, known := gone[share.Item]; known || !share.Open() {
			continue
		}
		w, err := findShared(tx, share.Item)
		if err != nil {
			return err
		}
		gone[share.Item] = w.gone
	}
	own, err := contact.ReadOwn(tx)
	if err != nil {
		return err
	}
	m := &meeting{tx: tx, desk: post.NewVaultDesk(tx), own: own}
	defer m.own.Wipe()
	s, err := newSharing(m)
	if err != nil {
		return err
	}
	for item, is := range gone {
		if !is {
			continue
		}
		if err := s.stopAll(item); err != nil {
			return err
		}
	}
	return m.desk.Flush()
}

// forgetSpreads forgets whom items that are gone for good were to reach, also where
// nobody had them.
func forgetSpreads(tx *vault.Tx) error {
	spreads, err := seal.ReadSpreads(tx)
	if err != nil || len(spreads) == 0 {
		return err
	}
	boxes, err := box.Boxes(tx)
	if err != nil {
		return err
	}
	for _, s := range spreads {
		there, err := inSomeBox(tx, boxes, s.Item)
		if err == nil && !there {
			err = seal.PutSpread(tx, &seal.Spread{Item: s.Item})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stopAll stops an item for everybody.
func (s *sharing) stopAll(item vault.ID) error {
	for i := range s.sent {
		if s.sent[i].Item == item && s.sent[i].Open() {
			if err := s.stop(&s.sent[i]); err != nil {
				return err
			}
		}
	}
	return seal.PutSpread(s.tx, &seal.Spread{Item: item})
}
