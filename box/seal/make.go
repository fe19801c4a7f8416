package seal

import (
	"errors"
	"fmt"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/split"
)

// Order is what the sender wants to seal, for one recipient.
type Order struct {
	To         Person
	Custodians []Person // the sender may be one of them
	Draft      Draft    // without To and Custodians, which are filled in
	Label      string   // for all parties to see
	Purge      Purge
	Auto       bool
	Circle     vault.ID // by way of which the recipient is reached, or zero
	Content
}

// Content is an item as it is sealed, with its attachments encrypted: each an age
// file to the key that the item has for it.
type Content struct {
	Box, Of  vault.ID
	Revision uint32
	Letter   Letter // its number and time are filled in
	Files    [][]byte
}

// Contacts are the channels to contacts over which parties are told of a seal.
type Contacts func(p Person) (in post.Mailbox, err error)

// Make seals something: it makes the seal with its channels, keeps the sender's
// own share if they are a custodian, and tells the others.
func (k *Keeper) Make(own string, o Order, contacts Contacts) (m *Matter, err error) {
	if !isLabel(o.Label) {
		return nil, fmt.Errorf("%w: the label", ErrBound)
	}
	o.Draft.To, o.Draft.Custodians = o.To.Keys, nil
	for _, c := range o.Custodians {
		o.Draft.Custodians = append(o.Draft.Custodians, c.Keys)
	}
	made, err := New(k.tx().Rand(), k.Me.Public(), o.Draft)
	if err != nil {
		return nil, err
	}
	defer func() {
		for _, s := range made.Shares {
			s.Wipe()
		}
	}()
	m = &Matter{
		ID: MatterID(made.Policy), Introduced: Introduced{Terms: made.Terms}, Since: k.Desk.Now(), Label: o.Label,
		Sending: &Sending{
			Box: o.Box, Item: o.Of, Title: o.Letter.Item.Title, Note: o.Letter.Note, Recipient: made.Recipient,
			Purge: o.Purge, Auto: o.Auto, Circle: o.Circle,
		},
	}
	m.People = people(Person{Keys: k.Me.Public(), Name: own}, o.To, o.Custodians)
	if err := m.checkPeople(); err != nil {
		return nil, err
	}
	all, err := k.drawWays(m)
	if err != nil {
		return nil, err
	}
	if err := k.openWays(m); err != nil {
		return nil, err
	}
	c, err := readCourse(k.tx(), m)
	if err != nil {
		return nil, err
	}
	h := k.hearing(m, c)
	if err := h.tellAll(all, made.Shares, o, contacts); err != nil {
		return nil, err
	}
	h.rewrite = true
	return m, h.save()
}

// people are the parties of a seal, each once.
func people(from, to Person, custodians []Person) []Person {
	all := []Person{from, to}
	for _, c := range custodians {
		if !c.Keys.Equal(from.Keys) {
			all = append(all, c)
		}
	}
	return all
}

// drawWays draws the mailboxes of every pair that must talk: its own to the
// sender's seal, and for the others to be told.
func (k *Keeper) drawWays(m *Matter) (all map[hold.Fingerprint][]Way, err error) {
	var who []hold.Fingerprint
	for i := range m.People {
		who = append(who, m.People[i].Fingerprint())
	}
	all, err = matter.DrawWays(k.tx().Rand(), who, m.peers)
	m.Ways = all[k.me()]
	return all, err
}

// tellAll sends the file and tells the parties.
func (h *hearing) tellAll(ways map[hold.Fingerprint][]Way, shares []split.Share, o Order, contacts Contacts) error {
	f, err := h.seal(1, o.Content)
	if err != nil {
		return err
	}
	in := h.m.Introduced
	in.Ways = ways[h.m.Policy.Requester.Fingerprint]
	body, err := offer{Introduced: in, Label: h.m.Label, File: f}.bytes()
	if err != nil {
		return err
	}
	if err := h.introduce(o.To, KindOffer, body, contacts); err != nil {
		return err
	}
	for i, c := range o.Custodians {
		if err := h.entrust(c, ways, shares[i], contacts); err != nil {
			return err
		}
	}
	return nil
}

// entrust gives a custodian their share; that of the sender stays here.
func (h *hearing) entrust(c Person, ways map[hold.Fingerprint][]Way, s split.Share, contacts Contacts) error {
	share, err := s.Encode()
	if err != nil {
		return err
	}
	defer vault.Wipe(share)
	who := hold.Fingerprint(c.Keys.Fingerprint())
	if who == h.k.me() {
		return h.k.Shares.Put(h.m.ID, share)
	}
	in := h.m.Introduced
	in.Ways = ways[who]
	body, err := deposit{Introduced: in, Label: h.m.Label, Share: share}.bytes()
	if err != nil {
		return err
	}
	defer vault.Wipe(body)
	return h.introduce(c, KindDeposit, body, contacts)
}

func (h *hearing) introduce(p Person, kind string, body []byte, contacts Contacts) error {
	at, err := contacts(p)
	if err != nil {
		return err
	}
	slot, err := post.Send(h.k.Desk, h.k.Me, at, post.Letter{Kind: kind, Body: body})
	if err != nil {
		return err
	}
	to := hold.Fingerprint(p.Keys.Fingerprint())
	h.m.Sending.Told = append(h.m.Sending.Told, Delivery{To: to, Of: slot.Of, Seq: slot.Seq})
	return nil
}

// seal makes a file of a number and sends it to the recipient.
func (h *hearing) seal(number uint64, c Content) (f File, err error) {
	if len(c.Files) != len(c.Letter.Item.Attachments) {
		return f, fmt.Errorf("%w: its attachments", ErrBound)
	}
	c.Letter.Number, c.Letter.Time, c.Letter.Note = number, h.k.Desk.Now(), h.m.Sending.Note
	to := h.m.Person(h.m.Policy.Requester.Fingerprint)
	data, err := h.m.Seal(h.k.Me, to.Keys, h.m.Sending.Recipient, c.Letter)
	if err != nil {
		return f, err
	}
	f = File{Number: number, Hash: FileHash(data)}
	w, _ := h.m.way(h.m.Policy.Requester.Fingerprint)
	for _, data := range append([][]byte{data}, c.Files...) {
		p, err := post.SendParcel(h.k.Desk, h.k.tx().Rand(), h.k.Me, w.In, data)
		if err != nil {
			return f, err
		}
		f.Parcels = append(f.Parcels, p)
	}
	h.m.Sending.Revision, h.m.Sending.Title = c.Revision, c.Letter.Item.Title
	h.rewrite = true
	return f, nil
}

// Told tells who has been told of a seal, as far as is known: that the envelope
// was acknowledged.
func (k *Keeper) Told(m *Matter) (who []hold.Fingerprint, err error) {
	if m.Sending == nil {
		return nil, nil
	}
	for _, d := range m.Sending.Told {
		ch, err := k.Desk.Channel(post.Mailbox(d.Of))
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if ch.Sent.Acked >= d.Seq {
			who = append(who, d.To)
		}
	}
	return who, nil
}
