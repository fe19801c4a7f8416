package vault

import (
	"crypto/sha256"
	"encoding/binary"
)

// stamp appends a short checksum to what stands in clear, so that damage is
// told apart from a wrong password or a newer format.
func stamp(b []byte) []byte { return binary.BigEndian.AppendUint64(b, fingerprint(b)) }

func unstamp(b []byte) ([]byte, error) {
	if len(b) < 8 {
		return nil, damaged("a part that is too short")
	}
	body := b[:len(b)-8]
	if binary.BigEndian.Uint64(b[len(body):]) != fingerprint(body) {
		return nil, damaged("a part that does not fit its checksum")
	}
	return body, nil
}

func fingerprint(b []byte) uint64 {
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:])
}
