package app

import (
	"bytes"
	"errors"
	"slices"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/box/witness"
	"coffer/vault"
)

// forgotten stands in the place of a title that was forgotten, where it must stay known that
// something was sent.
const forgotten = "(forgotten)"

// inbox finds what came from contacts, whether it was taken or not. What was taken lies in its
// box, and is found there.
func (f *forgetting) inbox() error {
	all, err := seal.ReadEntries(f.tx)
	if err != nil {
		return err
	}
	names := contactIDs(f.tx)
	for i := range all {
		e := &all[i]
		one := ForgetFound{Kind: foundInbox, ID: e.ID, Name: names[e.From], State: string(e.State())}
		if one.Places, err = f.inEntry(e); err != nil {
			return err
		}
		if f.gone[e.Taken.Item] {
			one.Places = append(one.Places, "taken to what goes")
		}
		f.note(one, func() error { return f.dropEntry(e) })
	}
	return nil
}

// contactIDs are the names of contacts by their ids.
func contactIDs(tx *vault.Tx) map[ID]string {
	names := map[ID]string{}
	all, _ := contact.Names(tx) // those without a name are shown by their ids
	for _, n := range all {
		names[n.ID] = n.Name
	}
	return names
}

func (f *forgetting) inEntry(e *seal.Entry) ([]string, error) {
	places := f.places("title", e.Title, "title", e.Taken.Title)
	if e.Size == 0 {
		return places, nil
	}
	o, err := openEntry(f.tx, e)
	if err != nil {
		return places, nil // not all of it has come, or it is no item
	}
	defer o.item.Wipe()
	places = append(places, f.places("title", o.item.Title, "note", o.said.Note)...)
	if !box.IsBuiltinName(o.item.Template) {
		places = append(places, f.places("template", o.item.Template)...)
	}
	for i := range o.item.Fields {
		if field := &o.item.Fields[i]; !box.IsBuiltinName(field.Name) && f.m.In(field.Name) || f.m.InBytes(field.Value.Bytes()) {
			places = append(places, "field "+field.Name)
		}
	}
	for _, at := range o.item.Attachments {
		places = append(places, f.places("attachment "+at.Name, at.Name)...)
		at.Key.Wipe()
	}
	slices.Sort(places)
	return slices.Compact(places), nil
}

// dropEntry deletes an entry with what it brings. A newer version arrives as something new.
func (f *forgetting) dropEntry(e *seal.Entry) error {
	desk := post.NewVaultDesk(f.tx)
	if err := forgetLetter(f.tx, desk, e); err != nil {
		return err
	}
	if err := seal.ForgetEntry(f.tx, e.ID); err != nil {
		return err
	}
	return desk.Flush()
}

// contacts finds people. One who has ended, and whom nothing else is about, goes; with others
// something is agreed.
func (f *forgetting) contacts() error {
	all, err := contact.List(f.tx)
	if err != nil {
		return err
	}
	for i := range all {
		c := &all[i]
		pairs := []string{"name", c.Name, "card", c.Card.Name(), "e-mail", c.Card.Email(), "request", c.Said}
		for _, email := range c.Emails {
			pairs = append(pairs, "former e-mail", email)
		}
		one := ForgetFound{Kind: foundContact, ID: c.ID, Name: c.Name, State: c.State().String(), Places: f.places(pairs...)}
		if len(one.Places) > 0 {
			if one.Kept, one.Next, err = f.bound(c); err != nil {
				return err
			}
		}
		f.note(one, func() error { return f.dropContact(c) })
	}
	return nil
}

// bound says what keeps a contact, and what ends it.
func (f *forgetting) bound(c *Contact) (kept, next string, err error) {
	switch c.State() {
	case contact.Ended:
	case contact.Blocked:
		return "a block knows them by it", "coffer contact unblock makes them ended, who can be forgotten", nil
	default:
		return "you are in contact", "coffer contact end breaks off, then forget it", nil
	}
	key := []byte(c.Card.Public().Signing)
	for _, space := range []vault.Space{vault.Seals, vault.Tickets} {
		n, err := f.recordsWith(space, func(plain []byte) bool { return bytes.Contains(plain, key) })
		if err != nil {
			return "", "", err
		}
		if n > 0 {
			return "a seal, a deposit or a ticket names them", "what was agreed outlives the contact", nil
		}
	}
	if f.copied {
		return "", "", nil
	}
	told, err := f.told(c)
	if !told && err == nil {
		return "they do not know yet", "coffer sync tells them", nil
	}
	return "", "", err
}

// told tells whether the last word to a contact has left.
func (f *forgetting) told(c *Contact) (bool, error) {
	desk := post.NewVaultDesk(f.tx)
	all, err := channelsOf(desk, c)
	for _, ch := range all {
		seqs, err := desk.Unacknowledged(ch.In)
		if err != nil {
			return false, err
		}
		for _, seq := range seqs {
			if left, err := post.Left(desk, post.Slot{Of: ID(ch.In), Seq: seq}); err != nil || !left {
				return false, err
			}
		}
	}
	return true, err
}

func channelsOf(desk post.Desk, c *Contact) ([]post.Channel, error) {
	all, err := desk.Channels()
	return slices.DeleteFunc(all, func(ch post.Channel) bool { return ch.Kinds != post.OfContact || ch.Scope != c.ID }), err
}

// dropContact deletes a contact with the channel to them.
func (f *forgetting) dropContact(c *Contact) error {
	desk := post.NewVaultDesk(f.tx)
	all, err := channelsOf(desk, c)
	if err != nil {
		return err
	}
	for _, ch := range all {
		if err := desk.DropChannel(ch.In); err != nil {
			return err
		}
	}
	if err := errors.Join(contact.Delete(f.tx, c.ID), witness.Forget(f.tx, c.ID)); err != nil {
		return err
	}
	return desk.Flush()
}

