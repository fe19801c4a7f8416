package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"slices"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// An item that is shared goes to each contact as a copy: what was taken is theirs.
// The owner remembers to whom it went, so that newer versions can follow, and so
// that it can be told what somebody could have read.

// ShareOptions say what is handed to whom.
type ShareOptions struct {
	Item string
	To   []string // contacts and circles
	Auto bool     // newer versions follow by themselves, and new members of circles get it
	Note string
}

// SharedWith is somebody who got something.
type SharedWith struct {
	Name     string
	Verified bool
	Again    bool // a newer version, or the same once more
}

// ShareDone is what [App.Share] did.
type ShareDone struct {
	Path    string
	To      []SharedWith // by name
	Skipped []string     // in the circles, and not connected
}

// Unverified names those whose safety number was never compared.
func (d *ShareDone) Unverified() (names []string) {
	for _, to := range d.To {
		if !to.Verified {
			names = append(names, to.Name)
		}
	}
	return names
}

// sharing hands items to contacts, in one transaction.
type sharing struct {
	*meeting
	circles  seal.Circles
	people   map[vault.ID]*Contact
	channels map[vault.ID]post.Channel // in use, by contact
	sent     []seal.Sent
	carried  int // bytes of parcels that were sent
}

func newSharing(m *meeting) (s *sharing, err error) {
	s = &sharing{meeting: m, people: map[vault.ID]*Contact{}, channels: map[vault.ID]post.Channel{}}
	if s.circles, err = seal.ReadCircles(m.tx); err != nil {
		return nil, err
	}
	people, err := contact.List(m.tx)
	if err != nil {
		return nil, err
	}
	for i := range people {
		s.people[people[i].ID] = &people[i]
	}
	channels, err := m.desk.Channels()
	if err != nil {
		return nil, err
	}
	for _, ch := range channels {
		if ch.Kinds == post.OfContact && !ch.Closed && !ch.Out.IsZero() {
			s.channels[ch.Scope] = ch
		}
	}
	s.sent, err = seal.ReadSent(m.tx)
	return s, err
}

// open returns those of some contacts to whom something can be sent, by name, and
// names the others.
func (s *sharing) open(ids []vault.ID) (open []*Contact, closed []string) {
	for _, id := range ids {
		c := s.people[id]
		switch _, reached := s.channels[id]; {
		case c == nil:
		case reached && c.State().Open():
			open = append(open, c)
		default:
			closed = append(closed, c.Name)
		}
	}
	slices.SortFunc(open, func(a, b *Contact) int { return cmp.Compare(a.Name, b.Name) })
	slices.Sort(closed)
	return open, closed
}

// Share hands an item to contacts, or a newer version of it to those who have it.
// The next sync carries it.
func (a *App) Share(ctx context.Context, o ShareOptions) (done ShareDone, err error) {
	err = a.meet(ctx, "share.new", o.Item, func(m *meeting) error {
		s, err := newSharing(m)
		if err != nil {
			return err
		}
		done, err = s.share(o)
		return err
	})
	return done, err
}

func (s *sharing) share(o ShareOptions) (done ShareDone, err error) {
	named, err := findMembers(s.tx, o.To)
	if err != nil {
		return done, err
	}
	item, err := outgoingItem(s.tx, o.Item)
	if err != nil {
		return done, err
	}
	defer item.Wipe()
	done.Path = item.Ref.Path.String()
	for _, m := range named {
		if err := s.connected(m); err != nil {
			return done, err
		}
	}
	spread, err := s.spread(&item, o, named)
	if err != nil {
		return done, err
	}
	now := seal.Spread{To: targets(named, o.Auto)}
	open, closed := s.open(now.Reach(s.circles, false))
	done.Skipped = closed
	if len(open) == 0 && !o.Auto {
		return done, Fail(Refused, "coffer circle show lists them", "nobody of these is connected with you")
	}
	p := packed{outgoing: &item}
	defer p.wipe()
	for _, c := range open {
		again, err := s.send(&p, c, spread)
		if err != nil {
			return done, err
		}
		done.To = append(done.To, SharedWith{Name: c.Name, Verified: c.State() == contact.Verified, Again: again})
	}
	return done, nil
}

// connected refuses a contact to whom nothing can be sent.
func (s *sharing) connected(m seal.Member) error {
	if m.Circle {
		return nil
	}
	if open, _ := s.open([]vault.ID{m.ID}); len(open) > 0 {
		return nil
	}
	if err := mustTalk(s.people[m.ID]); err != nil {
		return err
	}
	return errNoWay(m.Name)
}

// spread adds to whom an item goes.
func (s *sharing) spread(item *outgoing, o ShareOptions, named []seal.Member) (*seal.Spread, error) {
	spread, err := seal.GetSpread(s.tx, item.Ref.ID)
	if err != nil && !errors.Is(err, seal.ErrNotFound) {
		return nil, err
	}
	spread.Item, spread.Box, spread.Revision = item.Ref.ID, item.Ref.Box, 0 // the next sync looks at all of them
	if o.Note != "" {
		spread.Note = o.Note
	}
	for _, t := range targets(named, o.Auto) {
		spread.Add(t)
	}
	return &spread, seal.PutSpread(s.tx, &spread)
}

func targets(named []seal.Member, auto bool) (to []seal.Target) {
	for _, m := range named {
		to = append(to, seal.Target{ID: m.ID, Circle: m.Circle, Auto: auto})
	}
	return to
}

// reached is a digest of the contacts to whom an item goes by itself.
func (s *sharing) reached(spread *seal.Spread) [32]byte {
	open, _ := s.open(spread.Reach(s.circles, true))
	h := sha256.New()
	for _, c := range open {
		h.Write(c.ID[:])
	}
	return [32]byte(h.Sum(nil))
}

// whereItem says where an item lies: in a box in use, in the trash or a removed
// box, or nowhere any more.
type whereItem struct {
	box.Entry
	gone, away bool
}

func findShared(tx *vault.Tx, id vault.ID) (w whereItem, err error) {
	found, err := box.Resolve(tx, "@"+id.String())
	if err == nil {
		return whereItem{Entry: found[0]}, nil
	}
	if !errors.Is(err, box.ErrNotFound) {
		return w, err
	}
	boxes, err := box.Boxes(tx)
	if err != nil {
		return w, err
	}
	for _, b := range boxes {
		there, err := tx.Has(b.ID, vault.Items, vault.Key{ID: id}, vault.Companion)
		if err != nil {
			return w, err
		}
		if there {
			return whereItem{away: true}, nil
		}
	}
	return whereItem{gone: true}, nil
}
