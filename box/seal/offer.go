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

// TakesFiles tells whether somebody may send sealed files over the channels of a
// seal: its sender may, to its recipient.
func TakesFiles(tx *vault.Tx, id vault.ID, from contact.Fingerprint) (bool, error) {
	m, err := ReadMatter(tx, id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && m.Receiving != nil && m.Policy.Owner.Fingerprint == hold.Fingerprint(from), err
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
