package backup

import (
	"encoding/binary"

	"coffer/vault"
)

// appendPair writes one pair: u8 and the bucket's name, u8 and the key, u32 and the value.
func appendPair(b []byte, p vault.Pair) []byte {
	b = append(append(b, byte(len(p.Bucket))), p.Bucket...)
	b = append(append(b, byte(len(p.Key))), p.Key...)
	return append(binary.BigEndian.AppendUint32(b, uint32(len(p.Value))), p.Value...)
}

// pairSize is how many bytes that takes.
func pairSize(p vault.Pair) int64 { return int64(6 + len(p.Bucket) + len(p.Key) + len(p.Value)) }

// cutPair reads one pair off the front; it aliases b.
func cutPair(b []byte) (p vault.Pair, rest []byte, ok bool) {
	if p.Bucket, b, ok = cut(b, maxName); !ok {
		return p, nil, false
	}
	if p.Key, b, ok = cut(b, maxName); !ok || len(b) < 4 {
		return p, nil, false
	}
	n := int64(binary.BigEndian.Uint32(b))
	b = b[4:]
	if n > maxValue || n > int64(len(b)) {
		return p, nil, false
	}
	p.Value = b[:n:n]
	return p, b[n:], true
}

func cut(b []byte, most int) (part, rest []byte, ok bool) {
	if len(b) < 1 || int(b[0]) > most || int(b[0]) > len(b)-1 {
		return nil, nil, false
	}
	n := 1 + int(b[0])
	return b[1:n:n], b[n:], true
}
