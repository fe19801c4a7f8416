package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
)

// Self is the word for the sender as a custodian of their own seal.
const Self = "self"

// SealOrder is what is to be sealed, for whom and how.
type SealOrder struct {
	Item        string
	To          []string // contacts and circles; each person gets a seal of their own
	Custodians  []string // contacts, or Self
	Threshold   int
	Grace       time.Duration
	NotAfter    time.Time
	MaxVetoes   int
	ExtraWait   bool
	Label, Note string
	OnDelete    string // break or withdraw
	Auto        bool
	Unverified  bool // custodians that were not compared are taken
}

// NewSeals seals an item for each recipient.
func (a *App) NewSeals(ctx context.Context, o SealOrder) (made []SealInfo, err error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	err = a.changeSeals(ctx, "seal.new", o.Item, func(d *sealDesk) error {
		made = nil
		if err := d.introduce(); err != nil {
			return err
		}
		to, err := d.recipients(o.To)
		if err != nil {
			return err
		}
		custodians, err := d.custodians(o, to)
		if err != nil {
			return err
		}
		content, err := d.content(o.Item)
		if err != nil {
			return err
		}
		defer content.Letter.Item.Wipe()
		content.Letter.Note = o.Note
		for _, r := range to {
			m, err := d.k.Make(d.own.Card.Name(), d.order(o, r, custodians, content), d.channel)
			if err != nil {
				return err
			}
			info, err := d.info(m)
			if err != nil {
				return err
			}
			made = append(made, info)
		}
		return nil
	})
	return made, err
}

// check refuses numbers that no seal can have.
func (o SealOrder) check() error {
	seconds := int64(o.Grace / time.Second)
	switch {
	case seconds < hold.MinGrace || seconds > hold.MaxGrace:
		return Fail(Usage, "", "the grace period is 1d to 366d")
	case o.Threshold < 1 || o.Threshold > len(o.Custodians):
		return Fail(Usage, "", "the threshold is 1 to the number of custodians, which is %d here", len(o.Custodians))
	case o.MaxVetoes < 1 || o.MaxVetoes > hold.MaxVetoes:
		return Fail(Usage, "", "the number of vetoes is 1 to %d", hold.MaxVetoes)
	case len(o.Custodians) > hold.MaxCustodians:
		return Fail(Usage, "", "at most %d custodians", hold.MaxCustodians)
	}
	return nil
}

// introduce makes sure that the owner has a card with a name: parties are told it.
func (d *sealDesk) introduce() error {
	m := &meeting{tx: d.tx, own: d.own}
	if err := m.introduce(); err != nil {
		return err
	}
	d.own, d.k.Me = m.own, m.own.Identity
	return nil
}

func (d *sealDesk) order(o SealOrder, r recipient, custodians []seal.Person, content seal.Content) seal.Order {
	purge := seal.PurgeBreaks
	if o.OnDelete == "withdraw" {
		purge = seal.PurgeWithdraws
	}
	return seal.Order{
		To: r.Person, Custodians: custodians, Label: o.Label, Purge: purge, Auto: o.Auto, Circle: r.circle, Content: content,
		Draft: seal.Draft{Threshold: o.Threshold, Grace: o.Grace, MaxVetoes: o.MaxVetoes, ExtraWait: o.ExtraWait, NotAfter: o.NotAfter},
	}
}

// recipient is a contact that something is sealed for.
type recipient struct {
	seal.Person
	id     vault.ID
	circle vault.ID // by way of which they are reached, or zero
}

// recipients are the contacts that names and circles stand for, each once.
func (d *sealDesk) recipients(names []string) (to []recipient, err error) {
	members, err := findMembers(d.tx, names)
	if err != nil {
		return nil, err
	}
	circles, err := seal.ReadCircles(d.tx)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		ids, circle := []vault.ID{m.ID}, vault.ID{}
		if m.Circle {
			ids, circle = circles.Reach(m.ID), m.ID
		}
		for _, id := range ids {
			if slices.ContainsFunc(to, func(r recipient) bool { return r.id == id }) {
				continue
			}
			c, err := d.openContact("@" + id.String())
			if err != nil {
				return nil, err
			}
			to = append(to, recipient{seal.Person{Keys: c.Card.Public(), Name: c.Name}, id, circle})
		}
	}
	if len(to) == 0 {
		return nil, Fail(Refused, "coffer circle add puts somebody in", "there is nobody to seal it for")
	}
	return to, nil
}

// openContact finds a contact that something can be sent to.
func (d *sealDesk) openContact(name string) (Contact, error) {
	c, err := findContact(d.tx, name)
	if err == nil && !c.State().Open() {
		err = Fail(Refused, "coffer contact request and coffer contact accept connect you",
			"%q is not connected, but %s", host.Safe(c.Name), c.State())
	}
	return c, err
}

