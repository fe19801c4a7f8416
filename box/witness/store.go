package witness

import (
	"errors"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// The records lie in box 0 under core alone, under the id of the contact.
const (
	subAppointed uint32 = 1
	subKept      uint32 = 2
)

type wireAppointed struct {
	_      struct{} `cbor:",toarray"`
	Since  uint64
	Sent   *wireSent
	Answer *wireAnswer
}

type wireSent struct {
	_      struct{} `cbor:",toarray"`
	Size   uint64
	At     uint64
	Moment uint64 // seconds
	Waits  bool
}

type wireAnswer struct {
	_      struct{} `cbor:",toarray"`
	Key    string
	Note   []byte
	At     uint64
	In     [16]byte
	Number uint64
}

type wireKeeping struct {
	_     struct{} `cbor:",toarray"`
	Head  wireAnswer
	Doubt *wireDoubt
}

type wireDoubt struct {
	_       struct{} `cbor:",toarray"`
	Key     string
	Note    []byte
	Reason  uint8
	At      uint64
	Over    bool
	Letters uint8
}

func (a *Appointed) encode() ([]byte, error) {
	w := wireAppointed{Since: codec.Seconds(a.Since)}
	if s := a.Sent; s.Size > 0 {
		w.Sent = &wireSent{Size: s.Size, At: codec.Seconds(s.At), Moment: uint64(s.Moment / time.Second), Waits: s.Waits}
	}
	if s := a.Answer; s.Key != "" {
		w.Answer = newWireAnswer(s.Signed, s.At, s.From)
	}
	return codec.Marshal(w)
}

func newWireAnswer(s Signed, at time.Time, from Arrival) *wireAnswer {
	return &wireAnswer{Key: s.Key, Note: s.Note, At: codec.Seconds(at), In: from.In, Number: from.Number}
}

func decodeAppointed(id vault.ID, plain []byte) (a Appointed, err error) {
	var w wireAppointed
	if len(plain) > maxRecord || codec.UnmarshalCanonical(plain, &w) != nil || w.Since > maxSeconds {
		return a, malformed("a witness of the log")
	}
	a = Appointed{Contact: id, Since: codec.Moment(w.Since)}
	if s := w.Sent; s != nil {
		if s.Size == 0 || s.At > maxSeconds || s.Moment > maxMoment {
			return a, malformed("a witness of the log")
		}
		a.Sent = Sent{Size: s.Size, At: codec.Moment(s.At), Moment: time.Duration(s.Moment) * time.Second, Waits: s.Waits}
	}
	if w.Answer != nil {
		a.Answer.Signed, a.Answer.At, a.Answer.From, err = w.Answer.read()
	}
	return a, err
}

func (w *wireAnswer) read() (s Signed, at time.Time, from Arrival, err error) {
	s, err = readSigned(w.Key, w.Note)
	if err != nil || w.At > maxSeconds || w.Number == 0 || w.Number > maxNumber {
		err = malformed("a head of a log that is kept")
	}
	return s, codec.Moment(w.At), Arrival{In: w.In, Number: w.Number}, err
}

func (k *Kept) encode() ([]byte, error) {
	w := wireKeeping{Head: *newWireAnswer(k.Signed, k.At, k.From)}
	if d := k.Doubt; d.Reason != None {
		w.Doubt = &wireDoubt{Key: d.Key, Note: d.Note, Reason: uint8(d.Reason), At: codec.Seconds(d.At), Over: d.Over, Letters: uint8(d.Letters)}
	}
	return codec.Marshal(w)
}

func decodeKept(plain []byte) (k Kept, err error) {
	var w wireKeeping
	if len(plain) > maxRecord || codec.UnmarshalCanonical(plain, &w) != nil {
		return k, malformed("a head of a log that is kept")
	}
	if k.Signed, k.At, k.From, err = w.Head.read(); err != nil || w.Doubt == nil {
		return k, err
	}
	k.Doubt, err = w.Doubt.read()
	return k, err
}

func (w *wireDoubt) read() (Doubt, error) {
	s, err := readSigned(w.Key, w.Note)
	d := Doubt{Signed: s, Reason: Reason(w.Reason), At: codec.Moment(w.At), Over: w.Over, Letters: int(w.Letters)}
	counted := d.Letters > 0 && d.Letters <= MaxUnproved
	if err != nil || w.At > maxSeconds || d.Reason == None || d.Reason > Unproved || counted != (d.Reason == Unproved) ||
		d.Over && !d.Alarm() || !counted && d.Letters != 0 {
		return Doubt{}, malformed("a head of a log that is kept")
	}
	return d, nil
}

func get(tx *vault.Tx, id vault.ID, sub uint32) ([]byte, error) {
	r, err := tx.Get(vault.BoxZero, vault.Witness, vault.Key{ID: id, Sub: sub}, vault.Core)
	return r.Plain, err
}

func put(tx *vault.Tx, id vault.ID, sub uint32, plain []byte, err error) error {
	if err == nil {
		_, err = tx.Put(vault.BoxZero, vault.Witness, vault.Key{ID: id, Sub: sub}, vault.Core, plain)
	}
	return err
}

// each hands over the ids of the records of one sort.
func each(tx *vault.Tx, sub uint32, f func(id vault.ID) error) error {
	keys, err := tx.Keys(vault.BoxZero, vault.Witness, vault.Core)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Sub != sub {
			continue
		}
		if err := f(k.ID); err != nil {
			return err
		}
	}
	return nil
}