// recordsWith counts the records of a space of box 0 of which something holds.
func (f *forgetting) recordsWith(space vault.Space, is func(plain []byte) bool) (n int, err error) {
	found := make([]int, f.tx.Workers())
	err = f.tx.Scan(vault.BoxZero, space, vault.Core, func(worker int, r vault.Record) error {
		if is(r.Plain) {
			found[worker]++
		}
		return nil
	})
	for _, some := range found {
		n += some
	}
	return n, err
}

// circles finds names of circles; one that lies in the trash goes.
func (f *forgetting) circles() error {
	all, err := seal.ReadCircles(f.tx)
	for _, c := range all {
		one := ForgetFound{Kind: foundCircle, ID: c.ID, Name: c.Name, Places: f.places("name", c.Name)}
		if c.Removed.IsZero() {
			one.Kept, one.Next = "items may go to it", "coffer circle rm puts it into the trash, then forget it"
		} else {
			one.State = "trash"
		}
		f.note(one, func() error { return seal.PurgeCircle(f.tx, c.ID) })
	}
	return err
}

// seals finds seals that are called so, and what becomes of those of items that go.
func (f *forgetting) seals() error {
	return atSeals(f.tx, post.NewVaultDesk(f.tx), func(d *sealDesk) error {
		all, err := seal.Matters(f.tx)
		for i := range all {
			if err := f.seal(d, &all[i]); err != nil {
				return err
			}
		}
		return err
	})
}

func (f *forgetting) seal(d *sealDesk, m *seal.Matter) error {
	info, err := d.info(m)
	if err != nil {
		return err
	}
	goes := m.Sending != nil && f.gone[m.Sending.Item]
	if goes && !info.Over {
		f.ends = append(f.ends, "the seal of "+Quoted(info.Title)+" for "+Quoted(info.Recipient)+" is withdrawn")
	}
	pairs := []string{"label", m.Label}
	if m.Sending != nil && !goes {
		pairs = append(pairs, "title", m.Sending.Title, "note", m.Sending.Note)
	}
	one := ForgetFound{Kind: foundSeal, ID: m.ID, Name: info.Title, Places: f.places(pairs...),
		Kept: "its other parties know it by that", Next: "coffer seal withdraw ends one of yours"}
	f.note(one, nil)
	return nil
}

// endSeals withdraws the seals of items that go, whatever was chosen for their end.
func (f *forgetting) endSeals() error {
	return onSeals(f.tx, func(d *sealDesk) error {
		some, err := d.sent()
		for _, m := range some {
			if f.gone[m.Sending.Item] {
				if err := d.k.Withdraw(m.ID); err != nil {
					return err
				}
			}
		}
		return err
	})
}

// shares finds what was handed to contacts. That it was, and when, stays known; how it was called does not.
func (f *forgetting) shares() error {
	sent, err := seal.ReadSent(f.tx)
	if err != nil {
		return err
	}
	names := contactIDs(f.tx)
	for _, s := range sent {
		if f.gone[s.Item] {
			f.has = append(f.has, Quoted(names[s.To])+" received "+Quoted(s.Title))
			continue
		}
		w, err := findShared(f.tx, s.Item)
		if err != nil {
			return err
		}
		one := ForgetFound{Kind: foundShare, ID: s.ID, Name: names[s.To], Places: f.places("title", s.Title)}
		if !w.gone && s.Open() {
			one.Kept, one.Next = "the item goes on to them", "coffer share stop ends it"
		}
		f.note(one, func() error {
			s.Title = forgotten
			return seal.PutSent(f.tx, &s)
		})
	}
	return f.spreads()
}

// spreads finds notes that go with items.
func (f *forgetting) spreads() error {
	all, err := seal.ReadSpreads(f.tx)
	for _, s := range all {
		if f.gone[s.Item] {
			continue
		}
		f.note(ForgetFound{Kind: foundShare, ID: s.Item, Name: "@" + s.Item.String(), Places: f.places("note", s.Note),
			Kept: "it goes with the item", Next: "coffer share stop ends it"}, nil)
	}
	return err
}

// untitle takes titles out of what must stay known of items that are gone.
func (f *forgetting) untitle() error {
	sent, err := seal.ReadSent(f.tx)
	if err != nil {
		return err
	}
	for i := range sent {
		if s := &sent[i]; f.gone[s.Item] {
			s.Title = forgotten
			if err := seal.PutSent(f.tx, s); err != nil {
				return err
			}
		}
	}
	return seal.Untitle(f.tx, func(item ID) bool { return f.gone[item] }, forgotten)
}

// letters finds what is on its way, or was put aside: as bytes, since it may be of any kind.
func (f *forgetting) letters() error {
	return f.somewhere(vault.Mail, ForgetFound{Kind: foundLetter, Name: "letters on their way",
		Kept: "they are not delivered yet", Next: "coffer sync sends them, and takes in what came"})
}

// tickets finds what trustees, deposits and tickets say.
func (f *forgetting) tickets() error {
	return f.somewhere(vault.Tickets, ForgetFound{Kind: foundMatter, Name: "trustees, deposits and tickets",
		Kept: "what was agreed is carried out", Next: "coffer trustee ls, coffer deposit ls and coffer ticket ls show them"})
}

func (f *forgetting) somewhere(space vault.Space, one ForgetFound) error {
	n, err := f.recordsWith(space, f.m.InBytes)
	if n > 0 {
		one.Places = []string{Counted(n, "record", "records")}
	}
	f.note(one, nil)
	return err
}
