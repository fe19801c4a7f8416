package seal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// Entry is a share that came, as it stands with the one who got it.
type Entry struct {
	ID     vault.ID // see [entryID]
	From   vault.ID // the contact
	Share  vault.ID
	Number uint64    // the highest that came
	Title  string    // of the newest item that came
	Sent   time.Time // as the sender's clock said
	Came   time.Time
	// In is the mailbox over whose channel parcels come.
	In [16]byte
	// Size is that of the letter that is kept until the item is taken; 0: none is.
	Size    uint64
	Taken   Taken
	Dropped time.Time // zero: it was not
	Stopped time.Time // zero: newer versions may come
}

// Taken is where a share was taken to.
type Taken struct {
	_      struct{} `cbor:",toarray"`
	Number uint64   // of what was taken last; 0: nothing was
	Box    vault.ID
	Item   vault.ID
	Title  string // that it came with
}

// EntryState is the one word for how an entry stands.
type EntryState string

// The states of an entry.
const (
	EntryNew     EntryState = "new"
	EntryUpdated EntryState = "updated" // newer than what was taken
	EntryTaken   EntryState = "taken"
	EntryDropped EntryState = "dropped"
	EntryStopped EntryState = "stopped" // by the sender: nothing newer comes
)

// State is how the entry stands.
func (e *Entry) State() EntryState {
	switch {
	case !e.Dropped.IsZero():
		return EntryDropped
	case !e.Stopped.IsZero():
		return EntryStopped
	case e.Size > 0 && e.Taken.Number > 0:
		return EntryUpdated
	case e.Size > 0:
		return EntryNew
	case e.Taken.Number == 0: // it was forgotten since
		return EntryDropped
	}
	return EntryTaken
}

// Fresh tells whether there is something to take.
func (e *Entry) Fresh() bool { return e.State() == EntryNew || e.State() == EntryUpdated }

// over tells whether nothing is lost when the entry is forgotten: nothing was
// taken, and there is nothing to take, or it was dropped.
func (e *Entry) over() bool { return e.Taken.Number == 0 && (e.Size == 0 || !e.Dropped.IsZero()) }

type wireEntry struct {
	_       struct{} `cbor:",toarray"`
	From    [16]byte
	Share   [16]byte
	Number  uint64
	Title   string
	Sent    uint64
	Came    uint64
	In      [16]byte
	Size    uint64
	Taken   Taken
	Dropped uint64
	Stopped uint64
}

// entryID names an entry: the id of a share is the sender's to choose, so it
// counts together with who that is. The second half is that of the contact, so that
// theirs can be counted without being opened.
func entryID(from, share vault.ID) (id vault.ID) {
	sum := sha256.Sum256(append(append([]byte("coffer/1 share entry\x00"), from[:]...), share[:]...))
	copy(id[:8], sum[:])
	copy(id[8:], from[:8])
	return id
}

// GetEntry reads the entry of an ID; [ErrNotFound] when there is none.
func GetEntry(tx *vault.Tx, id vault.ID) (Entry, error) {
	plain, err := getShare(tx, id, subReceived)
	if err != nil {
		return Entry{}, err
	}
	return decodeEntry(id, plain)
}

// ReadEntries reads all entries.
func ReadEntries(tx *vault.Tx) (all []Entry, err error) {
	err = eachShare(tx, subReceived, func(id vault.ID, plain []byte) error {
		e, err := decodeEntry(id, plain)
		all = append(all, e)
		return err
	})
	return all, err
}

// EntryLetter reads what an entry says.
func EntryLetter(tx *vault.Tx, e *Entry) (Shared, error) {
	plain, err := getShare(tx, e.ID, subLetter)
	if err != nil {
		return Shared{}, err
	}
	s, err := ParseShared(plain)
	if err != nil {
		return Shared{}, malformed("what a share says", err)
	}
	return s, nil
}

// PutEntry writes an entry, and no letter.
func PutEntry(tx *vault.Tx, e *Entry) error {
	return putShare(tx, e.ID, subReceived, wireEntry{
		From: e.From, Share: e.Share, Number: e.Number, Title: e.Title, Sent: codec.Seconds(e.Sent), Came: codec.Seconds(e.Came),
		In: e.In, Size: e.Size, Taken: e.Taken, Dropped: codec.Seconds(e.Dropped), Stopped: codec.Seconds(e.Stopped),
	})
}

// ForgetLetter deletes what an entry says; the entry is for the caller to write.
func ForgetLetter(tx *vault.Tx, e *Entry) error {
	e.Size = 0
	return dropShare(tx, e.ID, subLetter)
}

// Came is what a letter about a share did.
type Came struct {
	Entry Entry
	// News tells that it says anything new; an older word than the last one does
	// not. First tells that it is the first item of its share.
	News, First bool
	// Gone is what counts no more: its parcels are to be forgotten.
	Gone []Former
}

// Former is what an entry said before, and the mailbox over whose channel its
// parcels came.
type Former struct {
	Shared
	In [16]byte
}

