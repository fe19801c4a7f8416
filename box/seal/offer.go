package seal

import (
	"errors"
	"fmt"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// The kinds of envelopes of seals. The first two come over the channel of a
// contact and introduce a seal, the others over the channels of the seal.
const (
	KindOffer   = "seal.offer"
	KindDeposit = "seal.deposit"
	KindEvent   = "seal.event"
	KindFile    = "seal.file"
	KindHere    = "seal.here"
)

// ErrLetter is in the error of what is not the body of such an envelope.
var ErrLetter = errors.New("not a message about a seal, or of a newer version")

const bodyVersion = 1

// offer tells the recipient of a seal.
type offer struct {
	Introduced
	Label string
	File  File
}

type wireOffer struct {
	_          struct{} `cbor:",toarray"`
	Version    uint64
	Introduced wireIntroduced
	Label      string
	File       File
}

func (o offer) bytes() ([]byte, error) {
	in, err := o.wire()
	if err != nil {
		return nil, err
	}
	return codec.Marshal(wireOffer{Version: bodyVersion, Introduced: in, Label: o.Label, File: o.File})
}

func parseOffer(body []byte) (o offer, err error) {
	var w wireOffer
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != bodyVersion {
		return o, ErrLetter
	}
	if o.Introduced, err = w.Introduced.received(); err != nil {
		return o, err
	}
	o.Label, o.File = w.Label, w.File
	if o.File.Number != 1 || !isLabel(o.Label) {
		return o, fmt.Errorf("%w: its number or its label", ErrLetter)
	}
	return o, o.File.check()
}

// deposit gives a custodian a share to keep.
type deposit struct {
	Introduced
	Label string
	Share []byte
}

type wireDeposit struct {
	_          struct{} `cbor:",toarray"`
	Version    uint64
	Introduced wireIntroduced
	Label      string
	Share      []byte
}

func (d deposit) bytes() ([]byte, error) {
	in, err := d.wire()
	if err != nil {
		return nil, err
	}
	return codec.Marshal(wireDeposit{Version: bodyVersion, Introduced: in, Label: d.Label, Share: d.Share})
}

// parseDeposit reads a deposit, whose share the caller wipes.
func parseDeposit(body []byte) (d deposit, err error) {
	var w wireDeposit
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != bodyVersion {
		return d, ErrLetter
	}
	d.Label, d.Share = w.Label, w.Share
	if !isLabel(d.Label) {
		return d, fmt.Errorf("%w: its label", ErrLetter)
	}
	d.Introduced, err = w.Introduced.received()
	return d, err
}

// isFor makes sure that the share is the one of a custodian.
func (d deposit) isFor(me hold.Fingerprint) error {
	s, err := split.ParseShare(d.Share)
	if err != nil {
		return err
	}
	defer s.Wipe()
	if err := d.Set.Verify(s); err != nil {
		return err
	}
	if s.Index > len(d.Policy.Custodians) || d.Policy.Custodians[s.Index-1].Fingerprint != me {
		return fmt.Errorf("%w: the share of another custodian", ErrTerms)
	}
	return nil
}

type wireFile struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	File    File
}

func (f File) bytes() ([]byte, error) { return codec.Marshal(wireFile{Version: bodyVersion, File: f}) }

func parseFile(body []byte) (File, error) {
	var w wireFile
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != bodyVersion {
		return File{}, ErrLetter
	}
	return w.File, w.File.check()
}

func (f File) check() error {
	n := len(f.Parcels)
	if f.Number == 0 || f.Number > MaxNumber || n < 1 || n > 1+box.MaxAttachments || f.Parcels[0].Size > MaxFile {
		return fmt.Errorf("%w: what it says of a file", ErrLetter)
	}
	return nil
}

// isLabel tells whether a text can stand in a list.
func isLabel(s string) bool {
	clean, err := contact.CleanName(s)
	return s == "" || err == nil && clean == s
}

