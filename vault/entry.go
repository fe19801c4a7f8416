package vault

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"time"

	"coffer/vault/codec"
)

// Entry is one entry of the log, as it was recorded.
type Entry struct {
	Number  uint64 // counted from 1
	Event   Event
	About   []Subject
	Told    int      // how many subjects there were
	Changes []Change // the first of them
	Changed int      // records written
}

// maxListed is how many changes an entry lists, and maxTold how many subjects; above
// that it counts them.
const (
	maxListed = 32
	maxTold   = 256
	maxText   = 4 << 10 // bytes
)

// storedEvent is the form of an entry, whose hash is the leaf. It begins with random bytes,
// and names its subjects by hashes of theirs: so the leaf of an entry that is gone tells
// nobody what it was, and one subject is shown without the others.
type storedEvent struct {
	_       struct{} `cbor:",toarray"`
	Salt    [16]byte
	Time    int64 // Unix seconds
	Action  string
	Text    string
	Told    uint32
	About   [][32]byte
	Changed uint32
	Changes []storedChange
}

// storedSubject stands behind the form, with those of the same entry.
type storedSubject struct {
	_    struct{} `cbor:",toarray"`
	Salt [16]byte
	Word string
	ID   []byte
}

type storedChange struct {
	_     struct{} `cbor:",toarray"`
	Box   ID
	Space Space
	ID    ID
	Sub   uint32
	Tier  Tier
	Old   uint32
	New   uint32
}

// hash is what the form of an entry says of a subject.
func (s *storedSubject) hash() (h [32]byte, err error) {
	b, err := codec.Marshal(s)
	return sha256.Sum256(append([]byte("coffer/1 subject\x00"), b...)), err
}

// encodeEntry returns the form of an entry and what stands behind it.
func encodeEntry(s *storedEvent, about []storedSubject) (form, subjects []byte, err error) {
	for i := range about {
		h, err := about[i].hash()
		if err != nil {
			return nil, nil, err
		}
		s.About = append(s.About, h)
	}
	if form, err = codec.Marshal(s); err != nil {
		return nil, nil, err
	}
	subjects, err = codec.Marshal(append([]storedSubject{}, about...))
	return form, subjects, err
}

// splitEntry parts the form of an entry from its subjects, which are those that it names.
func splitEntry(plain []byte) (form []byte, subjects []storedSubject, err error) {
	var s storedEvent
	rest, err := codec.UnmarshalFirst(plain, &s)
	if err != nil {
		return nil, nil, err
	}
	if err := codec.UnmarshalCanonical(rest, &subjects); err != nil {
		return nil, nil, err
	}
	if len(subjects) != len(s.About) {
		return nil, nil, codec.ErrMalformed
	}
	for i := range subjects {
		if h, err := subjects[i].hash(); err != nil || h != s.About[i] {
			return nil, nil, codec.ErrMalformed
		}
	}
	return plain[:len(plain)-len(rest)], subjects, nil
}

// EntryForm reads the form of entry n, whose hash is its leaf in the tree, and those of its
// subjects that choose chooses; nil chooses all. [ParseForm] reads them. [ErrNotFound] beyond
// the newest, and for an entry that is gone.
func (tx *Tx) EntryForm(n uint64, choose func(Subject) bool) (form []byte, about [][]byte, err error) {
	p := eventPlace(n)
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	if err != nil {
		return nil, nil, err
	}
	form, subjects, err := splitEntry(r.Plain)
	if err != nil {
		return nil, nil, damaged("entry %d of the log", n)
	}
	for i := range subjects {
		s := &subjects[i]
		if choose != nil && !choose(Subject{Word: s.Word, ID: s.ID}) {
			continue
		}
		b, err := codec.Marshal(s)
		if err != nil {
			return nil, nil, err
		}
		about = append(about, b)
	}
	return form, about, nil
}

// Entry reads entry n of the log, counted from 1. Errors are those of [Tx.EntryForm].
func (tx *Tx) Entry(n uint64) (Entry, error) {
	form, about, err := tx.EntryForm(n, nil)
	if err != nil {
		return Entry{}, err
	}
	e, err := ParseForm(form, about)
	if e.Number = n; err != nil {
		err = damaged("entry %d of the log", n)
	}
	return e, err
}

// ParseForm reads the form of an entry, with some of its subjects, which it must name, each
// once. It does not know which number the entry has. Every error wraps [codec.ErrMalformed].
func ParseForm(form []byte, about [][]byte) (Entry, error) {
	var s storedEvent
	if err := codec.UnmarshalCanonical(form, &s); err != nil {
		return Entry{}, err
	}
	if len(s.About) != int(min(s.Told, maxTold)) || len(s.Changes) != int(min(s.Changed, maxListed)) {
		return Entry{}, codec.ErrMalformed
	}
	e := Entry{
		Told: int(s.Told), Changed: int(s.Changed),
		Event: Event{Action: s.Action, Text: s.Text, Time: time.Unix(s.Time, 0).UTC()},
	}
	for _, b := range about {
		var one storedSubject
		if err := codec.UnmarshalCanonical(b, &one); err != nil {
			return Entry{}, err
		}
		h, err := one.hash()
		at := slices.Index(s.About, h)
		if at < 0 || err != nil {
			return Entry{}, codec.ErrMalformed
		}
		s.About = slices.Delete(s.About, at, at+1)
		e.About = append(e.About, Subject{Word: one.Word, ID: bytes.Clone(one.ID)})
	}
	for _, c := range s.Changes {
		e.Changes = append(e.Changes, Change{Box: c.Box, Space: c.Space, Key: Key{ID: c.ID, Sub: c.Sub}, Tier: c.Tier, Old: c.Old, New: c.New})
	}
	return e, nil
}

// Entries is the number of entries of the log, those that are gone counted.
func (tx *Tx) Entries() uint64 { return tx.LogHead().Size }
