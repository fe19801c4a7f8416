package ticket

import (
	"errors"
	"slices"

	"coffer/box/hold"
	"coffer/vault"
	"coffer/vault/codec"
)

// absent is what somebody remembers of the tickets of a trust that are not here: what
// was said of them before they came (see early.go), and at a trustee which were
// forgotten. A ticket that was stopped, denied or never confirmed must not come back as
// a new one.
type absent struct {
	_        struct{} `cbor:",toarray"`
	Early    []early
	Vanished []vanished // the oldest first
}

// early is an event that came before its ticket.
type early struct {
	_      struct{} `cbor:",toarray"`
	Ticket vault.ID
	By     hold.Fingerprint // who sent it
	At     int64            // credited seconds
	Event  []byte
}

// vanished is a ticket that was forgotten.
type vanished struct {
	_      struct{} `cbor:",toarray"`
	Ticket vault.ID
	At     int64 // credited seconds
}

func absentKey(trust vault.ID) vault.Key { return vault.Key{ID: trust, Sub: subAbsent} }

func readAbsent(tx *vault.Tx, trust vault.ID) (a absent, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Tickets, absentKey(trust), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return a, nil
	}
	if err == nil {
		if a, err = decodeAbsent(r.Plain); err != nil {
			err = malformed("what is remembered of tickets", err)
		}
	}
	return a, err
}

func decodeAbsent(plain []byte) (a absent, err error) {
	err = codec.UnmarshalCanonical(plain, &a)
	return a, err
}

// save keeps what is not too old.
func (a absent) save(tx *vault.Tx, trust vault.ID, now int64) error {
	a.Early = slices.DeleteFunc(a.Early, func(e early) bool { return now >= e.At+absentFor })
	a.Vanished = slices.DeleteFunc(a.Vanished, func(v vanished) bool { return now >= v.At+absentFor })
	a.Vanished = a.Vanished[max(0, len(a.Vanished)-maxVanished):]
	plain, err := codec.Marshal(a)
	if err == nil {
		_, err = tx.Put(vault.BoxZero, vault.Tickets, absentKey(trust), vault.Core, plain)
	}
	return err
}

// forgot tells whether a ticket was forgotten here.
func (a absent) forgot(ticket vault.ID) bool {
	return slices.ContainsFunc(a.Vanished, func(v vanished) bool { return v.Ticket == ticket })
}

// vanish remembers that a ticket was forgotten.
func (k *Keeper) vanish(t *Ticket) error {
	a, err := readAbsent(k.tx(), t.Trust)
	if err != nil {
		return err
	}
	a.Vanished = append(a.Vanished, vanished{Ticket: t.ID, At: k.credited()})
	return a.save(k.tx(), t.Trust, k.credited())
}