// custodians are those that an order names.
func (d *sealDesk) custodians(o SealOrder, to []recipient) (who []seal.Person, err error) {
	for _, name := range o.Custodians {
		if name == Self && slices.ContainsFunc(who, func(p seal.Person) bool { return p.Keys.Equal(d.own.Public()) }) {
			return nil, errTwice(Self)
		}
		if name == Self {
			who = append(who, seal.Person{Keys: d.own.Public(), Name: d.own.Card.Name()})
			continue
		}
		c, err := d.openContact(name)
		if err != nil {
			return nil, err
		}
		if c.State() != contact.Verified && !o.Unverified {
			return nil, Fail(Refused, "coffer contact verify compares the safety number, --unverified goes on without",
				"custodian %q is not verified", host.Safe(c.Name))
		}
		if slices.ContainsFunc(to, func(r recipient) bool { return r.id == c.ID }) {
			return nil, Fail(Refused, "choose other custodians", "%q is a recipient, and so cannot withhold it", host.Safe(c.Name))
		}
		if slices.ContainsFunc(who, func(p seal.Person) bool { return p.Keys.Equal(c.Card.Public()) }) {
			return nil, errTwice(c.Name)
		}
		who = append(who, seal.Person{Keys: c.Card.Public(), Name: c.Name})
	}
	return who, nil
}

func errTwice(name string) error {
	return Fail(Usage, "name each once", "custodian %q stands there twice", host.Safe(name))
}

// content is the item as it is sealed.
func (d *sealDesk) content(path string) (seal.Content, error) {
	out, err := outgoingItem(d.tx, path)
	if err != nil {
		return seal.Content{}, err
	}
	return d.contentOf(out)
}

// contentOf takes over what it is given.
func (d *sealDesk) contentOf(out outgoing) (c seal.Content, err error) {
	c = seal.Content{Box: out.Ref.Box, Of: out.Ref.ID, Revision: out.Ref.Revision, Letter: seal.Letter{Item: out.Item}}
	for i := range out.Attachments {
		file, err := out.sealFile(d.tx, i)
		if err != nil {
			out.Wipe()
			return c, err
		}
		c.Files = append(c.Files, file)
	}
	return c, nil
}

// channel is the way to a contact.
func (d *sealDesk) channel(p seal.Person) (in post.Mailbox, err error) {
	all, err := contact.List(d.tx)
	if err != nil {
		return in, err
	}
	m := &meeting{tx: d.tx, desk: d.k.Desk, own: d.own}
	for i := range all {
		if !all[i].Card.Public().Equal(p.Keys) {
			continue
		}
		ch, ok, err := m.channel(&all[i])
		if err != nil {
			return in, err
		}
		if ok && !ch.Out.IsZero() {
			return ch.In, nil
		}
	}
	return in, Fail(Refused, "coffer sync, and then try again", "there is no way to %q yet", host.Safe(p.Name))
}

// UpdateSeal sends the item as it is now.
func (a *App) UpdateSeal(ctx context.Context, ref string) (SealInfo, error) {
	return a.decideSeal(ctx, "seal.update", ref, hold.Owner, func(d *sealDesk, m *seal.Matter) error {
		return d.update(m)
	})
}

func (d *sealDesk) update(m *seal.Matter) error {
	path := d.path(m)
	if path == "" {
		return Fail(NotFound, "coffer trash ls may have it", "the item of this seal is not there any more")
	}
	out, err := outgoingItem(d.tx, "@"+m.Sending.Item.String())
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	content, err := d.contentOf(out)
	if err != nil {
		return err
	}
	defer content.Letter.Item.Wipe()
	if err := d.k.Update(m.ID, content); err != nil {
		return err
	}
	now, err := seal.ReadMatter(d.tx, m.ID)
	*m = now
	return err
}

// outdated lists the seals that change by themselves and whose item has changed.
func (d *sealDesk) outdated() (ids []vault.ID, err error) {
	all, err := seal.Matters(d.tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		s := all[i].Sending
		if s == nil || !s.Auto {
			continue
		}
		revision, err := d.revision(s.Box, s.Item)
		if err != nil {
			return nil, err
		}
		if revision == 0 || revision == s.Revision {
			continue
		}
		st, err := d.k.State(all[i].ID)
		if err != nil {
			return nil, err
		}
		if mayDo(st, hold.MayUpdate) {
			ids = append(ids, all[i].ID)
		}
	}
	return ids, nil
}

// revision is that of an item; 0 while it is not there, in the trash, or not to be
// sent because it was changed without its core key.
func (d *sealDesk) revision(in, id vault.ID) (uint32, error) {
	it, err := box.Get(d.tx, in, id)
	wipeItem(&it)
	switch {
	case errors.Is(err, box.ErrNotFound), errors.Is(err, box.ErrMoved), !it.Trashed.IsZero():
		return 0, nil
	}
	return it.Revision, err
}
