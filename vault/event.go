package vault

import (
	"bytes"
	"io"
	"time"

	"coffer/vault/codec"
	"coffer/vault/journal"
)

// Event says what a write is for, in the words of the commands.
type Event struct {
	Action string // like "item.add"
	Box    ID
	Item   ID
	Text   string    // a path or a name; no secret
	Time   time.Time // when it happened; zero: now
}

// Subject is something that happened to somebody or something else than a record: an
// envelope that was sent to a person.
type Subject struct {
	Word string // what happened, like "sent share.item"
	ID   []byte // to whom or what: the fingerprint of a person's keys, or an ID
}

// Entry is one entry of the log, as it was recorded.
type Entry struct {
	Number  uint64 // counted from 1
	Event   Event
	About   []Subject
	Told    int      // how often [Tx.Tell] was called
	Changes []Change // the first of them
	Changed int      // records written
}

// maxListed is how many changes an entry lists, and maxTold how many subjects; above
// that it counts them.
const (
	maxListed = 32
	maxTold   = 256
)

// storedEvent is what an entry says. It begins with random bytes, so that the leaf of
// an entry that is gone tells nobody what it was.
type storedEvent struct {
	_       struct{} `cbor:",toarray"`
	Salt    [16]byte
	Time    int64 // Unix seconds
	Action  string
	Box     ID
	Item    ID
	Text    string
	Told    uint32
	About   []storedSubject
	Changed uint32
	Changes []storedChange
}

type storedSubject struct {
	_    struct{} `cbor:",toarray"`
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

// Tell adds something to the entry that will record this transaction.
func (tx *Tx) Tell(s Subject) {
	if tx.told++; len(tx.about) < maxTold {
		tx.about = append(tx.about, storedSubject{Word: s.Word, ID: bytes.Clone(s.ID)})
	}
}

// log records the event of a transaction with all that was done in it.
func (tx *Tx) log(e Event) error {
	s := newStored(e, tx.now)
	s.Told, s.About = uint32(tx.told), append(s.About, tx.about...)
	s.Changed = uint32(len(tx.changes))
	for _, c := range tx.changes[:min(len(tx.changes), maxListed)] {
		s.Changes = append(s.Changes, storedChange{
			Box: c.Box, Space: c.Space, ID: c.Key.ID, Sub: c.Key.Sub, Tier: c.Tier, Old: c.Old, New: c.New})
	}
	return tx.record(s)
}

// newStored is an event that changed nothing.
func newStored(e Event, now time.Time) *storedEvent {
	if e.Time.IsZero() {
		e.Time = now
	}
	return &storedEvent{Time: e.Time.Unix(), Action: e.Action, Box: e.Box, Item: e.Item, Text: e.Text,
		About: []storedSubject{}, Changes: []storedChange{}}
}

// record adds an entry to the log.
func (tx *Tx) record(s *storedEvent) error {
	if _, err := io.ReadFull(tx.v.o.Rand, s.Salt[:]); err != nil {
		return err
	}
	plain, err := codec.Marshal(s)
	if err != nil {
		return err
	}
	if err := tx.grow(journal.LeafOf(plain)); err != nil {
		return err
	}
	_, err = tx.put(eventPlace(tx.vault[Companion].Events), plain)
	return err
}

// eventPlace is where entry n stands, counted from 1.
func eventPlace(n uint64) place { return place{BoxZero, Events, Key{ID: numbered(n)}, Companion} }

// Entry reads entry n of the log, counted from 1; [ErrNotFound] beyond the newest, and for
// one that is gone.
func (tx *Tx) Entry(n uint64) (Entry, error) {
	plain, err := tx.EntryBytes(n)
	if err != nil {
		return Entry{}, err
	}
	e, err := ParseEntry(plain)
	if e.Number = n; err != nil {
		err = damaged("entry %d of the log", n)
	}
	return e, err
}

// EntryBytes reads entry n as it was recorded: its leaf in the tree is the hash of these
// bytes. Errors are those of [Tx.Entry].
func (tx *Tx) EntryBytes(n uint64) ([]byte, error) {
	p := eventPlace(n)
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	return r.Plain, err
}

// ParseEntry reads what [Tx.EntryBytes] returned; it does not know which number that has.
func ParseEntry(plain []byte) (Entry, error) {
	var s storedEvent
	if err := codec.UnmarshalCanonical(plain, &s); err != nil {
		return Entry{}, err
	}
	e := Entry{
		Told: int(s.Told), Changed: int(s.Changed),
		Event: Event{Action: s.Action, Box: s.Box, Item: s.Item, Text: s.Text, Time: time.Unix(s.Time, 0).UTC()},
	}
	for _, a := range s.About {
		e.About = append(e.About, Subject{Word: a.Word, ID: a.ID})
	}
	for _, c := range s.Changes {
		e.Changes = append(e.Changes, Change{Box: c.Box, Space: c.Space, Key: Key{ID: c.ID, Sub: c.Sub}, Tier: c.Tier, Old: c.Old, New: c.New})
	}
	return e, nil
}

// Entries is the number of entries of the log, those that are gone counted.
func (tx *Tx) Entries() uint64 { return tx.LogHead().Size }
