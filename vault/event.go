package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"time"

	"coffer/vault/codec"
)

// Event says what a write is for, in the words of the commands.
type Event struct {
	Action string // like "item.add"
	Box    ID
	Item   ID
	Text   string    // a path or a name; no secret
	Time   time.Time // when it happened; zero: now
}

// Appender records an event in the transaction of the change it tells of.
type Appender interface {
	Append(tx *Tx, e Event, changes []Change) error
}

// eventList is the appender of a vault until it has a journal: a chain of
// sealed records in box 0, each naming the hash of the one before.
type eventList struct{}

// maxListed is how many changes an event lists; above that it counts them.
const maxListed = 32

type storedEvent struct {
	_       struct{} `cbor:",toarray"`
	Salt    [16]byte // so that the hash of a guessed event proves nothing
	Before  [32]byte
	Time    int64 // Unix seconds
	Action  string
	Box     ID
	Item    ID
	Text    string
	Changed uint32
	Changes []storedChange
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

func (eventList) Append(tx *Tx, e Event, changes []Change) error {
	head := tx.vault[Companion]
	s := storedEvent{
		Before: head.Chain, Time: e.at(tx.now).Unix(), Action: e.Action, Box: e.Box, Item: e.Item,
		Text: e.Text, Changed: uint32(len(changes)), Changes: []storedChange{},
	}
	if _, err := io.ReadFull(tx.v.o.Rand, s.Salt[:]); err != nil {
		return err
	}
	for _, c := range changes[:min(len(changes), maxListed)] {
		s.Changes = append(s.Changes, storedChange{
			Box: c.Box, Space: c.Space, ID: c.Key.ID, Sub: c.Key.Sub, Tier: c.Tier, Old: c.Old, New: c.New})
	}
	b, err := codec.Marshal(s)
	if err != nil {
		return err
	}
	n := head.Events + 1
	if _, err := tx.put(eventPlace(n), b); err != nil {
		return err
	}
	for _, t := range Tiers {
		tx.vault[t].Events, tx.vault[t].Chain = n, chainHash(b)
	}
	return nil
}

func (e Event) at(now time.Time) time.Time {
	if e.Time.IsZero() {
		return now
	}
	return e.Time
}

// eventPlace is where event n stands, counted from 1.
func eventPlace(n uint64) place {
	var id ID
	binary.BigEndian.PutUint64(id[8:], n)
	return place{BoxZero, Events, Key{ID: id}, Companion}
}

func chainHash(plain []byte) [32]byte {
	return sha256.Sum256(append([]byte("coffer/1 event\x00"), plain...))
}

// chainAt returns the chain after event n.
func (tx *Tx) chainAt(n uint64) ([32]byte, error) {
	if head := tx.vault[Companion]; n == head.Events {
		return head.Chain, nil
	}
	if n == 0 {
		return [32]byte{}, nil
	}
	p := eventPlace(n)
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	return chainHash(r.Plain), err
}

// LoggedEvent is one event as it was recorded.
type LoggedEvent struct {
	Number  uint64
	Event   Event
	Changes int // records written
}

// Event reads event n, counted from 1; [ErrNotFound] beyond the newest.
func (tx *Tx) Event(n uint64) (LoggedEvent, error) {
	s, _, err := tx.event(n)
	return LoggedEvent{
		Number: n, Changes: int(s.Changed),
		Event: Event{Action: s.Action, Box: s.Box, Item: s.Item, Text: s.Text, Time: time.Unix(s.Time, 0).UTC()},
	}, err
}

func (tx *Tx) event(n uint64) (s storedEvent, plain []byte, err error) {
	p := eventPlace(n)
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	if err == nil && codec.Unmarshal(r.Plain, &s) != nil {
		err = damaged("event %d", n)
	}
	return s, r.Plain, err
}

// EventCount is the number of events recorded.
func (tx *Tx) EventCount() uint64 {
	if h := tx.vault[Companion]; h != nil {
		return h.Events
	}
	return 0 // a grant does not open them
}
