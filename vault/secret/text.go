package secret

import (
	"bytes"
	"crypto/subtle"
)

// Text is a secret of any length: a password, a PIN, a note. The zero value is
// the empty secret and ready for use. Copies share their bytes. A Text may be
// read by several goroutines at once, but not while another one wipes it.
type Text struct{ hidden }

// New makes a Text from a copy of s. The string itself stays in memory for as
// long as the runtime likes; prefer [Take] where the bytes can be had.
func New(s string) Text { return Take([]byte(s)) }

// Take makes a Text from b and takes ownership of it: the caller must neither
// write to b nor keep it.
func Take(b []byte) Text { return Text{hide(b)} }

// Reveal returns the secret as a string, which cannot be wiped.
func (t Text) Reveal() string { return string(t.Bytes()) }

// Len returns the length in bytes.
func (t Text) Len() int { return len(t.Bytes()) }

// Equal compares in a time that depends on the lengths only.
func (t Text) Equal(u Text) bool {
	return subtle.ConstantTimeCompare(t.Bytes(), u.Bytes()) == 1
}

// Clone returns a Text with bytes of its own, which outlives a Wipe of t.
func (t Text) Clone() Text { return Take(bytes.Clone(t.Bytes())) }
