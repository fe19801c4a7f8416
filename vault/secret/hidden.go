package secret

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// ErrMarshal is what every attempt to marshal a secret returns. Whoever really
// means to write one says so with Reveal or Bytes.
var ErrMarshal = errors.New("a secret does not marshal")

// mask stands for a secret wherever a value is turned into text.
const mask = "[secret]"

// hidden is what [Text] and [Key] have in common: bytes that do not show.
//
// In an unexported field fmt ignores our methods and looks at the value itself.
// It then follows a pointer to a slice, an array or a struct, with %s even deep
// inside of others, but never a pointer to a pointer. So p points to the self
// pointer of a cell, and the way to the bytes leads through that.
type hidden struct {
	_ [0]func() // refuses ==, switch and map keys
	p **cell
}

type cell struct {
	bytes []byte
	self  *cell
}

// hide takes ownership of b.
func hide(b []byte) hidden {
	if len(b) == 0 {
		return hidden{}
	}
	c := &cell{bytes: b}
	c.self = c
	return hidden{p: &c.self}
}

// Bytes returns the bytes themselves, not a copy: do not change them, and do
// not keep them beyond the life of the secret. It is nil where there are none.
func (h hidden) Bytes() []byte {
	if h.p == nil {
		return nil
	}
	return (*h.p).bytes
}

// IsZero reports whether there is nothing here, from the start or since a wipe.
func (h hidden) IsZero() bool { return len(h.Bytes()) == 0 }

// Wipe overwrites the bytes with zeros and leaves this value and all its copies
// empty.
func (h hidden) Wipe() {
	if h.p == nil {
		return
	}
	clear((*h.p).bytes)
	(*h.p).bytes = nil
}

// String prints a mask.
func (hidden) String() string { return mask }

// GoString prints a mask.
func (hidden) GoString() string { return mask }

// Format prints a mask for every verb.
func (hidden) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, mask) }

// LogValue logs a mask.
func (hidden) LogValue() slog.Value { return slog.StringValue(mask) }

// MarshalJSON returns [ErrMarshal].
func (hidden) MarshalJSON() ([]byte, error) { return nil, ErrMarshal }

// MarshalText returns [ErrMarshal].
func (hidden) MarshalText() ([]byte, error) { return nil, ErrMarshal }

// MarshalBinary returns [ErrMarshal].
func (hidden) MarshalBinary() ([]byte, error) { return nil, ErrMarshal }

// MarshalCBOR returns [ErrMarshal].
func (hidden) MarshalCBOR() ([]byte, error) { return nil, ErrMarshal }
