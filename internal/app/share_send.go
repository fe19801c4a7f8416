package app

import (
	"bytes"
	"slices"

	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// packed is an outgoing item, with what is made for sending it once.
type packed struct {
	*outgoing
	digest [32]byte
	item   []byte
	files  [][]byte
	size   int // of the files
}

// wipe overwrites what was made of the item; the item itself is the caller's.
func (p *packed) wipe() { vault.Wipe(p.item) }

func (p *packed) pack(tx *vault.Tx) (err error) {
	if p.item != nil {
		return nil
	}
	for i := range p.Attachments {
		data, err := p.sealFile(tx, i)
		if err != nil {
			return err
		}
		if p.size += len(data); p.size > maxParcels {
			return errTooMuch(p.Title)
		}
		p.files = append(p.files, data)
	}
	if p.digest, err = p.Digest(); err != nil {
		return err
	}
	p.item, err = seal.EncodeItem(p.Item)
	return err
}

// send hands an item to a contact: as a new share, or as a newer version of the one
// that they have.
func (s *sharing) send(p *packed, c *Contact, spread *seal.Spread) (again bool, err error) {
	if err := p.pack(s.tx); err != nil {
		return false, err
	}
	if s.carried > 0 && s.carried+p.size > maxAtOnce {
		return false, errAtOnce(p.Title)
	}
	s.carried += p.size
	share := s.shareOf(p.Ref.ID, c.ID)
	again = share.Number > 0
	share.Box, share.Title, share.Digest = p.Ref.Box, p.Title, p.digest
	autos := spread.Reach(s.circles, true)
	_, share.Auto = slices.BinarySearchFunc(autos, c.ID, func(a, b vault.ID) int { return bytes.Compare(a[:], b[:]) })
	if err := seal.PutSent(s.tx, share); err != nil { // so that it has an id
		return again, err
	}
	said := seal.Shared{Share: share.ID, Number: share.Number + 1, Time: s.tx.Now(), Note: spread.Note}
	ch := s.channels[c.ID]
	for i, data := range p.files {
		parcel, err := s.sendParcel(ch, p.Attachments[i].Name, data)
		if err != nil {
			return again, err
		}
		said.Files = append(said.Files, parcel)
	}
	if said.Fits(len(p.item)) {
		said.Item = p.item
	} else if said.Parcel, err = s.sendParcel(ch, p.Title, p.item); err != nil {
		return again, err
	}
	body, err := said.Bytes()
	if err != nil {
		return again, err
	}
	defer vault.Wipe(body)
	return again, s.utter(share, ch, seal.KindShareItem, said.Number, body)
}

// utter sends a word of a share and notes it.
func (s *sharing) utter(share *seal.Sent, ch post.Channel, kind string, number uint64, body []byte) error {
	slot, err := post.Send(s.desk, s.own.Identity, ch.In, post.Letter{Kind: kind, Body: body})
	if err != nil {
		return err
	}
	if kind == seal.KindShareItem {
		share.Add(seal.Update{Number: number, Time: s.tx.Now().Unix(), In: slot.Of, Seq: slot.Seq})
	}
	share.Number = number
	return seal.PutSent(s.tx, share)
}

// shareOf finds the open share of an item with a contact, or begins one.
func (s *sharing) shareOf(item, person vault.ID) *seal.Sent {
	for i := range s.sent {
		if sent := &s.sent[i]; sent.Item == item && sent.To == person && sent.Open() {
			return sent
		}
	}
	s.sent = append(s.sent, seal.Sent{Item: item, To: person})
	return &s.sent[len(s.sent)-1]
}

// stop says that no newer version will come, if that can be said.
func (s *sharing) stop(share *seal.Sent) error {
	share.Stopped = s.tx.Now()
	c, ch := s.people[share.To], s.channels[share.To]
	if c == nil || !c.State().Open() || ch.In.IsZero() {
		return seal.PutSent(s.tx, share)
	}
	said := seal.ShareStop{Share: share.ID, Number: share.Number + 1, Time: s.tx.Now()}
	body, err := said.Bytes()
	if err != nil {
		return err
	}
	return s.utter(share, ch, seal.KindShareStop, said.Number, body)
}
