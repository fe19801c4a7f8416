package vault

import (
	"crypto/cipher"
	"encoding/binary"
	"io"
)

// Key names a record within a box and a space. Sub counts what belongs to one
// ID: in [History] the revision; elsewhere it is zero.
type Key struct {
	ID  ID
	Sub uint32
}

// Record is one decrypted record. Plain belongs to the receiver, who wipes it
// when it held a secret.
type Record struct {
	Key      Key
	Revision uint32
	Plain    []byte
}

// place is everything that a record is bound to but its epoch and revision.
type place struct {
	box   ID
	space Space
	key   Key
	tier  Tier
}

// bytes is the key under which a record stands in the bucket of its box and
// space: the ID, then the number if there is one, then the tier. Both tiers of
// an item are neighbours, so that one write touches one page for both.
func (p place) bytes() []byte {
	b := make([]byte, 0, 21)
	b = append(b, p.key.ID[:]...)
	if p.key.Sub != 0 {
		b = binary.BigEndian.AppendUint32(b, p.key.Sub)
	}
	return append(b, byte(p.tier))
}

func parsePlace(box ID, s Space, b []byte) (place, error) {
	p := place{box: box, space: s}
	switch len(b) {
	case 21:
		if p.key.Sub = binary.BigEndian.Uint32(b[16:]); p.key.Sub == 0 {
			return p, damaged("a record under an impossible name")
		}
	case 17:
	default:
		return p, damaged("a record under an impossible name")
	}
	copy(p.key.ID[:], b)
	p.tier = Tier(b[len(b)-1])
	if !p.tier.valid() {
		return p, damaged("a record of an unknown tier")
	}
	return p, nil
}

// recordHead is what stands in clear before a sealed record: epoch and revision.
const recordHead = 8

// ad is the associated data of a record. All parts have a fixed length.
func (p place) ad(vault ID, epoch, revision uint32) []byte {
	ad := make([]byte, 0, 80)
	ad = append(ad, "coffer/1 record\x00"...)
	ad = append(ad, vault[:]...)
	ad = append(ad, p.box[:]...)
	ad = append(ad, byte(p.space), byte(p.tier))
	ad = append(ad, p.key.ID[:]...)
	ad = binary.BigEndian.AppendUint32(ad, p.key.Sub)
	ad = binary.BigEndian.AppendUint32(ad, epoch)
	return binary.BigEndian.AppendUint32(ad, revision)
}

// sealRecord returns what is stored: epoch, revision, nonce, ciphertext, tag.
func sealRecord(a cipher.AEAD, rand io.Reader, vault ID, p place, epoch, revision uint32, plain []byte) ([]byte, error) {
	pad := padded(plain)
	defer Wipe(pad)
	out := make([]byte, 0, recordHead+nonceSize+len(pad)+tagSize)
	out = binary.BigEndian.AppendUint32(out, epoch)
	out = binary.BigEndian.AppendUint32(out, revision)
	return seal(a, rand, out, pad, p.ad(vault, epoch, revision))
}

// recordEpoch and recordRevision read the head of a stored record; the AEAD
// vouches for both once the record has been opened.
func recordEpoch(v []byte) uint32    { return binary.BigEndian.Uint32(v) }
func recordRevision(v []byte) uint32 { return binary.BigEndian.Uint32(v[4:]) }

func checkRecord(v []byte) error {
	if len(v) < recordHead+nonceSize+minPlain+tagSize {
		return damaged("a record that is too short")
	}
	return nil
}

// openRecord decrypts into buf and returns the plaintext, which aliases the
// returned buffer.
func openRecord(a cipher.AEAD, vault ID, p place, stored, buf []byte) (plain, out []byte, err error) {
	ad := p.ad(vault, recordEpoch(stored), recordRevision(stored))
	out, err = open(a, buf[:0], stored[recordHead:], ad)
	if err != nil {
		return nil, buf, damaged("a %s record does not open", p.tier)
	}
	plain, err = unpadded(out)
	return plain, out, err
}
