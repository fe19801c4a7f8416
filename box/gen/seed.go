package gen

import (
	"encoding/base32"
	"fmt"
	"strings"

	"coffer/vault/secret"
)

// parseSeed decodes base32 (RFC 4648) as services print it: in either case, in
// groups with spaces or hyphens, with or without padding. Unused bits of the
// last character are ignored, as authenticators do.
func parseSeed(text string) (secret.Text, error) {
	plain, ok := plainSeed(strings.TrimRight(text, "= \t\r\n"))
	if !ok {
		return secret.Text{}, fmt.Errorf("%w: it must be an otpauth address or a base32 seed of A to Z and 2 to 7; copy it anew", ErrOTP)
	}
	defer clear(plain)
	seed := make([]byte, seedEncoding().DecodedLen(len(plain)))
	n, err := seedEncoding().Decode(seed, plain)
	if err != nil || !wholeSeed(len(plain)) {
		clear(seed)
		return secret.Text{}, fmt.Errorf("%w: the seed is cut off; copy it anew", ErrOTP)
	}
	if n < 1 || n > maxSeed {
		clear(seed)
		return secret.Text{}, fmt.Errorf("%w: the seed must have 1 to %d bytes", ErrOTP, maxSeed)
	}
	return secret.Take(seed[:n]), nil
}

// plainSeed returns the base32 characters in upper case, without spaces and
// hyphens. Only ASCII is folded: there are other letters whose upper case is
// one of A to Z.
func plainSeed(text string) (plain []byte, ok bool) {
	plain = make([]byte, 0, len(text))
	for _, c := range []byte(text) {
		switch {
		case c >= 'A' && c <= 'Z', c >= '2' && c <= '7':
			plain = append(plain, c)
		case c >= 'a' && c <= 'z':
			plain = append(plain, c-'a'+'A')
		case strings.IndexByte(" \t\r\n-", c) < 0:
			clear(plain)
			return nil, false
		}
	}
	return plain, true
}

// wholeSeed tells whether n base32 characters can be whole bytes.
func wholeSeed(n int) bool { return n%8 != 1 && n%8 != 3 && n%8 != 6 }

func formatSeed(seed secret.Text) string { return seedEncoding().EncodeToString(seed.Bytes()) }

func seedEncoding() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }
