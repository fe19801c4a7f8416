package ticket

import (
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault"
	"coffer/vault/codec"
)

// Ticket is a ticket as one party of its trust keeps it: a trustee, the owner, or
// somebody who watches.
type Ticket struct {
	// ID names it for people. It is the beginning of the policy's hash.
	ID        vault.ID
	Trust     vault.ID
	Terms     Terms
	Requester contact.Public
	Policy    hold.Policy
	Since     time.Time // when it came
	// Came is that in credited seconds.
	Came int64
	// By are those who told of it: its requester, or the trustees who passed it on.
	By []hold.Fingerprint
	// Personal is what the requester says about themselves; trustees alone are told.
	Personal string
	// Deciding is the trustee's part; nil for the others.
	Deciding *Deciding
}

// Deciding is a trustee's part of a ticket.
type Deciding struct {
	_     struct{}     `cbor:",toarray"`
	Way   []matter.Way // to the requester
	Wrong uint8        // codes that were typed
	// Confirmed is when the code was typed, in credited seconds, at least 1; 0: not.
	Confirmed int64
	// Inspection is nil where nothing was asked.
	Inspection *Inspection
}

type wireTicket struct {
	_         struct{} `cbor:",toarray"`
	Trust     [16]byte
	Terms     Terms
	Requester contact.Public
	Since     int64
	Came      int64
	By        []hold.Fingerprint
	Personal  string
	Deciding  *Deciding
}

func ticketKey(id vault.ID) vault.Key { return vault.Key{ID: id, Sub: subTicket} }
func courseKey(id vault.ID) vault.Key { return vault.Key{ID: id, Sub: subCourse} }

// Tickets reads all tickets that are known here, the oldest first.
func Tickets(tx *vault.Tx) (all []Ticket, err error) {
	keys, err := tx.Keys(vault.BoxZero, vault.Tickets, vault.Core)
	if err != nil {
		return nil, err
	}
	notices := map[vault.ID]*Notice{}
	for _, k := range keys {
		if k.Sub != subTicket {
			continue
		}
		t, err := readTicket(tx, k.ID, notices)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b Ticket) int { return a.Since.Compare(b.Since) })
	return all, nil
}

// ReadTicket reads one; [ErrNotFound] when there is none.
func ReadTicket(tx *vault.Tx, id vault.ID) (Ticket, error) {
	return readTicket(tx, id, map[vault.ID]*Notice{})
}

// readTicket reads one, with the notice of its trust if that was read before.
func readTicket(tx *vault.Tx, id vault.ID, notices map[vault.ID]*Notice) (Ticket, error) {
	r, err := tx.Get(vault.BoxZero, vault.Tickets, ticketKey(id), vault.Core)
	if err != nil {
		return Ticket{}, err
	}
	defer vault.Wipe(r.Plain)
	var w wireTicket
	if err := codec.UnmarshalCanonical(r.Plain, &w); err != nil {
		return Ticket{}, malformed("a ticket", err)
	}
	if notices[w.Trust] == nil {
		trust, err := ReadTrust(tx, w.Trust)
		if err != nil {
			return Ticket{}, err
		}
		notices[w.Trust] = trust.Notice
	}
	t, err := w.ticket(notices[w.Trust])
	if err == nil && t.ID != id {
		err = ErrTerms
	}
	if err != nil {
		return Ticket{}, malformed("a ticket", err)
	}
	return t, nil
}

func (w *wireTicket) ticket(n *Notice) (Ticket, error) {
	t := Ticket{
		Trust: w.Trust, Terms: w.Terms, Requester: w.Requester, Since: time.Unix(w.Since, 0).UTC(), Came: w.Came,
		By: w.By, Personal: w.Personal, Deciding: w.Deciding,
	}
	var err error
	t.Policy, err = n.Policy(w.Terms, w.Requester)
	t.ID = ticketID(t.Policy)
	return t, err
}

func (t *Ticket) encode() ([]byte, error) {
	return codec.Marshal(wireTicket{
		Trust: t.Trust, Terms: t.Terms, Requester: t.Requester, Since: t.Since.Unix(), Came: t.Came,
		By: t.By, Personal: t.Personal, Deciding: t.Deciding,
	})
}

func (t *Ticket) save(tx *vault.Tx) error {
	plain, err := t.encode()
	if err == nil {
		defer vault.Wipe(plain)
		_, err = tx.Put(vault.BoxZero, vault.Tickets, ticketKey(t.ID), vault.Core, plain)
	}
	return err
}

// course is where what has happened to a ticket is kept.
func course(tx *vault.Tx, id vault.ID, p hold.Policy) matter.Kept {
	return matter.Kept{Tx: tx, In: vault.Tickets, Key: courseKey(id), Policy: p, What: "a ticket"}
}

// readCourse reads what has happened to a ticket, which may be nothing yet.
func readCourse(tx *vault.Tx, t *Ticket) (*matter.Course, error) {
	return course(tx, t.ID, t.Policy).Read()
}

// SharesOut tells the owner that whoever opened a ticket may have enough shares to open the
// vault, or a part of it, and that these are still good. Nobody else hears of a share itself,
// and so it goes by who was ready to give one; what stopped it since takes nothing back.
func (t *Trust) SharesOut(by *Ticket, v hold.View) bool {
	return t.Owning != nil && t.Over == 0 && !by.Terms.Kind.IsOrder() && slices.ContainsFunc(v.Requests, func(r hold.RequestView) bool {
		return r.Late || r.Stage == hold.Decided || r.Stage == hold.Released
	})
}

// CheckRecords makes sure that every trust and every ticket can be read. It is part of
// a verification.
func CheckRecords(tx *vault.Tx) error {
	trusts, err := Trusts(tx)
	if err != nil {
		return err
	}
	for i := range trusts {
		if _, err := readAbsent(tx, trusts[i].ID); err != nil {
			return err
		}
	}
	all, err := Tickets(tx)
	for i := range all {
		if _, err := readCourse(tx, &all[i]); err != nil {
			return err
		}
	}
	return err
}
