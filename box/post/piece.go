package post

import (
	"bytes"

	"coffer/vault"
	"coffer/vault/codec"
)

// PieceKind carries one piece of a parcel.
const PieceKind = "post.piece"

// piece is the body of such an envelope. Each bears the name of the whole, so that
// pieces come in any order, and before the letter that announces them.
type piece struct {
	Parcel
	Index uint64
	Data  []byte
}

type storedPiece struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Parcel  Parcel
	Index   uint64
	Data    []byte
}

func (p piece) marshal() ([]byte, error) {
	return codec.Marshal(storedPiece{Version: version, Parcel: p.Parcel, Index: p.Index, Data: p.Data})
}

func parsePiece(body []byte) (p piece, err error) {
	var w storedPiece
	if codec.UnmarshalCanonical(body, &w) != nil {
		if newer(body) {
			return p, ErrVersion
		}
		return p, ErrMalformed
	}
	p = piece{Parcel: w.Parcel, Index: w.Index, Data: w.Data}
	switch {
	case w.Version != version:
		return p, ErrVersion
	case p.Size > MaxParcel:
		return p, ErrTooLarge
	case p.Index >= p.pieces() || uint64(len(p.Data)) != p.sizeOf(p.Index):
		return p, ErrMalformed
	}
	return p, nil
}

// takePiece keeps a piece, if it came over a channel that brings parcels.
func (c *Courier) takePiece(d Desk, l Received) error {
	if c.Parcels != nil {
		wanted, err := c.Parcels(d, l.Channel)
		if err != nil {
			return err
		}
		if !wanted {
			return Refuse(ErrUnwanted)
		}
	}
	return takePiece(d, l)
}

// takePiece keeps a piece until somebody claims the parcel.
func takePiece(d Desk, l Received) error {
	p, err := parsePiece(l.Body)
	if err != nil {
		return Refuse(err)
	}
	if l.Channel.Closed && l.Channel.Kinds == OfContact { // nobody would claim it
		return Refuse(ErrEnded)
	}
	in := l.Channel.In
	all, err := d.Arriving(in)
	if err != nil {
		return err
	}
	at, ok := arriving(all, p.ID)
	if !ok {
		first, err := room(all, p.Parcel)
		if err != nil {
			return Later(err)
		}
		all = append(all, Arriving{Parcel: p.Parcel, First: first, Have: make([]byte, (p.pieces()+7)/8)})
		at = len(all) - 1
	}
	a := &all[at]
	if a.Parcel != p.Parcel {
		return Refuse(ErrParcel)
	}
	n := a.First + uint32(p.Index)
	if a.has(p.Index) {
		return samePiece(d, in, n, p.Data)
	}
	a.Have[p.Index/8] |= 1 << (p.Index % 8)
	if err := d.PutPiece(in, n, p.Data); err != nil {
		return err
	}
	return d.PutArriving(in, all)
}

// samePiece makes sure that a piece which came already is the same again.
func samePiece(d Desk, in Mailbox, n uint32, data []byte) error {
	had, err := d.Piece(in, n)
	defer vault.Wipe(had)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(had, data):
		return Refuse(ErrParcel)
	}
	return nil
}

// room finds numbers for the pieces of one more parcel.
func room(all []Arriving, p Parcel) (first uint32, err error) {
	next, size := uint64(0), p.Size
	for i := range all {
		next = max(next, uint64(all[i].First)+all[i].pieces())
		size += all[i].Size
	}
	if len(all) >= maxParcels || size > maxUnclaimed || next+p.pieces() > subPiece {
		return 0, ErrFull
	}
	return uint32(next), nil
}
