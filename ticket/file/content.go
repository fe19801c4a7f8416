package file

import (
	"coffer/box/contact"
	"coffer/box/post"
	"coffer/vault/codec"
)

// version is that of the content.
const version = 1

// stored is what the file says.
type stored struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Seeds   []byte // of the identity
	Bag     []byte
	Ticket  []byte
}

func (w *stored) wipe() {
	clear(w.Seeds)
	clear(w.Bag)
	clear(w.Ticket)
}

// encode returns the content, which the caller wipes.
func encode(me contact.Identity, bag, ticket []byte) ([]byte, error) {
	if len(ticket) > MaxTicket {
		return nil, ErrTooLarge
	}
	seeds := me.Encode()
	defer seeds.Wipe()
	return codec.Marshal(stored{Version: version, Seeds: seeds.Bytes(), Bag: bag, Ticket: ticket})
}

// decode reads it; what it returns encodes to the same bytes again. Me and the bag
// are the caller's to wipe.
func decode(plain []byte, o post.BagOptions) (me contact.Identity, bag *post.Bag, ticket []byte, err error) {
	var w stored
	defer w.wipe()
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		if newer(plain) {
			return me, nil, nil, ErrVersion
		}
		return me, nil, nil, ErrDamaged
	}
	switch {
	case w.Version > version:
		return me, nil, nil, ErrVersion
	case w.Version != version || len(w.Ticket) > MaxTicket:
		return me, nil, nil, ErrDamaged
	}
	bag, err = post.ReadBag(w.Bag, o)
	if err != nil {
		return me, nil, nil, ErrDamaged
	}
	if me, err = contact.ParseIdentity(w.Seeds); err != nil {
		bag.Wipe()
		return me, nil, nil, ErrDamaged
	}
	ticket, w.Ticket = w.Ticket, nil
	return me, bag, ticket, nil
}

// newer tells whether bytes begin like the content of a later version: an array
// whose first element is a greater number.
func newer(plain []byte) bool {
	if len(plain) < 2 || plain[0]>>5 != 4 { // major type array, RFC 8949
		return false
	}
	var v uint64
	_, err := codec.UnmarshalFirst(plain[1:], &v)
	return err == nil && v > version
}
