package contact

import (
	"bytes"
	"encoding/binary"
)

// Class is what the length of everything that is padded is a multiple of: whoever
// sees it encrypted learns no more than how many of these there are, and cannot
// tell a card, an envelope and a sealed file apart by it.
const Class = 4096

// PaddedSize is the length of a text once it is padded.
func PaddedSize(text int) int { return (4 + text + Class - 1) / Class * Class }

// Pad writes a length of four bytes, the text, and zeros.
func Pad(text []byte) []byte {
	n := PaddedSize(len(text))
	plain := binary.BigEndian.AppendUint32(make([]byte, 0, n), uint32(len(text)))
	return append(plain, text...)[:n]
}

// Unpad returns what [Pad] was given, a part of plain; false for what is not in
// that one form.
func Unpad(plain []byte) (text []byte, ok bool) {
	if len(plain) < Class || len(plain)%Class != 0 {
		return nil, false
	}
	n := binary.BigEndian.Uint32(plain)
	if uint64(n) > uint64(len(plain)-4) {
		return nil, false
	}
	text, rest := plain[4:4+n], plain[4+n:]
	return text, len(rest) < Class && len(bytes.Trim(rest, "\x00")) == 0
}
