// Package codec is the one desk at which values become CBOR and CBOR becomes
// values.
//
// What goes out is core deterministic (RFC 8949, section 4.2.1): one value has
// one encoding. What comes in is taken strictly: one item and nothing after it,
// no duplicate keys, no unknown fields, no indefinite lengths, no tags, no NaN
// and no infinity, text in valid UTF-8, names in their exact case, and all of
// it within limits. Times are whole Unix seconds without a tag; the zero time
// is null.
package codec

import (
	"bytes"
	"fmt"
)

// Marshal returns the deterministic encoding of v. An error means that v holds
// something that does not marshal, such as a secret, a channel or a NaN, or that
// would not come in again, such as text that is not UTF-8; it never quotes the
// value.
func Marshal(v any) ([]byte, error) {
	data, err := modes().enc.Marshal(v)
	if err == nil && !textIsValid(data) {
		clear(data)
		err = errText
	}
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return data, nil
}

// Unmarshal decodes data, which must be exactly one item, into the value that
// v points to. It accepts encodings that are not the shortest; where that
// matters use [UnmarshalCanonical]. Every error wraps [ErrMalformed]; then the
// value is not to be used.
func Unmarshal(data []byte, v any) error {
	return malformed(modes().dec.Unmarshal(data, v))
}

// UnmarshalFirst decodes the first item of a sequence (RFC 8742) into the value
// that v points to and returns what follows it, as a part of data.
func UnmarshalFirst(data []byte, v any) (rest []byte, err error) {
	rest, err = modes().dec.UnmarshalFirst(data, v)
	if err != nil {
		return nil, malformed(err)
	}
	return rest, nil
}

// UnmarshalCanonical is [Unmarshal] for data that must be the one encoding of
// its value: it also refuses what would not encode to the same bytes again. v
// must point to a zero value.
func UnmarshalCanonical(data []byte, v any) error {
	if err := Unmarshal(data, v); err != nil {
		return err
	}
	again, err := Marshal(v)
	defer clear(again) // it may be a key
	if err != nil || !bytes.Equal(data, again) {
		return fmt.Errorf("%w: not the deterministic encoding", ErrMalformed)
	}
	return nil
}
