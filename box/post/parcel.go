package post

import (
	"crypto/sha256"
	"io"
	"slices"

	"coffer/box/contact"
	"coffer/vault"
)

// Parcel names bytes that are too many for one envelope. They travel over the
// same channel as the letter that names them, in pieces, each an envelope: docs/
// adr/0025 says why. The letter may come before or after them.
type Parcel struct {
	_    struct{} `cbor:",toarray"`
	ID   vault.ID // random
	Size uint64
	// SHA256 is over the content, in the context "parcel".
	SHA256 [sha256.Size]byte
}

// IsZero tells whether it names nothing.
func (p Parcel) IsZero() bool { return p == Parcel{} }

// pieces is how many there are: one at least.
func (p Parcel) pieces() uint64 { return max(1, (p.Size+pieceSize-1)/pieceSize) }

// sizeOf is the length of a piece.
func (p Parcel) sizeOf(index uint64) uint64 { return min(pieceSize, p.Size-index*pieceSize) }

func parcelHash(data []byte) [sha256.Size]byte {
	h := sha256.New()
	h.Write([]byte("coffer/1 parcel\x00"))
	h.Write(data)
	return [sha256.Size]byte(h.Sum(nil))
}

// SendParcel writes the pieces of a parcel into the outbox, within the transaction
// of the letter that is to name it. Errors: [ErrTooLarge], [ErrClosed].
func SendParcel(d Desk, rand io.Reader, me contact.Identity, in Mailbox, data []byte) (p Parcel, err error) {
	if len(data) > MaxParcel {
		return p, ErrTooLarge
	}
	id, err := vault.NewID(rand)
	if err != nil {
		return p, err
	}
	p = Parcel{ID: id, Size: uint64(len(data)), SHA256: parcelHash(data)}
	for i := range p.pieces() {
		from := i * pieceSize
		body, err := piece{Parcel: p, Index: i, Data: data[from : from+p.sizeOf(i)]}.marshal()
		if err == nil {
			_, err = Send(d, me, in, Letter{Kind: PieceKind, Body: body})
		}
		if err != nil {
			return Parcel{}, err
		}
	}
	return p, nil
}

// Arriving is a parcel of which pieces came over a channel. It stays until
// somebody drops it, however long that is: it may belong to something sealed.
type Arriving struct {
	_ struct{} `cbor:",toarray"`
	Parcel
	First uint32 // the number of its first piece; the others follow
	Have  []byte // a bit for each piece that came
}

func (a *Arriving) has(index uint64) bool { return a.Have[index/8]&(1<<(index%8)) != 0 }

func (a *Arriving) whole() bool {
	for i := range a.pieces() {
		if !a.has(i) {
			return false
		}
	}
	return true
}

// arriving finds a parcel among those of a channel.
func arriving(all []Arriving, id vault.ID) (at int, ok bool) {
	at = slices.IndexFunc(all, func(a Arriving) bool { return a.ID == id })
	return at, at >= 0
}

// ReadParcel returns what a letter that came over a channel announced; whole is
// false for as long as pieces are missing. It stays until it is dropped.
// [ErrDamaged]: what came under this name is something else.
func ReadParcel(d Desk, in Mailbox, p Parcel) (data []byte, whole bool, err error) {
	all, err := d.Arriving(in)
	at, ok := arriving(all, p.ID)
	switch {
	case err != nil || !ok:
		return nil, false, err
	case all[at].Parcel != p:
		return nil, false, ErrDamaged
	case !all[at].whole():
		return nil, false, nil
	}
	data = make([]byte, 0, p.Size)
	for i := range p.pieces() {
		some, err := d.Piece(in, all[at].First+uint32(i))
		if err != nil {
			return nil, false, err
		}
		data = append(data, some...)
		vault.Wipe(some)
	}
	if uint64(len(data)) != p.Size || parcelHash(data) != p.SHA256 {
		return nil, false, ErrDamaged
	}
	return data, true, nil
}

// HasParcel tells whether all pieces of a parcel came, without reading them: what
// is in them is for [ReadParcel] to judge.
func HasParcel(d Desk, in Mailbox, p Parcel) (bool, error) {
	all, err := d.Arriving(in)
	at, ok := arriving(all, p.ID)
	return err == nil && ok && all[at].whole(), err
}

// DropParcel forgets a parcel with what came of it; that there is none is no
// error.
func DropParcel(d Desk, in Mailbox, id vault.ID) error {
	all, err := d.Arriving(in)
	at, ok := arriving(all, id)
	if err != nil || !ok {
		return err
	}
	for i := range all[at].pieces() {
		if !all[at].has(i) {
			continue
		}
		if err := d.DropPiece(in, all[at].First+uint32(i)); err != nil {
			return err
		}
	}
	return d.PutArriving(in, slices.Delete(all, at, at+1))
}
