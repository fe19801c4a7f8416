package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// ShareInfo is an item that is shared, or was.
type ShareInfo struct {
	Item   ID
	Title  string       // when it was sent last
	Path   string       // empty when it is not in a box any more
	To     []TargetInfo // named: contacts and circles
	People []ShareInfoPerson
}

// TargetInfo is somebody whom an item goes to.
type TargetInfo struct {
	Name   string
	Circle bool
	Auto   bool
}

// ShareInfoPerson is a contact who has a share.
type ShareInfoPerson struct {
	Share   ID
	Name    string
	Number  uint64    // of the last version
	Sent    time.Time // when that was written
	Left    bool      // it left the vault: until then it can be read by nobody
	Auto    bool
	Stopped time.Time
}

// Shares lists what is shared with whom, by title.
func (a *App) Shares(ctx context.Context) (all []ShareInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		s, err := newSharing(&meeting{tx: tx, desk: post.NewVaultDesk(tx)})
		if err != nil {
			return err
		}
		all, err = s.infos()
		return err
	})
	return all, err
}

func (s *sharing) infos() (all []ShareInfo, err error) {
	byItem := map[vault.ID]*ShareInfo{}
	for i := range s.sent {
		sent := &s.sent[i]
		info := byItem[sent.Item]
		if info == nil {
			if info, err = s.info(sent.Item); err != nil {
				return nil, err
			}
			byItem[sent.Item] = info
		}
		if info.Title == "" || info.Path == "" {
			info.Title = sent.Title
		}
		person, err := s.person(sent)
		if err != nil {
			return nil, err
		}
		info.People = append(info.People, person)
	}
	for _, info := range byItem {
		slices.SortFunc(info.People, func(a, b ShareInfoPerson) int { return cmp.Or(cmp.Compare(a.Name, b.Name), a.Sent.Compare(b.Sent)) })
		all = append(all, *info)
	}
	slices.SortFunc(all, func(a, b ShareInfo) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Item.String(), b.Item.String()))
	})
	return all, nil
}

func (s *sharing) info(item vault.ID) (*ShareInfo, error) {
	info := &ShareInfo{Item: item}
	w, err := findShared(s.tx, item)
	if err != nil {
		return nil, err
	}
	if !w.away && !w.gone {
		info.Title = w.Title
		path := w.Path()
		info.Path = path.String()
	}
	spread, err := seal.GetSpread(s.tx, item)
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	for _, t := range spread.To {
		info.To = append(info.To, TargetInfo{Name: s.nameOf(t), Circle: t.Circle, Auto: t.Auto})
	}
	return info, nil
}

func (s *sharing) nameOf(t seal.Target) string {
	if c := s.circles.Get(t.ID); t.Circle && c != nil {
		return c.Name
	}
	if c := s.people[t.ID]; !t.Circle && c != nil {
		return c.Name
	}
	return "@" + t.ID.String()
}

func (s *sharing) person(sent *seal.Sent) (p ShareInfoPerson, err error) {
	p = ShareInfoPerson{Share: sent.ID, Name: s.nameOf(seal.Target{ID: sent.To}), Auto: sent.Auto, Stopped: sent.Stopped}
	if n := len(sent.Updates); n > 0 {
		last := sent.Updates[n-1]
		p.Number, p.Sent = last.Number, time.Unix(last.Time, 0).UTC()
		p.Left, err = leftOutbox(s.desk, last)
	}
	return p, err
}

// Exposure is what a contact could have read of one item.
type Exposure struct {
	Kind    string // share or seal
	ID      ID     // of the share
	Item    ID
	Title   string // when it was sent last
	Path    string // where it is now; empty when it is not in a box any more
	Open    bool   // newer versions follow
	Updates []ExposedUpdate
}

// ExposedUpdate is one version that left the vault.
type ExposedUpdate struct {
	Number uint64
	Time   time.Time
}

// Exposure lists what a contact could have read: what must be changed when they
// leave.
func (a *App) Exposure(ctx context.Context, name string) (c Contact, all []Exposure, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		if c, err = findContact(tx, name); err != nil {
			return err
		}
		for _, exposed := range exposures() {
			some, err := exposed(tx, &c)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Exposure) int { return cmp.Compare(a.Title, b.Title) })
	return c, all, err
}

// exposures are the ways in which something of the owner's comes to be readable by
// a contact.
func exposures() []func(*vault.Tx, *contact.Contact) ([]Exposure, error) {
	return []func(*vault.Tx, *contact.Contact) ([]Exposure, error){exposedShares, exposedSeals}
}

func exposedShares(tx *vault.Tx, c *contact.Contact) (all []Exposure, err error) {
	sent, err := seal.ReadSent(tx)
	if err != nil {
		return nil, err
	}
	desk := post.NewVaultDesk(tx)
	for _, s := range sent {
		if s.To != c.ID {
			continue
		}
		x := Exposure{Kind: "share", ID: s.ID, Item: s.Item, Title: s.Title, Open: s.Open()}
		for _, u := range s.Updates {
			left, err := leftOutbox(desk, u)
			if err != nil {
				return nil, err
			}
			if left {
				x.Updates = append(x.Updates, ExposedUpdate{u.Number, time.Unix(u.Time, 0).UTC()})
			}
		}
		w, err := findShared(tx, s.Item)
		if err != nil {
			return nil, err
		}
		if !w.away && !w.gone {
			path := w.Path()
			x.Path = path.String()
		}
		if len(x.Updates) > 0 {
			all = append(all, x)
		}
	}
	return all, nil
}

// leftOutbox tells whether an update left the vault. Of a channel that is gone
// nobody knows; then it did.
func leftOutbox(d post.Desk, u seal.Update) (bool, error) {
	left, err := post.Left(d, post.Slot{Of: u.In, Seq: u.Seq})
	if isNotFound(err) {
		return true, nil
	}
	return left, err
}
