package codec

import (
	"encoding/binary"
	"errors"
	"math"
	"unicode/utf8"
)

// errText: the library writes any bytes of a string as text, and no strict
// reader takes that.
var errText = errors.New("text that is not UTF-8")

// textIsValid tells whether every text in an encoding of ours is UTF-8. Nothing
// in it is indefinite, so that the heads follow one another, each with the bytes
// that belong to it.
func textIsValid(data []byte) bool {
	for len(data) > 0 {
		kind, n, rest := head(data)
		data = rest
		switch kind {
		case kindText:
			if !utf8.Valid(data[:n]) {
				return false
			}
			data = data[n:]
		case kindBytes:
			data = data[n:]
		}
	}
	return true
}

// The kinds of items whose bytes follow the head.
const (
	kindBytes = 2
	kindText  = 3
)

// head reads the first byte of an item and the number that follows it (RFC 8949,
// section 3). data is what the library wrote.
func head(data []byte) (kind byte, n int, rest []byte) {
	kind, info, rest := data[0]>>5, data[0]&0x1f, data[1:]
	if info < 24 {
		return kind, int(info), rest
	}
	size := 1 << (info - 24)
	var number [8]byte
	copy(number[8-size:], rest[:size])
	return kind, int(min(binary.BigEndian.Uint64(number[:]), math.MaxInt)), rest[size:]
}
