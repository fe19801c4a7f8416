package seal

import (
	"slices"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// The sorts of records in the space of seals that are about shares, by their Sub.
const (
	subSent     = 16 // an item that was handed to a contact; the ID is that of the share
	subReceived = 17 // an entry: a share that came
	subSpread   = 18 // to whom an item goes; the ID is the item's
	subLetter   = 19 // what an entry says, as long as it is not taken
)

// Sent is an item that was handed to one contact. Every contact has shares of
// their own, so that nobody learns who else has one.
type Sent struct {
	ID      vault.ID
	Item    vault.ID
	Box     vault.ID // where the item lay
	To      vault.ID // the contact
	Title   string   // when it was sent last
	Digest  [32]byte // of what was sent last
	Auto    bool     // sent again by itself
	Stopped time.Time
	Number  uint64 // of the last word
	// Updates are what was sent, the oldest first: at most [MaxUpdates], of which
	// the first is always there.
	Updates []Update
}

// Update is one word of a share.
type Update struct {
	_      struct{} `cbor:",toarray"`
	Number uint64
	Time   int64
	// In and Seq are the channel over which it goes and its number there.
	In  [16]byte
	Seq uint64
}

type wireSent struct {
	_       struct{} `cbor:",toarray"`
	Item    [16]byte
	Box     [16]byte
	To      [16]byte
	Title   string
	Digest  [32]byte
	Auto    bool
	Stopped uint64
	Number  uint64
	Updates []Update
}

// Open tells whether newer versions may still be sent.
func (s *Sent) Open() bool { return s.Stopped.IsZero() }

// Add notes an update. Between the first one and the last ones some are dropped
// when there are many: the item is the same, and the last is what counts.
func (s *Sent) Add(u Update) {
	s.Number = u.Number
	s.Updates = append(s.Updates, u)
	if len(s.Updates) > MaxUpdates {
		s.Updates = slices.Delete(s.Updates, 1, 2)
	}
}

// ReadSent reads all shares that were sent, by ID.
func ReadSent(tx *vault.Tx) (all []Sent, err error) {
	err = eachShare(tx, subSent, func(id vault.ID, plain []byte) error {
		s, err := decodeSent(id, plain)
		all = append(all, s)
		return err
	})
	return all, err
}

// PutSent writes one; a new one gets an ID. [ErrFull] when there are
// [MaxShares].
func PutSent(tx *vault.Tx, s *Sent) (err error) {
	if s.ID.IsZero() {
		keys, err := shareKeys(tx, subSent)
		if err != nil {
			return err
		}
		if len(keys) >= MaxShares {
			return errManyShares
		}
		if s.ID, err = tx.NewID(); err != nil {
			return err
		}
	}
	return putShare(tx, s.ID, subSent, wireSent{
		Item: s.Item, Box: s.Box, To: s.To, Title: s.Title, Digest: s.Digest, Auto: s.Auto,
		Stopped: codec.Seconds(s.Stopped), Number: s.Number, Updates: some(s.Updates),
	})
}

func decodeSent(id vault.ID, plain []byte) (Sent, error) {
	var w wireSent
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Sent{}, malformed("a share", err)
	}
	if w.Stopped > maxSeconds || w.Number > MaxNumber || len(w.Updates) > MaxUpdates {
		return Sent{}, malformed("a share", ErrBound)
	}
	return Sent{
		ID: id, Item: w.Item, Box: w.Box, To: w.To, Title: w.Title, Digest: w.Digest, Auto: w.Auto,
		Stopped: codec.Moment(w.Stopped), Number: w.Number, Updates: w.Updates,
	}, nil
}

// Spread is to whom an item was and is handed.
type Spread struct {
	Item vault.ID
	Box  vault.ID // where it lay
	Note string
	To   []Target
	// Revision and Reached say what was seen when it was last looked at: the
	// revision of the item, and a digest of the contacts that automatic targets
	// reach. Nothing is to be done as long as both are the same.
	Revision uint32
	Reached  [32]byte
}

// Target is a contact or a circle.
type Target struct {
	_      struct{} `cbor:",toarray"`
	ID     vault.ID
	Circle bool
	Auto   bool // what changes is sent by itself
}

type wireSpread struct {
	_        struct{} `cbor:",toarray"`
	Box      [16]byte
	Note     string
	To       []Target
	Revision uint32
	Reached  [32]byte
}

// Auto tells whether anything is sent by itself.
func (s *Spread) Auto() bool { return slices.ContainsFunc(s.To, func(t Target) bool { return t.Auto }) }

// Add names a target; one that was there stays automatic.
func (s *Spread) Add(t Target) {
	if i := s.at(t.ID); i >= 0 {
		s.To[i].Auto = s.To[i].Auto || t.Auto
		return
	}
	s.To = append(s.To, t)
}

// Drop takes a target out, and tells whether it was in.
func (s *Spread) Drop(id vault.ID) bool {
	i := s.at(id)
	if i >= 0 {
		s.To = slices.Delete(s.To, i, i+1)
	}
	return i >= 0
}

func (s *Spread) at(id vault.ID) int {
	return slices.IndexFunc(s.To, func(t Target) bool { return t.ID == id })
}

// Reach returns the contacts that the targets stand for, each once, rising; those
// of automatic targets alone, or of all.
func (s *Spread) Reach(all Circles, autoAlone bool) (found []vault.ID) {
	for _, t := range s.To {
		switch {
		case autoAlone && !t.Auto:
		case t.Circle:
			found = append(found, all.Reach(t.ID)...)
		default:
			found = append(found, t.ID)
		}
	}
	slices.SortFunc(found, compareIDs)
	return slices.Compact(found)
}

// ReadSpreads reads all.
func ReadSpreads(tx *vault.Tx) (all []Spread, err error) {
	err = eachShare(tx, subSpread, func(id vault.ID, plain []byte) error {
		s, err := decodeSpread(id, plain)
		all = append(all, s)
		return err
	})
	return all, err
}

// GetSpread reads that of an item; [ErrNotFound] when there is none.
func GetSpread(tx *vault.Tx, item vault.ID) (Spread, error) {
	plain, err := getShare(tx, item, subSpread)
	if err != nil {
		return Spread{}, err
	}
	return decodeSpread(item, plain)
}

// PutSpread writes one; without a target it is deleted.
func PutSpread(tx *vault.Tx, s *Spread) error {
	if len(s.To) == 0 {
		return dropShare(tx, s.Item, subSpread)
	}
	if len(s.To) > MaxMembers {
		return errManyTargets
	}
	return putShare(tx, s.Item, subSpread, wireSpread{Box: s.Box, Note: s.Note, To: s.To, Revision: s.Revision, Reached: s.Reached})
}

func decodeSpread(item vault.ID, plain []byte) (Spread, error) {
	var w wireSpread
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Spread{}, malformed("to whom an item goes", err)
	}
	if len(w.To) == 0 || len(w.To) > MaxMembers {
		return Spread{}, malformed("to whom an item goes", ErrBound)
	}
	return Spread{Item: item, Box: w.Box, Note: w.Note, To: w.To, Revision: w.Revision, Reached: w.Reached}, nil
}
