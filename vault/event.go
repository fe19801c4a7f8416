package vault

import (
	"bytes"
	"io"
	"strings"
	"time"

	"coffer/vault/journal"
)

// Event says what a write is for, in the words of the commands.
type Event struct {
	Action string    // like "item.add"
	Text   string    // a path or a name; no secret
	Time   time.Time // when it happened; zero: now
}

// Subject is something that happened to somebody or something else than a record: an
// envelope that was sent to a person.
type Subject struct {
	Word string // what happened, like "sent share.item"
	ID   []byte // to whom or what: the fingerprint of a person's keys, or an ID
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
	s.Told, s.Changed = uint32(tx.told), uint32(len(tx.changes))
	for _, c := range tx.changes[:min(len(tx.changes), maxListed)] {
		s.Changes = append(s.Changes, storedChange{
			Box: c.Box, Space: c.Space, ID: c.Key.ID, Sub: c.Key.Sub, Tier: c.Tier, Old: c.Old, New: c.New})
	}
	return tx.record(s, tx.about)
}

// newStored is an event that changed nothing.
func newStored(e Event, now time.Time) *storedEvent {
	if e.Time.IsZero() {
		e.Time = now
	}
	if len(e.Text) > maxText {
		e.Text = strings.ToValidUTF8(e.Text[:maxText], "") + "…"
	}
	return &storedEvent{Time: e.Time.Unix(), Action: e.Action, Text: e.Text,
		About: [][32]byte{}, Changes: []storedChange{}}
}

// record adds an entry to the log.
func (tx *Tx) record(s *storedEvent, about []storedSubject) error {
	salts := make([]byte, (1+len(about))*len(s.Salt))
	if _, err := io.ReadFull(tx.v.o.Rand, salts); err != nil {
		return err
	}
	copy(s.Salt[:], salts)
	for i := range about {
		copy(about[i].Salt[:], salts[(1+i)*len(s.Salt):])
	}
	form, subjects, err := encodeEntry(s, about)
	if err != nil {
		return err
	}
	if err := tx.grow(journal.LeafOf(form)); err != nil {
		return err
	}
	_, err = tx.put(eventPlace(tx.vault[Companion].Events), append(form, subjects...))
	return err
}

// eventPlace is where entry n stands, counted from 1.
func eventPlace(n uint64) place { return place{BoxZero, Events, Key{ID: numbered(n)}, Companion} }