// TakeOffer takes in what tells the owner that something is sealed for them: see
// [post.Handler]. The caller has made sure that the sender may write to them.
func (k *Keeper) TakeOffer(l post.Received) error {
	o, err := parseOffer(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	m := Matter{ID: MatterID(o.Policy), Introduced: o.Introduced, Since: k.Desk.Now(), Label: o.Label,
		Receiving: &Receiving{Files: []File{o.File}}}
	fresh, err := k.admit(&m, l, hold.Requester)
	if err == nil && fresh {
		k.tell(News{Matter: &m, Kind: KindOffer, By: m.Policy.Owner.Fingerprint})
	}
	return err
}

// TakeDeposit takes in a share to keep: see [Keeper.TakeOffer].
func (k *Keeper) TakeDeposit(l post.Received) error {
	d, err := parseDeposit(l.Body)
	defer clear(d.Share)
	if err == nil {
		err = d.isFor(k.me())
	}
	if err != nil {
		return post.Refuse(err)
	}
	m := Matter{ID: MatterID(d.Policy), Introduced: d.Introduced, Since: k.Desk.Now(), Label: d.Label}
	fresh, err := k.admit(&m, l, hold.Custodian)
	if err != nil || !fresh {
		return err
	}
	if err := k.Shares.Put(m.ID, d.Share); errors.Is(err, ErrFull) {
		return post.Later(err)
	} else if err != nil {
		return err
	}
	c, err := readCourse(k.tx(), &m)
	if err != nil {
		return err
	}
	c.here, c.changed = k.credited(), true // its acknowledgement says so
	if err := c.save(k.tx(), m.ID); err != nil {
		return err
	}
	k.tell(News{Matter: &m, Kind: KindDeposit, By: m.Policy.Owner.Fingerprint})
	return nil
}

// admit takes a seal in that its sender told of, with its channels; not fresh
// when it is here already.
func (k *Keeper) admit(m *Matter, l post.Received, as hold.Role) (fresh bool, err error) {
	p := m.Policy
	switch {
	case p.Owner.Fingerprint != hold.Fingerprint(l.Sender):
		return false, post.Refuse(fmt.Errorf("%w: the sender is not who sealed it", ErrTerms))
	case p.Roles(k.me()) != as:
		return false, post.Refuse(fmt.Errorf("%w: it concerns somebody else", ErrTerms))
	}
	if err := m.checkWays(k.me()); err != nil {
		return false, post.Refuse(err)
	}
	if there, err := has(k.tx(), m.ID); there || err != nil {
		return false, err
	}
	if err := k.room(p.Owner.Fingerprint); err != nil {
		return false, post.Refuse(err)
	}
	if err := k.openWays(m); err != nil {
		return false, err
	}
	return true, m.save(k.tx())
}

// room makes sure that one sender does not fill the vault.
func (k *Keeper) room(owner hold.Fingerprint) error { return k.roomFor(owner, MaxMatters) }

func (k *Keeper) roomFor(owner hold.Fingerprint, most int) error {
	if n, err := k.tx().Count(vault.BoxZero, vault.Seals, vault.Core); err != nil || n < most {
		return err // most vaults never come so far that all of them must be read
	}
	all, err := Matters(k.tx())
	if err != nil {
		return err
	}
	n := 0
	for i := range all {
		if all[i].Policy.Owner.Fingerprint == owner {
			n++
		}
	}
	if n >= most {
		return fmt.Errorf("%w: more than %d seals of one sender", ErrFull, most)
	}
	return nil
}

// openWays opens the channels of a seal. Mailboxes that are in use already are
// refused: whoever named them would read over somebody else's channel.
func (k *Keeper) openWays(m *Matter) error {
	all, err := k.Desk.Channels()
	if err != nil {
		return err
	}
	own, err := contact.ReadOwn(k.tx())
	if err != nil {
		return err
	}
	own.Wipe()
	used := map[post.Mailbox]bool{post.Mailbox(own.Mailbox): true}
	for _, ch := range all {
		used[ch.In], used[ch.Out] = true, true
	}
	for _, w := range m.Ways {
		if used[w.In] || used[w.Out] {
			return post.Refuse(fmt.Errorf("%w: a mailbox that is in use", ErrTerms))
		}
		peer := m.Person(w.Peer)
		if peer == nil {
			return post.Refuse(ErrTerms)
		}
		ch := post.Channel{Peer: peer.Keys, In: w.In, Out: w.Out, Scope: m.ID, Kinds: post.OfMatter}
		if err := k.Desk.PutChannel(ch); err != nil {
			return err
		}
	}
	return nil
}

// TakeFile takes in where a newer sealed file is: see [post.Handler]. Whether it
// is the one that the sender speaks of shows when it is opened.
func (k *Keeper) TakeFile(l post.Received) error {
	f, err := parseFile(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	h, err := k.hear(l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of a seal that is not here"))
	}
	if err != nil {
		return err
	}
	defer h.m.wipe()
	if h.m.Receiving == nil || hold.Fingerprint(l.Sender) != h.m.Policy.Owner.Fingerprint {
		return post.Refuse(fmt.Errorf("%w: from or for somebody else", ErrLetter))
	}
	files := h.m.Receiving.Files
	switch n := len(files); {
	case n > 0 && f.Number <= files[n-1].Number: // an older one came late, or this one again
		return h.dropParcels(f, files)
	case n >= maxFiles:
		if err := h.dropFiles(files[n-1 : n : n]); err != nil {
			return err
		}
	}
	h.m.Receiving.Files = append(h.m.Receiving.Files, f)
	h.rewrite = true
	return h.save()
}
