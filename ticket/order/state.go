package order

import (
	"fmt"
	"slices"
	"time"

	"coffer/vault/codec"
)

// Dealt is what the owner's vault remembers of orders: up to which number they
// mean nothing any more. The zero value has dealt with none.
type Dealt struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Lifted  uint64 // freezes, by a thaw
	Vetoed  uint64 // orders to delete, by a thaw or an unlock
	Email   uint64 // addresses
}

// Encode returns the one encoding of what was dealt with.
func (d Dealt) Encode() ([]byte, error) {
	d.Version = version
	return codec.Marshal(d)
}

// ParseDealt reads what [Dealt.Encode] wrote.
func ParseDealt(data []byte) (Dealt, error) {
	var d Dealt
	if err := codec.UnmarshalCanonical(data, &d); err != nil {
		return Dealt{}, fmt.Errorf("%w: %w", ErrOrder, err)
	}
	if d.Version != version {
		return Dealt{}, fmt.Errorf("%w: unknown version %d", ErrOrder, d.Version)
	}
	return d, nil
}

// Condition is what orders come to.
type Condition uint8

// The conditions of a vault.
const (
	Open     Condition = iota
	Frozen             // nothing opens until it lapses, or is lifted
	Deleting           // nothing opens, and the bytes go once due; an unlock is a veto
)

// State is the condition of a vault, and why.
type State struct {
	Condition Condition
	By        Order     // what decides; zero for an open vault
	Since     time.Time // when that was put into the file
	// Until is when the freeze lapses, or from when on the bytes may go.
	Until time.Time
	Due   bool   // the bytes may go now
	Email *Order // an address that is to be taken over; nil for none
}

// Judge says what the orders of a checked book come to. An order means nothing
// once one with its number or a higher one was dealt with, or when a thaw has a
// higher number. A freeze lapses, and bytes may go, when reached says so of the
// date: that is for a clock that somebody may turn.
func (b Book) Judge(dealt Dealt, reached func(time.Time) bool) State {
	dealt = dealt.thawed(b)
	var s State
	if p := b.newest(Freeze); p != nil && p.signed.order.Number > dealt.Lifted && !reached(p.signed.order.Ends()) {
		s = p.state(Frozen, p.signed.order.Ends())
	}
	if p := b.newest(Delete); p != nil && p.signed.order.Number > dealt.Vetoed {
		s = p.state(Deleting, p.due())
		s.Due = reached(s.Until)
	}
	if p := b.newest(Email); p != nil && p.signed.order.Number > dealt.Email {
		o := p.signed.order
		s.Email = &o
	}
	return s
}

func (p *page) state(c Condition, until time.Time) State {
	return State{Condition: c, By: p.signed.order, Since: codec.Moment(p.placed), Until: until}
}

// due is from when on the bytes may go: not before the owner had as long to say
// no since the order was put there.
func (p *page) due() time.Time {
	placed := codec.Moment(p.placed).Add(DeleteWaits)
	if ends := p.signed.order.Ends(); ends.After(placed) {
		return ends
	}
	return placed
}

// thawed is what is dealt with once the thaw of a book is, too: what has a lower
// number.
func (d Dealt) thawed(b Book) Dealt {
	if p := b.newest(Thaw); p != nil {
		below := p.signed.order.Number - 1
		d.Lifted, d.Vetoed = max(d.Lifted, below), max(d.Vetoed, below)
	}
	return d
}

// Max is what was dealt with by either.
func (d Dealt) Max(other Dealt) Dealt {
	d.Lifted, d.Vetoed, d.Email = max(d.Lifted, other.Lifted), max(d.Vetoed, other.Vetoed), max(d.Email, other.Email)
	return d
}

// Lift deals with a freeze, and all before it.
func (d Dealt) Lift(o Order) Dealt {
	d.Lifted = max(d.Lifted, o.Number)
	return d
}

// Veto deals with an order to delete, and all before it.
func (d Dealt) Veto(o Order) Dealt {
	d.Vetoed = max(d.Vetoed, o.Number)
	return d
}

// Take deals with an address, and all before it.
func (d Dealt) Take(o Order) Dealt {
	d.Email = max(d.Email, o.Number)
	return d
}

// Settle deals with the thaw of a checked book, and returns what is left of it:
// orders that mean nothing any more are dropped, but for one that lapsed, which
// only a lying clock may have ended.
func (b Book) Settle(d Dealt) (Book, Dealt) {
	d = d.thawed(b)
	var left Book
	left.pages = slices.DeleteFunc(slices.Clone(b.pages), func(p page) bool {
		n := p.signed.order.Number
		switch p.signed.order.Kind {
		case Freeze:
			return n <= d.Lifted
		case Delete:
			return n <= d.Vetoed
		case Email:
			return n <= d.Email
		}
		return true
	})
	return left, d
}
