package app

import (
	"context"
	"time"

	"coffer/box/hold"
	"coffer/box/seal"
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
	err = a.changeSeals(ctx, "seal.new", o.Item, func(d *sealDesk) (err error) {
		made, err = d.seal(o)
		return err
	})
	return made, err
}

// seal makes the seals of an order.
func (d *sealDesk) seal(o SealOrder) (made []SealInfo, err error) {
	if err := d.introduce(); err != nil {
		return nil, err
	}
	to, err := d.recipients(o.To)
	if err != nil {
		return nil, err
	}
	custodians, err := d.custodians(o, to)
	if err != nil {
		return nil, err
	}
	content, err := d.content(o.Item)
	if err != nil {
		return nil, err
	}
	defer content.Letter.Item.Wipe()
	content.Letter.Note = o.Note
	for _, r := range to {
		twins, err := d.twins(content.Of, r)
		if err != nil {
			return nil, err
		}
		m, err := d.k.Make(d.own.Card.Name(), d.order(o, r, custodians, content), d.channel)
		if err != nil {
			return nil, err
		}
		info, err := d.info(m)
		if err != nil {
			return nil, err
		}
		info.Twins = twins
		made = append(made, info)
	}
	return made, nil
}

// twins counts the seals of an item for a person that run already.
func (d *sealDesk) twins(item ID, r recipient) (n int, err error) {
	some, err := d.sent()
	for i := range some {
		if some[i].Sending.Item == item && some[i].Person(some[i].Policy.Requester.Fingerprint).Keys.Equal(r.Keys) {
			n++
		}
	}
	return n, err
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
	err := m.introduce()
	d.own = m.own
	return err
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