// GetAppointed reads a witness. [vault.ErrNotFound] for a contact who is none.
func GetAppointed(tx *vault.Tx, id vault.ID) (Appointed, error) {
	plain, err := get(tx, id, subAppointed)
	if err != nil {
		return Appointed{}, err
	}
	return decodeAppointed(id, plain)
}

// AllAppointed reads all witnesses, by the id of the contact.
func AllAppointed(tx *vault.Tx) (all []Appointed, err error) {
	err = each(tx, subAppointed, func(id vault.ID) error {
		a, err := GetAppointed(tx, id)
		all = append(all, a)
		return err
	})
	return all, err
}

// PutAppointed writes a witness. [ErrFull] for one too many.
func PutAppointed(tx *vault.Tx, a *Appointed) error {
	others := 0
	err := each(tx, subAppointed, func(id vault.ID) error {
		if id != a.Contact {
			others++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if others >= MaxAppointed {
		return ErrFull
	}
	plain, err := a.encode()
	return put(tx, a.Contact, subAppointed, plain, err)
}

// DropAppointed forgets a witness. [vault.ErrNotFound] for a contact who is none.
func DropAppointed(tx *vault.Tx, id vault.ID) error {
	return tx.Delete(vault.BoxZero, vault.Witness, vault.Key{ID: id, Sub: subAppointed}, vault.Core)
}

// GetKept reads what is kept for a contact. [vault.ErrNotFound] where nothing is.
func GetKept(tx *vault.Tx, id vault.ID) (Kept, error) {
	plain, err := get(tx, id, subKept)
	if err != nil {
		return Kept{}, err
	}
	return decodeKept(plain)
}

// Forget drops all that is about a contact who is gone; there may be nothing.
func Forget(tx *vault.Tx, id vault.ID) error {
	for _, sub := range []uint32{subAppointed, subKept} {
		err := tx.Delete(vault.BoxZero, vault.Witness, vault.Key{ID: id, Sub: sub}, vault.Core)
		if err != nil && !errors.Is(err, vault.ErrNotFound) {
			return err
		}
	}
	return nil
}

// KeptOf is what is kept for a contact.
type KeptOf struct {
	Contact vault.ID
	Kept
}

// AllKept reads what is kept for all contacts: one head each, so that there are no more than
// contacts.
func AllKept(tx *vault.Tx) (all []KeptOf, err error) {
	err = each(tx, subKept, func(id vault.ID) error {
		k, err := GetKept(tx, id)
		all = append(all, KeptOf{id, k})
		return err
	})
	return all, err
}

// PutKept writes what is kept for a contact.
func PutKept(tx *vault.Tx, id vault.ID, k *Kept) error {
	plain, err := k.encode()
	return put(tx, id, subKept, plain, err)
}

// Check makes sure that all records are what they should be. It is part of a verification.
func Check(tx *vault.Tx) error {
	keys, err := tx.Keys(vault.BoxZero, vault.Witness, vault.Core)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Sub != subAppointed && k.Sub != subKept {
			return malformed("a witness of the log, of an unknown sort")
		}
	}
	_, err = AllAppointed(tx)
	_, kept := AllKept(tx)
	return errors.Join(err, kept)
}

// Hasten lets the next head leave at once: the file was put in the place of another one, and
// who keeps heads is to hear of that.
func Hasten(tx *vault.Tx) error {
	all, err := AllAppointed(tx)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].Sent = Sent{}
		if err := PutAppointed(tx, &all[i]); err != nil {
			return err
		}
	}
	return nil
}

// Bring takes witnesses, and what is kept for others, over from the vault as it was before a
// reset. What was sent was signed with another key: they get a first head anew.
func Bring(from, to *vault.Tx) error {
	all, err := AllAppointed(from)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].Sent, all[i].Answer = Sent{}, Answer{}
		if err := PutAppointed(to, &all[i]); err != nil {
			return err
		}
	}
	kept, err := AllKept(from)
	if err != nil {
		return err
	}
	for i := range kept {
		if err := PutKept(to, kept[i].Contact, &kept[i].Kept); err != nil {
			return err
		}
	}
	return nil
}
