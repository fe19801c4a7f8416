package contact

import (
	"crypto/sha256"
	"encoding/binary"
)

// bind joins a purpose and the parts that are meant by it, each with its length,
// so that no other purpose and no other parts give the same bytes.
func bind(purpose string, parts ...[]byte) []byte {
	b := append([]byte("coffer/1 "+purpose), 0)
	for _, p := range parts {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(p))), p...)
	}
	return b
}

// hash is SHA-256 over [bind].
func hash(purpose string, parts ...[]byte) [32]byte { return sha256.Sum256(bind(purpose, parts...)) }

// signed is what a signature covers.
func signed(context string, msg []byte) []byte {
	return append(append([]byte("coffer/1 "+context), 0), msg...)
}
