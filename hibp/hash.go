package hibp

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	//lint:ignore SA1019 the NTLM hash is MD4
	"golang.org/x/crypto/md4"
)

// Kind says how the passwords of a set of breach data are hashed.
type Kind uint8

const (
	SHA1 Kind = 1 // of the bytes of the password
	NTLM Kind = 2 // MD4 of the password in UTF-16LE, as Windows keeps it
)

// Sizes in bytes.
const (
	sha1Size = sha1.Size
	ntlmSize = md4.Size
)

// ParseKind reads the word that [Kind.String] writes.
func ParseKind(word string) (Kind, error) {
	switch strings.ToLower(word) {
	case "sha1":
		return SHA1, nil
	case "ntlm":
		return NTLM, nil
	}
	return 0, fmt.Errorf("hashes are sha1 or ntlm, not %q", word)
}

// String is the word by which commands and files name a kind.
func (k Kind) String() string {
	switch k {
	case SHA1:
		return "sha1"
	case NTLM:
		return "ntlm"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Size is the length of a hash in bytes: 20, or 16 for NTLM, or 0 of no kind.
func (k Kind) Size() int {
	switch k {
	case SHA1:
		return sha1Size
	case NTLM:
		return ntlmSize
	}
	return 0
}

// Hash is the hash of one password. Whoever has it finds a weak password at once:
// it is as secret as the password, and prints as nothing.
type Hash struct {
	kind Kind
	sum  [sha1Size]byte // the rest is zero
}

// Of hashes a password. What is not UTF-8 is hashed for NTLM with replacement
// characters, and finds nothing.
func Of(kind Kind, password []byte) Hash {
	h := Hash{kind: kind}
	switch kind {
	case SHA1:
		h.sum = sha1.Sum(password)
	case NTLM:
		runes := []rune(string(password))
		units := utf16.Encode(runes)
		text := make([]byte, 2*len(units))
		for i, u := range units {
			binary.LittleEndian.PutUint16(text[2*i:], u)
		}
		m := md4.New()
		m.Write(text)
		m.Sum(h.sum[:0])
		clear(runes)
		clear(units)
		clear(text)
	}
	return h
}

// ErrHash means that something is not a hash of the kind.
var ErrHash = errors.New("not a hash")

// ParseHash reads a whole hash in hex digits of either case.
func ParseHash(kind Kind, digits []byte) (Hash, error) {
	h := Hash{kind: kind}
	if kind.Size() == 0 || len(digits) != 2*kind.Size() {
		return Hash{}, ErrHash
	}
	if _, err := hex.Decode(h.sum[:], digits); err != nil {
		return Hash{}, ErrHash
	}
	return h, nil
}

// MakeHash takes the bytes of a hash.
func MakeHash(kind Kind, sum []byte) (Hash, error) {
	h := Hash{kind: kind}
	if kind.Size() == 0 || len(sum) != kind.Size() {
		return Hash{}, ErrHash
	}
	copy(h.sum[:], sum)
	return h, nil
}

// Kind is how the hash was made.
func (h Hash) Kind() Kind { return h.kind }

// Sum is the bytes of the hash, 20 or 16.
func (h Hash) Sum() []byte { return h.sum[:h.kind.Size()] }

// Prefix is what of the hash may leave the machine.
func (h Hash) Prefix() Prefix {
	return Prefix(binary.BigEndian.Uint32(h.sum[:]) >> 12)
}

// Key is the first 64 bits, by which compact files know a hash.
func (h Hash) Key() uint64 { return binary.BigEndian.Uint64(h.sum[:]) }

// AppendText writes all hex digits, in upper case as breach data have them.
func (h Hash) AppendText(dst []byte) ([]byte, error) {
	for _, b := range h.Sum() {
		dst = append(dst, upper[b>>4], upper[b&15])
	}
	return dst, nil
}

// Format prints nothing of the hash, in any verb.
func (h Hash) Format(s fmt.State, _ rune) { fmt.Fprint(s, "[hash]") }

const upper = "0123456789ABCDEF"

// Prefix is the first five hex digits of hashes, 20 bits: all that a range server
// is told.
type Prefix uint32

// Prefixes is how many there are.
const Prefixes = 1 << 20

// prefixDigits is how many hex digits name a prefix.
const prefixDigits = 5

// ParsePrefix reads five hex digits of either case.
func ParsePrefix(digits string) (Prefix, error) {
	if len(digits) != prefixDigits {
		return 0, fmt.Errorf("a prefix is five hex digits, not %q", short(digits))
	}
	p := Prefix(0)
	for i := range len(digits) {
		d, ok := digit(digits[i])
		if !ok {
			return 0, fmt.Errorf("a prefix is five hex digits, not %q", digits)
		}
		p = p<<4 | Prefix(d)
	}
	return p, nil
}

// String is the five digits in upper case.
func (p Prefix) String() string { return fmt.Sprintf("%05X", uint32(p)) }

func digit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// short keeps what comes from outside from filling a message.
func short(s string) string {
	if len(s) > 20 {
		return s[:20] + "…"
	}
	return s
}
