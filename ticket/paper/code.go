package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"unicode"

	"coffer/vault/secret"
)

// codePrefix begins the text of a QR code. All of the text is of characters
// for which QR codes have a denser mode.
const codePrefix = "COFFER-SHARE:"

// codeSum is how many bytes of checksum a code has: with the payload they fill
// whole letters of base32.
const codeSum = 7

// codeLetters is how many letters stand behind the prefix.
const codeLetters = (payloadSize + codeSum) * 8 / 5

func checksum(payload []byte) []byte {
	h := sha256.New()
	h.Write([]byte("coffer/1 paper share\x00"))
	h.Write(payload)
	return h.Sum(nil)[:codeSum]
}

// Code is the share as the text of a QR code.
func (s Share) Code() (secret.Text, error) {
	payload, err := s.payload()
	if err != nil {
		return secret.Text{}, err
	}
	data := append(make([]byte, 0, payloadSize+codeSum), payload...)
	data = append(data, checksum(payload)...)
	defer clear(payload)
	defer clear(data)
	text := append(make([]byte, 0, len(codePrefix)+codeLetters), codePrefix...)
	return secret.Take(base32.StdEncoding.AppendEncode(text, data)), nil
}

// compact is the text in capitals and without spaces; the caller wipes it.
func compact(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for _, b := range text {
		if b >= 'a' && b <= 'z' {
			b -= 'a' - 'A'
		}
		if b > unicode.MaxASCII || !unicode.IsSpace(rune(b)) {
			out = append(out, b)
		}
	}
	return out
}

// parseCode reads the text of a QR code that was made compact.
func parseCode(code []byte) (Share, error) {
	letters := bytes.TrimPrefix(code, []byte(codePrefix))
	if len(letters) != codeLetters {
		return Share{}, fail(ErrLength, "%d letters behind %s, where %d are wanted", len(letters), codePrefix, codeLetters)
	}
	data := make([]byte, payloadSize+codeSum)
	defer clear(data)
	if _, err := base32.StdEncoding.Decode(data, letters); err != nil {
		return Share{}, fail(ErrForm, "letters behind %s that are no base32; scan the code again", codePrefix)
	}
	if payload := data[:payloadSize]; bytes.Equal(checksum(payload), data[payloadSize:]) {
		return fromPayload(payload)
	}
	return Share{}, fail(ErrChecksum, "the text of the QR code is not as it was printed; scan the code again")
}
