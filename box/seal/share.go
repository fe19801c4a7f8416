package seal

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"time"

	"coffer/box"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// The kinds of envelopes by which items are shared. Both go over the channel of a
// contact.
const (
	KindShareItem = "share.item"
	KindShareStop = "share.stop"
)

// Shared is what a share says: an item as it is now. Whoever gets it keeps a copy
// of their own.
type Shared struct {
	Share  vault.ID
	Number uint64    // of what was said of this share: higher each time
	Time   time.Time // as the sender's clock said
	Note   string
	// Item is the item as [EncodeItem] writes it; empty where it is in Parcel,
	// because it is larger than a letter may be. The caller wipes it.
	Item   []byte
	Parcel post.Parcel
	// Files are the contents of the item's attachments, in their order.
	Files []post.Parcel
}

// ShareStop says that no newer version of a share will come.
type ShareStop struct {
	Share  vault.ID
	Number uint64
	Time   time.Time
}

// wireShared is the body of a share. Rules for changing it: those of a letter.
type wireShared struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Share   [16]byte
	Number  uint64
	Time    uint64
	Note    string
	Item    []byte
	Parcel  *post.Parcel
	Files   []post.Parcel
}

type wireShareStop struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Share   [16]byte
	Number  uint64
	Time    uint64
}

const shareVersion = 1

// Fits tells whether an item of so many bytes fits into the letter itself.
func (s *Shared) Fits(item int) bool {
	return item+len(s.Note)+len(s.Files)*maxParcelName <= maxInLetter
}

// Bytes is the body as it travels.
func (s *Shared) Bytes() ([]byte, error) {
	note := box.NFC(s.Note)
	w := wireShared{
		Version: shareVersion, Share: s.Share, Number: s.Number, Time: codec.Seconds(s.Time), Note: note,
		Item: filledBytes(s.Item),
	}
	if !s.Parcel.IsZero() {
		w.Parcel = &s.Parcel
	}
	if len(s.Files) > 0 {
		w.Files = s.Files
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return codec.Marshal(w)
}

// ParseShared reads the body of a share. The item in it is for [DecodeItem] to
// read.
func ParseShared(body []byte) (Shared, error) {
	var w wireShared
	if err := codec.UnmarshalCanonical(body, &w); err != nil {
		return Shared{}, fmt.Errorf("%w: %w", ErrShare, err)
	}
	if err := w.check(); err != nil {
		return Shared{}, fmt.Errorf("%w: %w", ErrShare, err)
	}
	s := Shared{Share: w.Share, Number: w.Number, Time: codec.Moment(w.Time), Note: w.Note, Item: w.Item, Files: w.Files}
	if w.Parcel != nil {
		s.Parcel = *w.Parcel
	}
	return s, nil
}

func (w *wireShared) check() error {
	if err := checkSaid(w.Version, w.Share, w.Number, w.Time); err != nil {
		return err
	}
	switch {
	case len(w.Note) > box.MaxNote || !box.IsText([]byte(w.Note)) || w.Note != box.NFC(w.Note):
		return fmt.Errorf("%w: the note", ErrBound)
	case (w.Item == nil) == (w.Parcel == nil):
		return fmt.Errorf("%w: an item lies in the letter or in a parcel", ErrBound)
	case w.Item != nil && len(w.Item) == 0, len(w.Item) > maxInLetter:
		return fmt.Errorf("%w: the item", ErrBound)
	case w.Files != nil && len(w.Files) == 0, len(w.Files) > box.MaxAttachments:
		return fmt.Errorf("%w: the files", ErrBound)
	}
	if w.Parcel != nil && w.Parcel.Size > maxItem {
		return fmt.Errorf("%w: the item", ErrBound)
	}
	seen := map[vault.ID]bool{{}: true}
	for _, p := range w.parcels() {
		if p.Size == 0 || p.Size > maxSeconds || seen[p.ID] {
			return fmt.Errorf("%w: a parcel", ErrBound)
		}
		seen[p.ID] = true
	}
	return nil
}

func (w *wireShared) parcels() []post.Parcel {
	if w.Parcel == nil {
		return w.Files
	}
	return append([]post.Parcel{*w.Parcel}, w.Files...)
}

// Parcels are all that belong to a share.
func (s *Shared) Parcels() []post.Parcel {
	if s.Parcel.IsZero() {
		return s.Files
	}
	return append([]post.Parcel{s.Parcel}, s.Files...)
}

// Bytes is the body as it travels.
func (s ShareStop) Bytes() ([]byte, error) {
	w := wireShareStop{Version: shareVersion, Share: s.Share, Number: s.Number, Time: codec.Seconds(s.Time)}
	if err := checkSaid(w.Version, w.Share, w.Number, w.Time); err != nil {
		return nil, err
	}
	return codec.Marshal(w)
}

// ParseShareStop reads the body of such an envelope.
func ParseShareStop(body []byte) (ShareStop, error) {
	var w wireShareStop
	err := codec.UnmarshalCanonical(body, &w)
	if err == nil {
		err = checkSaid(w.Version, w.Share, w.Number, w.Time)
	}
	if err != nil {
		return ShareStop{}, fmt.Errorf("%w: %w", ErrShare, err)
	}
	return ShareStop{Share: w.Share, Number: w.Number, Time: codec.Moment(w.Time)}, nil
}

func checkSaid(version uint64, share vault.ID, number, time uint64) error {
	switch {
	case version != shareVersion:
		return fmt.Errorf("version %d; this program reads version %d", version, shareVersion)
	case share.IsZero() || number == 0 || number > MaxNumber || time == 0 || time > maxSeconds:
		return fmt.Errorf("%w: share, number or time", ErrBound)
	}
	return nil
}

// EncodeItem writes an item as it travels by itself. It is as secret as the item.
func EncodeItem(it Item) ([]byte, error) {
	if err := it.clean(); err != nil {
		return nil, err
	}
	data, err := codec.Marshal(it.wire())
	if err == nil && len(data) > maxItem {
		vault.Wipe(data)
		err = fmt.Errorf("%w: the item is larger than %d bytes", ErrBound, maxItem)
	}
	return data, err
}

// DecodeItem reads what [EncodeItem] wrote, in its one form. The caller wipes it.
func DecodeItem(data []byte) (Item, error) {
	if len(data) > maxItem {
		return Item{}, fmt.Errorf("%w: the item", ErrShare)
	}
	var w wireItem
	if err := codec.UnmarshalCanonical(data, &w); err != nil {
		return Item{}, fmt.Errorf("%w: %w", ErrShare, err)
	}
	it, err := w.item()
	if err != nil {
		it.Wipe()
		return Item{}, fmt.Errorf("%w: %w", ErrShare, err)
	}
	again, err := EncodeItem(it)
	defer vault.Wipe(again)
	if err != nil || !bytes.Equal(again, data) {
		it.Wipe()
		return Item{}, fmt.Errorf("%w: not in the form in which it is kept", ErrShare)
	}
	return it, nil
}

// Digest tells one content of an item from another. When it was changed is left
// out, since that moves with what stays with the owner, and so are the keys of
// attachments, which are drawn anew each time.
func (it Item) Digest() ([32]byte, error) {
	if err := it.clean(); err != nil {
		return [32]byte{}, err
	}
	w := it.wire()
	w.Changed = 0
	for i := range w.Attachments {
		w.Attachments[i].Key = nil
	}
	data, err := codec.Marshal(w)
	defer vault.Wipe(data)
	return sha256.Sum256(append([]byte("coffer/1 share content\x00"), data...)), err
}
