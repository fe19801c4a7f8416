package vault

import (
	"encoding/binary"
	"math/bits"
)

// padded returns plain with its length before it and zeros behind it. The
// result is at least 256 bytes, and above that a size of Padmé (Nikitin et al.,
// "Reducing Metadata Leakage from Encrypted Files and Communication with
// PURBs", PETS 2019, section 4): at most 12 % more, and few sizes to tell apart.
func padded(plain []byte) []byte {
	out := make([]byte, paddedSize(len(plain)+4))
	binary.BigEndian.PutUint32(out, uint32(len(plain)))
	copy(out[4:], plain)
	return out
}

func paddedSize(n int) int {
	if n <= minPlain {
		return minPlain
	}
	e := bits.Len(uint(n)) - 1 // floor(log2 n)
	s := bits.Len(uint(e))     // floor(log2 e) + 1
	mask := 1<<(e-s) - 1
	return (n + mask) &^ mask
}

// unpadded returns the part of p that padded was given; it aliases p.
func unpadded(p []byte) ([]byte, error) {
	if len(p) < minPlain {
		return nil, damaged("a record shorter than its padding")
	}
	n := int64(binary.BigEndian.Uint32(p))
	if n > int64(len(p)-4) || paddedSize(int(n)+4) != len(p) {
		return nil, damaged("a record with wrong padding")
	}
	for _, b := range p[4+n:] {
		if b != 0 {
			return nil, damaged("a record with wrong padding")
		}
	}
	return p[4 : 4+n], nil
}
