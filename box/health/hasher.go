package health

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"coffer/vault/secret"
)

// mark stands for a secret under a key; who does not have the key learns
// nothing from it.
type mark [16]byte

// label keeps marks for different ends apart.
type label byte

const (
	labelEqual label = 1 + iota
	labelSkeleton
	labelNear
	labelIgnore
)

// hasher makes marks: HMAC-SHA256, cut to half.
type hasher struct {
	mac hash.Hash
	buf []byte
	out [sha256.Size]byte
	tag [1]byte
}

func newHasher(key secret.Key) *hasher { return newHasherOf(key.Bytes()) }

func newHasherOf(key []byte) *hasher {
	return &hasher{mac: hmac.New(sha256.New, key), buf: make([]byte, 0, 512)}
}

func (h *hasher) mark(l label, text []byte) (m mark) {
	h.mac.Reset()
	h.tag[0] = byte(l)
	h.mac.Write(h.tag[:])
	h.mac.Write(text)
	copy(m[:], h.mac.Sum(h.out[:0]))
	return m
}

// markRunes is mark over runes, with the one at skip left out.
func (h *hasher) markRunes(l label, text []rune, skip int) mark {
	h.buf = h.buf[:0]
	for i, r := range text {
		if i != skip {
			h.buf = append(h.buf, byte(r), byte(r>>8), byte(r>>16))
		}
	}
	return h.mark(l, h.buf)
}

// wipe forgets the last secret, also where the hash keeps an unfinished block.
func (h *hasher) wipe() {
	clear(h.buf[:cap(h.buf)])
	h.mac.Reset()
	h.mac.Write(make([]byte, sha256.BlockSize-1))
	h.mac.Reset()
}
