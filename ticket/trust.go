package ticket

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// Trust is one generation of trustees as one of its parties keeps it.
type Trust struct {
	ID vault.ID
	Pack
	Ways  []matter.Way // over the mailboxes of the trust
	Since time.Time
	// Over is when it ended: credited seconds, at least 1; 0: it stands.
	Over int64
	// Owning is what the owner knows besides, Holding a trustee; nil for the others.
	Owning  *Owning
	Holding *Holding
}

// Owning is the owner's part of a trust.
type Owning struct {
	_        struct{}   `cbor:",toarray"`
	Deciders []Standing // in their order
	Told     []Delivery
	// Nonce is what trustees sign in a drill that was asked for at Asked, in Unix
	// seconds; 0: none was.
	Nonce [32]byte
	Asked int64
	// Papers are the shares that are on paper, to be printed.
	Papers []PaperShares
	// Inspect tells that the owner lets trustees ask whoever opens a ticket.
	Inspect bool
}

// PaperShares are the shares of one sheet, as they are encoded.
type PaperShares struct {
	_              struct{} `cbor:",toarray"`
	Decider        uint8    // from 0
	Recover, Reset []byte
}

// Delivery is an envelope by which somebody was told.
type Delivery struct {
	_   struct{} `cbor:",toarray"`
	To  hold.Fingerprint
	Of  vault.ID // with Seq: the place in the outbox
	Seq uint64
}

// Standing is how far a trustee is, as far as the owner knows. Times are Unix seconds
// by the owner's clock; 0: not.
type Standing struct {
	_         struct{} `cbor:",toarray"`
	Answer    Answer
	At        int64 // when the answer came
	Reason    string
	Confirmed int64 // when it last proved that the shares are there
}

// Answer is what a trustee says to a deposit.
type Answer uint8

// The answers. Their numbers stand in the vault and in letters.
const (
	Offered  Answer = 0 // none yet
	Accepted Answer = 1
	Refused  Answer = 2
	Returned Answer = 3
)

// String is the word for it.
func (a Answer) String() string {
	return [...]string{Offered: "offered", Accepted: "accepted", Refused: "refused", Returned: "returned"}[a]
}

// Holding is a trustee's part of a trust: the deposit.
type Holding struct {
	_      struct{} `cbor:",toarray"`
	Answer Answer
	// Recover and Reset are the shares, as they are encoded; nothing once they were
	// refused, returned or ended.
	Recover, Reset []byte
	// Questions are for whoever opens a ticket; they go with the shares.
	Questions []Question
}

// destroy takes the shares away, and what came with them.
func (h *Holding) destroy() { h.Recover, h.Reset, h.Questions = nil, nil, nil }

// wipe overwrites the shares, and which answers fit.
func (t *Trust) wipe() {
	if t.Holding != nil {
		clear(t.Holding.Recover)
		clear(t.Holding.Reset)
		for _, q := range t.Holding.Questions {
			clear(q.Answers)
		}
	}
	t.Owning.wipe()
}

// wipe overwrites the shares on paper; nobody has none.
func (o *Owning) wipe() {
	if o == nil {
		return
	}
	for _, p := range o.Papers {
		clear(p.Recover)
		clear(p.Reset)
	}
}

type wireTrust struct {
	_       struct{} `cbor:",toarray"`
	Pack    wirePack
	Ways    []matter.Way
	Since   int64
	Over    int64
	Owning  *Owning
	Holding *Holding
}

// The records of this package, by their Sub.
const (
	subTrust  = 1
	subTicket = 2
	subCourse = 3
	subAbsent = 4
)

func trustKey(id vault.ID) vault.Key { return vault.Key{ID: id, Sub: subTrust} }

// Trusts reads all trusts that the owner of the vault is a party of, the oldest first,
// without shares.
func Trusts(tx *vault.Tx) (all []Trust, err error) {
	keys, err := tx.Keys(vault.BoxZero, vault.Tickets, vault.Core)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.Sub != subTrust {
			continue
		}
		t, err := ReadTrust(tx, k.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b Trust) int { return a.Since.Compare(b.Since) })
	return all, nil
}

// ReadTrust reads one, without shares; [ErrNotFound] when there is none.
func ReadTrust(tx *vault.Tx, id vault.ID) (Trust, error) {
	t, err := readTrust(tx, id)
	t.wipe()
	return t, err
}

