package seal

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// Matter is a seal as one of its parties keeps it.
type Matter struct {
	// ID names the seal for people, the scope of its channels, and the file of a
	// custodian's share. It is the beginning of the policy's hash, so that nobody
	// can take it for another seal.
	ID vault.ID
	Introduced
	Since time.Time // when it was made, or came
	Label string    // what the sender calls it for all to see; may be empty
	// Sending is what the sender knows besides, Receiving the recipient; nil for
	// the others.
	Sending   *Sending
	Receiving *Receiving
}

// Sending is the sender's part of a seal.
type Sending struct {
	_         struct{} `cbor:",toarray"`
	Box, Item vault.ID // what is sealed
	Title     string   // as it was when it was last sent
	Note      string   // what the recipient reads with it
	Recipient string   // of the seal's own age identity
	Purge     Purge
	Auto      bool     // changes are sent by themselves
	Circle    vault.ID // the circle by way of which the recipient was reached, or zero
	Revision  uint32   // of the item in the newest file
	Told      []Delivery
}

// Delivery is an envelope by which somebody was told of a seal.
type Delivery struct {
	_   struct{} `cbor:",toarray"`
	To  hold.Fingerprint
	Of  vault.ID // with Seq: the place in the outbox
	Seq uint64
}

// Purge is what becomes of a seal when its item is deleted for good.
type Purge uint8

// The choices. Their numbers stand in the vault.
const (
	PurgeBreaks    Purge = 1 // its wait is lifted: the recipient may have it
	PurgeWithdraws Purge = 2
)

// Receiving is the recipient's part of a seal.
type Receiving struct {
	Files  []File // by number
	Opened int64  // Unix seconds of the last time; 0: never
	keys   []replyKey
}

// File says where a sealed file is.
type File struct {
	_      struct{} `cbor:",toarray"`
	Number uint64
	Hash   hold.Hash
	// Parcels are the sealed file, and then the attachments of its item in their
	// order, each an age file whose key stands in the letter.
	Parcels []post.Parcel
}

// replyKey opens the shares that answer one request that was made here.
type replyKey struct {
	Request hold.Hash
	Opening secret.Key
}

// wipe overwrites the keys.
func (m *Matter) wipe() {
	if m.Receiving == nil {
		return
	}
	for _, k := range m.Receiving.keys {
		k.Opening.Wipe()
	}
	m.Receiving.keys = nil
}

// wireReplyKey is how a reply key is kept.
type wireReplyKey struct {
	_       struct{} `cbor:",toarray"`
	Request hold.Hash
	Opening []byte
}

type wireReceiving struct {
	_      struct{} `cbor:",toarray"`
	Files  []File
	Keys   []wireReplyKey
	Opened int64
}

type wireMatter struct {
	_          struct{} `cbor:",toarray"`
	Introduced wireIntroduced
	Since      int64
	Label      string
	Sending    *Sending
	Receiving  *wireReceiving
}

// The records of a seal, by their Sub.
const (
	subMatter = 1
	subCourse = 2
)

func matterKey(id vault.ID) vault.Key { return vault.Key{ID: id, Sub: subMatter} }
func courseKey(id vault.ID) vault.Key { return vault.Key{ID: id, Sub: subCourse} }

// MatterID names the seal of a policy.
func MatterID(p hold.Policy) vault.ID {
	matter := p.Matter()
	return vault.ID(matter[:16])
}

// Matters reads all seals that the owner of the vault is a party of, the oldest
// first.
func Matters(tx *vault.Tx) (all []Matter, err error) {
	keys, err := tx.Keys(vault.BoxZero, vault.Seals, vault.Core)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.Sub != subMatter {
			continue
		}
		m, err := ReadMatter(tx, k.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b Matter) int { return a.Since.Compare(b.Since) })
	return all, nil
}

// CheckMatters makes sure that every seal and its course can be read. It is part of
// a verification.
func CheckMatters(tx *vault.Tx) error {
	all, err := Matters(tx)
	for i := range all {
		if _, err := readCourse(tx, &all[i]); err != nil {
			return err
		}
	}
	return err
}

// ReadMatter reads one seal; [ErrNotFound] when there is none.
func ReadMatter(tx *vault.Tx, id vault.ID) (Matter, error) {
	m, err := readMatter(tx, id)
	m.wipe()
	return m, err
}

// readMatter reads one seal with the keys of its requests, which the caller wipes.
func readMatter(tx *vault.Tx, id vault.ID) (Matter, error) {
	r, err := tx.Get(vault.BoxZero, vault.Seals, matterKey(id), vault.Core)
	if err != nil {
		return Matter{}, err
	}
	defer vault.Wipe(r.Plain)
	m, err := decodeMatter(r.Plain)
	if err == nil && m.ID != id {
		err = ErrTerms
	}
	if err != nil {
		m.wipe()
		return Matter{}, malformed("a seal", err)
	}
	return m, nil
}

// decodeMatter reads what [Matter.encode] wrote. The caller wipes it, also where
// it is refused.
func decodeMatter(plain []byte) (Matter, error) {
	var w wireMatter
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Matter{}, err
	}
	m, err := w.matter()
	if err != nil {
		return m, err
	}
	again, err := m.encode()
	defer vault.Wipe(again)
	if err == nil && !bytes.Equal(again, plain) {
		err = errForm
	}
	return m, err
}

// errForm refuses a record that says the same as one of ours in other bytes.
var errForm = errors.New("not in the form in which it is kept")

func (w *wireMatter) matter() (m Matter, err error) {
	if m.Introduced, err = w.Introduced.introduced(); err != nil {
		return m, err
	}
	m.ID, m.Since, m.Label, m.Sending = MatterID(m.Policy), time.Unix(w.Since, 0).UTC(), w.Label, w.Sending
	if w.Receiving == nil {
		return m, nil
	}
	m.Receiving = &Receiving{Files: w.Receiving.Files, Opened: w.Receiving.Opened}
	for _, k := range w.Receiving.Keys {
		opening, err := secret.KeyFrom(k.Opening)
		clear(k.Opening)
		if err != nil {
			return m, err
		}
		m.Receiving.keys = append(m.Receiving.keys, replyKey{k.Request, opening})
	}
	return m, nil
}

// save writes a seal.
func (m *Matter) save(tx *vault.Tx) error {
	plain, err := m.encode()
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	_, err = tx.Put(vault.BoxZero, vault.Seals, matterKey(m.ID), vault.Core, plain)
	return err
}

func (m *Matter) encode() ([]byte, error) {
	w := wireMatter{Since: m.Since.Unix(), Label: m.Label, Sending: m.Sending}
	var err error
	if w.Introduced, err = m.wire(); err != nil {
		return nil, err
	}
	if m.Receiving != nil {
		w.Receiving = &wireReceiving{Files: m.Receiving.Files, Opened: m.Receiving.Opened}
		for _, k := range m.Receiving.keys {
			w.Receiving.Keys = append(w.Receiving.Keys, wireReplyKey{Request: k.Request, Opening: k.Opening.Bytes()})
		}
	}
	return codec.Marshal(w)
}
