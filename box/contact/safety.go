package contact

import (
	"bytes"
	"crypto/sha512"
	"fmt"
	"strings"
)

// safetyRounds makes it dear to search for keys that give a similar number, as in
// the source.
const safetyRounds = 5200

// SafetyNumber returns 60 digits in groups of five over the keys of two people,
// the same from either side. Two people who see the same number over a way they
// trust hold each other's keys. It is made as Signal's numeric fingerprint
// (libsignal, NumericFingerprintGenerator; https://signal.org/blog/safety-number-updates/):
// 30 digits for each side by iterated SHA-512, the lower half first; but over our
// fingerprint and under our own context.
func SafetyNumber(a, b Public) string {
	first, second := safetyHalf(a.Fingerprint()), safetyHalf(b.Fingerprint())
	if second < first {
		first, second = second, first
	}
	return first + " " + second
}

// safetyHalf are the six groups of one side.
func safetyHalf(f Fingerprint) string {
	sum := sha512.Sum512(bind("safety number", f[:]))
	for range safetyRounds - 1 {
		sum = sha512.Sum512(append(sum[:], f[:]...))
	}
	groups := make([]string, 6)
	for i := range groups {
		var n uint64
		for _, b := range sum[5*i : 5*i+5] {
			n = n<<8 | uint64(b)
		}
		groups[i] = fmt.Sprintf("%05d", n%100_000)
	}
	return strings.Join(groups, " ")
}

// SameSafetyNumber tells whether a typed number is the one expected: blanks and
// hyphens do not count, everything else does.
func SameSafetyNumber(typed, number string) bool {
	digits := func(s string) []byte {
		return []byte(strings.NewReplacer(" ", "", "-", "", "\n", "", "\r", "", "\t", "").Replace(s))
	}
	return bytes.Equal(digits(typed), digits(number))
}
