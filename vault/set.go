package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math/bits"
)

// setHash is a keyed multiset hash: the sum modulo 2^256 of an HMAC-SHA256 of
// each element, with their number (MSet-Add-Hash of Clarke, Devadas, van Dijk,
// Gassend and Suh, "Incremental Multiset Hash Functions and Their Application
// to Memory Integrity Checking", ASIACRYPT 2003). An element is added or taken
// out without looking at the others, so that every write can keep it current.
type setHash struct {
	_     struct{} `cbor:",toarray"`
	Count uint64
	Sum   [4]uint64 // least significant first
}

func (s *setHash) add(e [32]byte) {
	var carry uint64
	for i := range s.Sum {
		s.Sum[i], carry = bits.Add64(s.Sum[i], binary.BigEndian.Uint64(e[24-8*i:]), carry)
	}
	s.Count++
}

func (s *setHash) remove(e [32]byte) {
	var borrow uint64
	for i := range s.Sum {
		s.Sum[i], borrow = bits.Sub64(s.Sum[i], binary.BigEndian.Uint64(e[24-8*i:]), borrow)
	}
	s.Count--
}

// join adds another set to this one.
func (s *setHash) join(other setHash) {
	var carry uint64
	for i := range s.Sum {
		s.Sum[i], carry = bits.Add64(s.Sum[i], other.Sum[i], carry)
	}
	s.Count += other.Count
}

// elements makes the elements of one set. It is not safe for concurrent use.
type elements struct{ mac hash.Hash }

func newElements(key []byte) *elements { return &elements{hmac.New(sha256.New, key)} }

// of is the element for one stored entry: where it stands, its tag, and for a
// record its revision.
func (e *elements) of(space Space, key, value []byte) (out [32]byte) {
	e.mac.Reset()
	e.mac.Write([]byte{byte(space), byte(len(key))})
	e.mac.Write(key)
	if space != indexSpace {
		e.mac.Write(value[4:8]) // revision
	}
	e.mac.Write(value[len(value)-tagSize:])
	e.mac.Sum(out[:0])
	return out
}