// readTrust reads one with its shares, which the caller wipes.
func readTrust(tx *vault.Tx, id vault.ID) (Trust, error) {
	r, err := tx.Get(vault.BoxZero, vault.Tickets, trustKey(id), vault.Core)
	if err != nil {
		return Trust{}, err
	}
	defer vault.Wipe(r.Plain)
	t, err := decodeTrust(r.Plain)
	if err == nil && t.ID != id {
		err = ErrNotice
	}
	if err != nil {
		t.wipe()
		return Trust{}, malformed("trustees, or a deposit", err)
	}
	return t, nil
}

// Owned reads the trust of the owner's own vault that stands; [ErrNotFound] when there
// is none.
func Owned(tx *vault.Tx) (Trust, error) {
	all, err := Trusts(tx)
	for _, t := range slices.Backward(all) {
		if t.Owning != nil && t.Over == 0 {
			return t, nil
		}
	}
	if err == nil {
		err = ErrNotFound
	}
	return Trust{}, err
}

// decodeTrust reads what [Trust.encode] wrote. The caller wipes it, also where it is
// refused.
func decodeTrust(plain []byte) (t Trust, err error) {
	var w wireTrust
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return t, err
	}
	t = Trust{Ways: w.Ways, Since: time.Unix(w.Since, 0).UTC(), Over: w.Over, Owning: w.Owning, Holding: w.Holding}
	if t.Pack, err = w.Pack.kept(); err != nil {
		return t, err
	}
	t.ID = t.Notice.ID()
	if t.Owning != nil && len(t.Owning.Deciders) != len(t.Notice.Deciders) {
		return t, errors.New("not a standing for each")
	}
	for _, a := range t.answers() {
		if a > Returned {
			return t, errors.New("an answer that is none")
		}
	}
	if t.Holding != nil {
		if err := checkQuestions(t.Holding.Questions); err != nil {
			return t, err
		}
	}
	again, err := t.encode()
	defer vault.Wipe(again)
	if err == nil && !bytes.Equal(again, plain) {
		err = errors.New("not in the form in which it is kept")
	}
	return t, err
}

func (t *Trust) answers() (all []Answer) {
	if t.Owning != nil {
		for _, s := range t.Owning.Deciders {
			all = append(all, s.Answer)
		}
	}
	if t.Holding != nil {
		all = append(all, t.Holding.Answer)
	}
	return all
}

func (t *Trust) encode() ([]byte, error) {
	return codec.Marshal(wireTrust{
		Pack: t.wire(), Ways: t.Ways, Since: t.Since.Unix(), Over: t.Over, Owning: t.Owning, Holding: t.Holding,
	})
}

func (t *Trust) save(tx *vault.Tx) error {
	plain, err := t.encode()
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	_, err = tx.Put(vault.BoxZero, vault.Tickets, trustKey(t.ID), vault.Core, plain)
	return err
}

// Desks lists the mailboxes in which somebody looks for requests, as a trustee.
func Desks(tx *vault.Tx, me hold.Fingerprint) (all []post.Mailbox, err error) {
	trusts, err := Trusts(tx)
	for i := range trusts {
		if at := trusts[i].Notice.Index(me); at >= 0 && trusts[i].holds() {
			all = append(all, trusts[i].Notice.Deciders[at].Desk)
		}
	}
	return all, err
}

// holds tells whether the shares are here.
func (t *Trust) holds() bool {
	return t.Holding != nil && t.Over == 0 && t.Holding.Answer <= Accepted && len(t.Holding.Recover) > 0
}

// accepted tells whether the shares are here and were accepted.
func (t *Trust) accepted() bool { return t.holds() && t.Holding.Answer == Accepted }

// Paper returns the shares of a sheet, which the caller wipes; [ErrNotFound] where
// that decider is none. The trust is read with [ReadTrust], for names alone.
func Paper(tx *vault.Tx, id vault.ID, decider int) (recovers, resets split.Share, err error) {
	t, err := readTrust(tx, id)
	if err != nil {
		return recovers, resets, err
	}
	defer t.wipe()
	if t.Owning == nil || t.Over != 0 {
		return recovers, resets, ErrNotFound
	}
	for _, p := range t.Owning.Papers {
		if int(p.Decider) != decider {
			continue
		}
		if recovers, err = split.ParseShare(p.Recover); err != nil {
			return recovers, resets, err
		}
		resets, err = split.ParseShare(p.Reset)
		return recovers, resets, err
	}
	return recovers, resets, ErrNotFound
}

// share returns the share by which a kind is decided, which the caller wipes.
func (t *Trust) share(k Kind) (split.Share, error) {
	if !t.holds() {
		return split.Share{}, ErrState
	}
	if k == Reset {
		return split.ParseShare(t.Holding.Reset)
	}
	return split.ParseShare(t.Holding.Recover)
}
