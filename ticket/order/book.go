package order

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"coffer/vault/codec"
	"coffer/vault/split"
)

// Book is what lies in a vault's file: of each kind the newest order. The zero
// value holds none. Anybody can write it, so that nothing in it counts before
// [Book.Checked].
type Book struct{ pages []page }

// page is one order, and when it was put there.
type page struct {
	placed uint64
	signed Signed
}

type bookWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Pages   []pageWire // by rising place of their kind
}

type pageWire struct {
	_      struct{} `cbor:",toarray"`
	Placed uint64
	Signed []byte
}

// IsEmpty tells that there is no order.
func (b Book) IsEmpty() bool { return len(b.pages) == 0 }

// Encode returns the one encoding of a book; nothing for an empty one.
func (b Book) Encode() ([]byte, error) {
	if b.IsEmpty() {
		return nil, nil
	}
	w := bookWire{Version: version}
	for _, p := range b.pages {
		signed, err := p.signed.Encode()
		if err != nil {
			return nil, err
		}
		w.Pages = append(w.Pages, pageWire{Placed: p.placed, Signed: signed})
	}
	return codec.Marshal(w)
}

// ParseBook reads what [Book.Encode] wrote. It looks at the shape alone.
func ParseBook(data []byte) (Book, error) {
	if len(data) == 0 {
		return Book{}, nil
	}
	if len(data) > maxBook {
		return Book{}, fmt.Errorf("%w: too long", ErrOrder)
	}
	var w bookWire
	if err := codec.UnmarshalCanonical(data, &w); err != nil {
		return Book{}, fmt.Errorf("%w: %w", ErrOrder, err)
	}
	if w.Version != version || len(w.Pages) == 0 || len(w.Pages) > len(kinds) {
		return Book{}, fmt.Errorf("%w: an unknown version, or too many of them", ErrOrder)
	}
	var b Book
	last := -1
	for _, p := range w.Pages {
		signed, err := ParseSigned(p.Signed)
		if err != nil {
			return Book{}, err
		}
		at := place(signed.order.Kind)
		if at <= last || p.Placed > maxTime {
			return Book{}, fmt.Errorf("%w: a kind twice, or out of order", ErrOrder)
		}
		last = at
		b.pages = append(b.pages, page{p.Placed, signed})
	}
	return b, nil
}

// Checked returns what of a book counts for a set: what its quorum signed, and
// is not from the future, or was not when it was put there. The error says what is
// wrong with the rest.
func (b Book) Checked(set split.Set, now time.Time) (Book, error) {
	var good Book
	var wrong error
	for _, p := range b.pages {
		err := p.signed.Check(set)
		if err == nil && p.signed.order.isAhead(p.latest(now)) {
			err = ErrFuture
		}
		if err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s: %w", p.signed.order.Kind, err))
			continue
		}
		good.pages = append(good.pages, p)
	}
	return good, wrong
}

// latest is the later of now and of when the order was put there: a clock that was
// set back makes nothing of an order that counted before.
func (p *page) latest(now time.Time) time.Time {
	if placed := codec.Moment(p.placed); placed.After(now) {
		return placed
	}
	return now
}

// isOver tells that an order comes too late to be placed: a freeze has lapsed,
// and what was ordered long ago is not kept back until it suits somebody. A
// thaw ends what was before it, whenever it comes.
func (o *Order) isOver(now time.Time) bool {
	last := o.Ends()
	switch o.Kind {
	case Thaw:
		return false
	case Delete:
		last = last.Add(FreezeLasts)
	case Email:
		last = o.Asked().Add(maxWait + FreezeLasts)
	}
	return !now.Before(last)
}

func (o *Order) isAhead(now time.Time) bool { return o.Asked().After(now.Add(slack)) }

// Place returns a book with one more order, as it was placed at now: in the
// place of an older one of its kind. It drops what does not count for the set,
// and a book that cannot be read. Errors: those of [Signed.Check], [ErrFuture],
// [ErrLate], and [ErrOlder] when the order of its
// kind that is there is as new.
func Place(book []byte, set split.Set, s Signed, now time.Time) ([]byte, error) {
	o := &s.order
	if err := s.Check(set); err != nil {
		return nil, err
	}
	switch {
	case o.isAhead(now):
		return nil, ErrFuture
	case o.isOver(now):
		return nil, ErrLate
	}
	var b Book
	if was, err := ParseBook(book); err == nil {
		b, _ = was.Checked(set, now)
	}
	if was := b.newest(o.Kind); was != nil {
		if was.signed.order.Number >= o.Number {
			return nil, ErrOlder
		}
	}
	b.pages = slices.DeleteFunc(b.pages, func(p page) bool { return p.signed.order.Kind == o.Kind })
	b.pages = append(b.pages, page{codec.Seconds(now), s})
	slices.SortFunc(b.pages, func(x, y page) int { return place(x.signed.order.Kind) - place(y.signed.order.Kind) })
	return b.Encode()
}

// Holds tells whether this very order is among those of a book, whoever has signed it.
func Holds(book []byte, o Order) bool {
	b, err := ParseBook(book)
	was := b.newest(o.Kind)
	return err == nil && was != nil && was.signed.order == o
}

// newest is the order of a kind; nil for none.
func (b *Book) newest(k Kind) *page {
	for i := range b.pages {
		if b.pages[i].signed.order.Kind == k {
			return &b.pages[i]
		}
	}
	return nil
}

// Same tells whether two books hold the same.
func (b Book) Same(other Book) bool {
	x, err1 := b.Encode()
	y, err2 := other.Encode()
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
