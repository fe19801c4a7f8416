package seal

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/vault"
	"coffer/vault/codec"
)

var errAttachmentKey = errors.New("an attachment without a key")

// Letter is what the recipient of a sealed file reads in the end.
type Letter struct {
	Number uint64 // of the file: 1 at first, and higher with each update
	Time   time.Time
	Note   string
	Item   Item
}

// wireLetter is what the sender signs. Rules for changing it: a new element or
// meaning is a new version; a reader refuses versions that it does not know.
type wireLetter struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Seal    [16]byte
	Matter  [32]byte // the hash of the policy, and so of all parties
	From    [32]byte
	To      [32]byte
	Number  uint64
	Time    uint64
	Note    string
	Item    wireItem
}

// wireSigned is a letter with its signature.
type wireSigned struct {
	_         struct{} `cbor:",toarray"`
	Letter    []byte
	Signature []byte
}

const (
	letterVersion = 1
	letterPurpose = "seal letter"
)

// check brings a letter into its one form.
func (l *Letter) check() error {
	if l.Number == 0 || l.Number > MaxNumber || l.Time.Unix() <= 0 || codec.Seconds(l.Time) > maxSeconds {
		return fmt.Errorf("%w: number or time", ErrBound)
	}
	if len(l.Note) > box.MaxNote || !box.IsText([]byte(l.Note)) {
		return fmt.Errorf("%w: the note", ErrBound)
	}
	l.Note = box.NFC(l.Note)
	return l.Item.clean()
}

func (t Terms) encode(l Letter) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	p := t.Policy
	return codec.Marshal(wireLetter{
		Version: letterVersion, Seal: p.Of, Matter: p.Matter(), From: p.Owner.Fingerprint, To: p.Requester.Fingerprint,
		Number: l.Number, Time: codec.Seconds(l.Time), Note: l.Note, Item: l.Item.wire(),
	})
}

// decode reads a letter whose signature fits, and refuses one of another seal, to
// somebody else, under other terms, or of another number.
func (t Terms) decode(plain []byte, number uint64) (Letter, error) {
	var w wireLetter
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Letter{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	p := t.Policy
	switch {
	case w.Version != letterVersion:
		return Letter{}, fmt.Errorf("%w: of version %d; this program reads version %d", ErrFile, w.Version, letterVersion)
	case vault.ID(w.Seal) != p.Of:
		return Letter{}, fmt.Errorf("%w: of another seal", ErrOther)
	case hold.Fingerprint(w.From) != p.Owner.Fingerprint || hold.Fingerprint(w.To) != p.Requester.Fingerprint:
		return Letter{}, fmt.Errorf("%w: between other people", ErrOther)
	case hold.Hash(w.Matter) != p.Matter():
		return Letter{}, fmt.Errorf("%w: under another policy", ErrOther)
	case w.Number != number:
		return Letter{}, fmt.Errorf("%w: number %d, not %d", ErrOther, w.Number, number)
	case w.Time == 0 || w.Time > maxSeconds:
		return Letter{}, fmt.Errorf("%w: its time", ErrFile)
	}
	return w.letter(t, plain)
}

func (w *wireLetter) letter(t Terms, plain []byte) (Letter, error) {
	item, err := w.Item.item()
	if err != nil {
		item.Wipe()
		return Letter{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	l := Letter{Number: w.Number, Time: codec.Moment(w.Time), Note: w.Note, Item: item}
	again, err := t.encode(l)
	defer vault.Wipe(again)
	if err != nil || !bytes.Equal(again, plain) {
		l.Item.Wipe()
		return Letter{}, fmt.Errorf("%w: not in the form in which it is kept", ErrFile)
	}
	return l, nil
}

// sign signs a letter.
func sign(from contact.Identity, letter []byte) ([]byte, error) {
	return codec.Marshal(wireSigned{Letter: letter, Signature: from.Sign(letterPurpose, letter)})
}

// verified returns a letter whose signature fits.
func verified(from contact.Public, signed []byte) ([]byte, error) {
	var s wireSigned
	if err := codec.UnmarshalCanonical(signed, &s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if !from.Verify(letterPurpose, s.Letter, s.Signature) {
		return nil, ErrForged
	}
	return s.Letter, nil
}