// Receive takes in what a contact shares, as the body of the letter. [ErrFull] for
// more than one contact may have waiting here.
func Receive(tx *vault.Tx, from vault.ID, in [16]byte, s Shared, title string, body []byte) (c Came, err error) {
	if err := c.begin(tx, from, s.Share, s.Number, len(body)); err != nil || !c.News {
		return c, err
	}
	e := &c.Entry
	c.First = e.Title == "" && e.Size == 0
	e.Number, e.Title, e.Sent, e.Came, e.In = s.Number, title, s.Time, tx.Now(), in
	e.Size, e.Stopped = uint64(len(body)), time.Time{}
	if _, err := tx.Put(vault.BoxZero, vault.Seals, shareKey(e.ID, subLetter), vault.Core, body); err != nil {
		return c, err
	}
	return c, PutEntry(tx, e)
}

// ReceiveStop takes in that a contact stopped a share. What was not taken goes.
func ReceiveStop(tx *vault.Tx, from vault.ID, s ShareStop) (c Came, err error) {
	if err := c.begin(tx, from, s.Share, s.Number, 0); err != nil || !c.News {
		return c, err
	}
	e := &c.Entry
	c.First = e.Title == "" && e.Size == 0
	e.Number, e.Stopped, e.Came = s.Number, tx.Now(), tx.Now()
	if err := ForgetLetter(tx, e); err != nil {
		return c, err
	}
	return c, PutEntry(tx, e)
}

// begin finds the entry of a word, and makes room for it if it is new.
func (c *Came) begin(tx *vault.Tx, from, share vault.ID, number uint64, size int) (err error) {
	if c.Entry, err = entryFor(tx, from, share); err != nil {
		return err
	}
	if c.News = number > c.Entry.Number; !c.News {
		return nil
	}
	if err := c.leave(tx, &c.Entry); err != nil {
		return err
	}
	return c.room(tx, size)
}

// leave notes what an entry says as gone.
func (c *Came) leave(tx *vault.Tx, e *Entry) error {
	if e.Size == 0 {
		return nil
	}
	s, err := EntryLetter(tx, e)
	c.Gone = append(c.Gone, Former{s, e.In})
	return err
}

func entryFor(tx *vault.Tx, from, share vault.ID) (Entry, error) {
	e, err := GetEntry(tx, entryID(from, share))
	if errors.Is(err, ErrNotFound) {
		return Entry{ID: entryID(from, share), From: from, Share: share}, nil
	}
	if err == nil && (e.From != from || e.Share != share) {
		err = fmt.Errorf("%w: two shares with one name", ErrBound)
	}
	return e, err
}

// room makes sure that one contact does not fill the vault. An entry that is over
// makes room for a new one.
func (c *Came) room(tx *vault.Tx, size int) error {
	keys, err := shareKeys(tx, subReceived)
	if err != nil {
		return err
	}
	count, total := 0, uint64(size)
	var gone *Entry
	for _, k := range keys {
		if k.ID == c.Entry.ID || [8]byte(k.ID[8:]) != [8]byte(c.Entry.From[:8]) {
			continue
		}
		other, err := GetEntry(tx, k.ID)
		if err != nil {
			return err
		}
		count++
		if other.Dropped.IsZero() {
			total += other.Size
		}
		if other.over() && (gone == nil || other.Came.Before(gone.Came)) {
			gone = &other
		}
	}
	switch {
	case total > maxLetters:
		return errManyEntries
	case count < MaxEntries:
		return nil
	case gone == nil:
		return errManyEntries
	}
	if err := c.leave(tx, gone); err != nil {
		return err
	}
	if err := dropShare(tx, gone.ID, subLetter); err != nil {
		return err
	}
	return dropShare(tx, gone.ID, subReceived)
}

var errManyEntries = fmt.Errorf("%w: as much of this contact waits in the inbox as may; take or drop some of it, then sync --again", ErrFull)

func decodeEntry(id vault.ID, plain []byte) (Entry, error) {
	var w wireEntry
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Entry{}, malformed("a share that came", err)
	}
	if max(w.Sent, w.Came, w.Dropped, w.Stopped) > maxSeconds || w.Number == 0 || w.Number > MaxNumber {
		return Entry{}, malformed("a share that came", ErrBound)
	}
	return Entry{
		ID: id, From: w.From, Share: w.Share, Number: w.Number, Title: w.Title, Sent: codec.Moment(w.Sent), Came: codec.Moment(w.Came),
		In: w.In, Size: w.Size, Taken: w.Taken, Dropped: codec.Moment(w.Dropped), Stopped: codec.Moment(w.Stopped),
	}, nil
}

// ForgetEntry deletes an entry for good; its letter is forgotten before. A newer version of the
// share, if one comes, is a new entry.
func ForgetEntry(tx *vault.Tx, id vault.ID) error {
	tx.OweRewrite()
	return dropShare(tx, id, subReceived)
}
