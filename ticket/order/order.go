package order

import (
	"fmt"
	"time"

	"coffer/internal/plain"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// version stands first in every encoding of this package: arrays, in the order
// of the fields here. A change of any of them needs a new version.
const version = 1

// purpose is what a share signs an order for.
const purpose = "ticket order"

// Kind is what is ordered.
type Kind string

// The kinds of orders.
const (
	Freeze Kind = "freeze" // nothing opens until it lapses
	Thaw   Kind = "thaw"   // ends what was ordered before it
	Delete Kind = "delete" // nothing opens, and in the end the file goes
	Email  Kind = "email"  // the owner's address is another one now
)

// kinds in the order in which a [Book] has them.
var kinds = [...]Kind{Freeze, Thaw, Delete, Email}

// Order is what a quorum of trustees decided about one vault.
type Order struct {
	_          struct{} `cbor:",toarray"`
	Version    uint8
	Kind       Kind
	Vault      [16]byte
	Owner      [32]byte // the owner's fingerprint
	Ticket     [32]byte // the ticket that it was decided by
	Generation uint64   // of the set whose shares sign
	// Number is when it was asked for, in Unix seconds. Of two orders the one
	// with the higher number is the newer.
	Number uint64
	// Until, in Unix seconds, is when a freeze lapses, or from when on the bytes
	// may go; 0 in an order of another kind.
	Until uint64
	Email string // the address; empty in an order of another kind
}

// New makes an order about the vault of a set. Number is when it was asked for,
// wait the wait of the owner's trustees, and email the address in an order of
// that kind.
func New(kind Kind, set split.Set, ticket [32]byte, number time.Time, wait time.Duration, email string) (Order, error) {
	if wait < 0 || wait > maxWait {
		return Order{}, fmt.Errorf("%w: a wait out of bounds", ErrOrder)
	}
	o := Order{
		Version: version, Kind: kind, Vault: set.Subject.Of, Owner: set.Subject.Owner, Ticket: ticket,
		Generation: set.Subject.Generation, Number: codec.Seconds(number), Email: email,
	}
	if lasts := kind.Lasts(wait); lasts != 0 {
		o.Until = o.Number + uint64(lasts/time.Second)
	}
	return o, o.check()
}

// Lasts is how long after it was asked for an order of a kind ends, or the bytes may go,
// by the wait of the owner's trustees; 0 where nothing ends.
func (k Kind) Lasts(wait time.Duration) time.Duration {
	lasts := k.lasts()
	if lasts != 0 {
		lasts += wait
	}
	return lasts
}

// lasts is what an order of a kind adds to the wait; 0 where nothing ends.
func (k Kind) lasts() time.Duration {
	switch k {
	case Freeze:
		return FreezeLasts
	case Delete:
		return DeleteWaits
	}
	return 0
}

// check is what can be said of an order by itself.
func (o *Order) check() error {
	switch {
	case o.Version != version:
		return fmt.Errorf("%w: unknown version %d", ErrOrder, o.Version)
	case !o.Kind.known():
		return fmt.Errorf("%w: unknown kind", ErrOrder)
	case o.Ticket == [32]byte{} || o.Number == 0 || o.Number > maxTime:
		return fmt.Errorf("%w: without a ticket or a time", ErrOrder)
	case !o.endsWell():
		return fmt.Errorf("%w: its end does not fit its kind", ErrOrder)
	case !o.addresses():
		return fmt.Errorf("%w: its address does not fit", ErrOrder)
	}
	return nil
}

func (k Kind) known() bool { return place(k) < len(kinds) }

// place is where a kind stands in a book; len(kinds) for an unknown one.
func place(k Kind) int {
	for i := range kinds {
		if kinds[i] == k {
			return i
		}
	}
	return len(kinds)
}

// endsWell tells whether the end is one that some wait gives.
func (o *Order) endsWell() bool {
	lasts := o.Kind.lasts()
	if lasts == 0 {
		return o.Until == 0
	}
	least := o.Number + uint64(lasts/time.Second)
	return least <= o.Until && o.Until <= least+uint64(maxWait/time.Second)
}

// addresses tells whether there is an address exactly where the kind takes one, as
// cards have it.
func (o *Order) addresses() bool {
	clean, err := plain.Email(o.Email)
	return err == nil && clean == o.Email && (o.Kind == Email) == (clean != "")
}

// Asked is when the order was asked for.
func (o *Order) Asked() time.Time { return codec.Moment(o.Number) }

// Ends is when a freeze lapses, or from when on the bytes may go.
func (o *Order) Ends() time.Time { return codec.Moment(o.Until) }

// Encode returns the one encoding of an order: what is signed.
func (o *Order) Encode() ([]byte, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return codec.Marshal(o)
}

// Parse reads what [Order.Encode] wrote.
func Parse(data []byte) (Order, error) {
	var o Order
	if len(data) > maxOrder {
		return Order{}, fmt.Errorf("%w: too long", ErrOrder)
	}
	if err := codec.UnmarshalCanonical(data, &o); err != nil {
		return Order{}, fmt.Errorf("%w: %w", ErrOrder, err)
	}
	if err := o.check(); err != nil {
		return Order{}, err
	}
	return o, nil
}

// Sign is one trustee's signature, by the key of their share.
func (o *Order) Sign(share split.Share) ([]byte, error) {
	data, err := o.Encode()
	if err != nil {
		return nil, err
	}
	return share.Sign(purpose, data)
}

// SignedBy tells whether a signature is that of share index of a set.
func (o *Order) SignedBy(set split.Set, index int, signature []byte) bool {
	data, err := o.Encode()
	return err == nil && o.fits(&set) == nil && set.Signed(index, purpose, data, signature)
}

// fits makes sure that an order is about the vault of a set, and by its shares.
func (o *Order) fits(set *split.Set) error {
	switch about := &set.Subject; {
	case o.Vault != about.Of || o.Owner != about.Owner:
		return ErrForeign
	case o.Generation != about.Generation:
		return fmt.Errorf("%w: generation %d, and now it is %d", ErrGeneration, o.Generation, about.Generation)
	}
	return nil
}
