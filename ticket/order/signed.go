package order

import (
	"crypto/ed25519"
	"fmt"

	"coffer/vault/codec"
	"coffer/vault/split"
)

// Signed is an order with signatures, of the right shape. Whether they are
// those of a quorum is said by [Signed.Check].
type Signed struct {
	order Order
	wire  signedWire
}

// signedWire is how a signed order travels.
type signedWire struct {
	_          struct{} `cbor:",toarray"`
	Version    uint8
	Order      []byte
	Signatures []signature // by rising index
}

type signature struct {
	_     struct{} `cbor:",toarray"`
	Index uint8
	By    [ed25519.SignatureSize]byte
}

// Unverified is the order, whoever has signed it.
func (s Signed) Unverified() Order { return s.order }

// Encode returns the one encoding of a signed order.
func (s Signed) Encode() ([]byte, error) { return codec.Marshal(s.wire) }

// ParseSigned reads what [Signed.Encode] wrote. It looks at the shape alone.
func ParseSigned(data []byte) (Signed, error) {
	var s Signed
	if len(data) > maxSigned {
		return Signed{}, fmt.Errorf("%w: too long", ErrOrder)
	}
	if err := codec.UnmarshalCanonical(data, &s.wire); err != nil {
		return Signed{}, fmt.Errorf("%w: %w", ErrOrder, err)
	}
	if s.wire.Version != version {
		return Signed{}, fmt.Errorf("%w: unknown version %d", ErrOrder, s.wire.Version)
	}
	var err error
	if s.order, err = Parse(s.wire.Order); err != nil {
		return Signed{}, err
	}
	last := uint8(0)
	for _, by := range s.wire.Signatures {
		switch {
		case by.Index == 0 || int(by.Index) > split.MaxShares || by.Index < last:
			return Signed{}, fmt.Errorf("%w: its signatures are out of order", ErrOrder)
		case by.Index == last:
			return Signed{}, fmt.Errorf("%w: number %d", ErrTwice, last)
		}
		last = by.Index
	}
	return s, nil
}

// Collect makes a signed order of what trustees sent, by the index of their
// shares: of the signatures that fit as many as the set wants. [ErrTooFew] when
// there are not so many.
func Collect(set split.Set, o Order, signatures map[int][]byte) (Signed, error) {
	data, err := o.Encode()
	if err != nil {
		return Signed{}, err
	}
	s := Signed{order: o, wire: signedWire{Version: version, Order: data}}
	for i := range set.Members {
		by := signatures[i+1]
		if len(s.wire.Signatures) < int(set.Threshold) && o.SignedBy(set, i+1, by) {
			s.wire.Signatures = append(s.wire.Signatures, signature{Index: uint8(i + 1), By: [ed25519.SignatureSize]byte(by)})
		}
	}
	return s, s.Check(set)
}

// Check makes sure that the order is about the vault of the set, and that as
// many of its shares as it wants have signed. Whatever does not fit is named,
// also where there would be enough without it.
func (s Signed) Check(set split.Set) error {
	if err := set.Check(); err != nil {
		return err
	}
	if err := s.order.fits(&set); err != nil {
		return err
	}
	last := uint8(0)
	for _, by := range s.wire.Signatures {
		if by.Index <= last {
			return fmt.Errorf("%w: number %d", ErrTwice, by.Index)
		}
		if !set.Signed(int(by.Index), purpose, s.wire.Order, by.By[:]) {
			return fmt.Errorf("%w: that of share %d", ErrAltered, by.Index)
		}
		last = by.Index
	}
	if n, k := len(s.wire.Signatures), int(set.Threshold); n < k {
		return fmt.Errorf("%w: %d of %d", ErrTooFew, n, k)
	}
	return nil
}
