package contact

import (
	"fmt"
	"strings"
)

// compactBegin begins a card in the alphabet of QR codes, in which a whole card
// fits into one code.
const compactBegin = "COFFER-CARD:"

// Compact is the card as one line of the letters that a QR code holds best: for a
// picture alone, since no terminal is wide enough.
func (c Card) Compact() string { return compactBegin + base45(c.raw) }

func uncompact(text string) ([]byte, error) {
	text = strings.TrimPrefix(text, compactBegin)
	raw, ok := unbase45(text)
	if !ok || base45(raw) != text { // or a letter that is none
		return nil, fmt.Errorf("%w: what was scanned is damaged", ErrCard)
	}
	return raw, nil
}

const letters45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// base45 writes two bytes as three letters (RFC 9285).
func base45(raw []byte) string {
	var b strings.Builder
	for ; len(raw) > 1; raw = raw[2:] {
		n := int(raw[0])<<8 | int(raw[1])
		b.WriteByte(letters45[n%45])
		b.WriteByte(letters45[n/45%45])
		b.WriteByte(letters45[n/45/45])
	}
	if len(raw) == 1 {
		b.WriteByte(letters45[raw[0]%45])
		b.WriteByte(letters45[raw[0]/45])
	}
	return b.String()
}

// unbase45 reads what base45 wrote. Letters that are none go unnoticed here.
func unbase45(text string) (raw []byte, ok bool) {
	for ; len(text) > 2; text = text[3:] {
		n := strings.IndexByte(letters45, text[0]) + 45*strings.IndexByte(letters45, text[1]) + 2025*strings.IndexByte(letters45, text[2])
		if n < 0 || n > 0xffff {
			return nil, false
		}
		raw = append(raw, byte(n>>8), byte(n))
	}
	if len(text) == 2 {
		n := strings.IndexByte(letters45, text[0]) + 45*strings.IndexByte(letters45, text[1])
		if n < 0 || n > 0xff {
			return nil, false
		}
		return append(raw, byte(n)), true
	}
	return raw, len(text) == 0
}
