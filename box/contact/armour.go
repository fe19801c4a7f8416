package contact

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
)

const (
	armourBegin = "-----BEGIN COFFER CARD-----"
	armourEnd   = "-----END COFFER CARD-----"
	armourLine  = 64
)

// armour writes bytes as text: base64 in lines of 64 characters between a first
// and a last line, as RFC 7468 does.
func armour(raw []byte) string {
	text := base64.StdEncoding.EncodeToString(raw)
	var b strings.Builder
	b.WriteString(armourBegin + "\n")
	for ; len(text) > armourLine; text = text[armourLine:] {
		b.WriteString(text[:armourLine] + "\n")
	}
	b.WriteString(text + "\n" + armourEnd + "\n")
	return b.String()
}

// unarmour reads what armour wrote, its lines ended by LF or CRLF. Nothing else
// may stand between the first and the last line, nor around them.
func unarmour(text []byte) ([]byte, error) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	inner := bytes.TrimSuffix(bytes.TrimPrefix(text, []byte(armourBegin)), []byte(armourEnd))
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(inner)))
	n, err := base64.StdEncoding.Strict().Decode(raw, inner)
	if err != nil || armour(raw[:n]) != string(text)+"\n" {
		return nil, fmt.Errorf("%w: the text between its first and last line is damaged, or something stands around them", ErrCard)
	}
	return raw[:n], nil
}
