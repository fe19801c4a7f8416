package paper

import (
	"encoding/binary"
	"fmt"
	"math"

	"coffer/vault/secret"
	"coffer/vault/split"
)

// version stands first in the payload. A change of the payload, of the list, of
// a checksum or of its customization needs a new one, and Parse keeps reading
// what lies in drawers.
const version = 1

// The kinds of keys whose shares are put on paper, as they stand in the
// subject of their sets.
const (
	Recover = "recover"
	Reset   = "reset"
)

// Share is a share as it stands on paper. It does not print. The zero value is
// no share.
type Share struct {
	Kind       string  // Recover or Reset
	Generation uint32  // of the trustees
	Set        [8]byte // the hash of the set begins with these
	Index      int     // from 1
	x          byte
	value      secret.Key
}

// Of is a share of a set as it is put on paper, with a copy of the value.
func Of(set split.Set, share split.Share) (Share, error) {
	if err := set.Verify(share); err != nil {
		return Share{}, err
	}
	about := set.Subject
	if kindByte(about.Kind) == 0 {
		return Share{}, fail(ErrKind, "no share of kind %q is put on paper", about.Kind)
	}
	if about.Generation > math.MaxUint32 {
		return Share{}, fail(ErrGeneration, "generation %d is too high for paper", about.Generation)
	}
	x, value := share.Point()
	own, err := secret.KeyFrom(value.Bytes())
	if err != nil {
		return Share{}, err
	}
	hash := set.Hash()
	return Share{Kind: about.Kind, Generation: uint32(about.Generation), Set: [8]byte(hash[:8]), Index: share.Index, x: x, value: own}, nil
}

// Open is the share of this set that stands on paper, or what it belongs to
// instead: another kind, another generation, another set.
func (s Share) Open(set split.Set) (split.Share, error) {
	if err := set.Check(); err != nil {
		return split.Share{}, err
	}
	hash := set.Hash()
	switch about := set.Subject; {
	case s.Kind != about.Kind:
		return split.Share{}, fail(ErrKind, "a share for %q, and %q is wanted", s.Kind, about.Kind)
	case uint64(s.Generation) != about.Generation:
		return split.Share{}, fail(ErrGeneration, "a share of generation %d, and the trustees are of generation %d", s.Generation, about.Generation)
	case s.Set != [8]byte(hash[:8]):
		return split.Share{}, fail(ErrForeign, "a share of the set %s, and the set is %s", SetNumber(s.Set), SetNumber([8]byte(hash[:8])))
	}
	return set.Rebuild(s.Index, s.x, s.value)
}

// SetNumber is the beginning of a set's hash as people compare it.
func SetNumber(set [8]byte) string {
	return fmt.Sprintf("%x %x %x %x", set[:2], set[2:4], set[4:6], set[6:])
}

// Wipe overwrites the share and all copies of it.
func (s Share) Wipe() { s.value.Wipe() }

// The payload: version, kind, generation, set, index, x, value.
const payloadSize = 1 + 1 + 4 + 8 + 1 + 1 + secret.KeySize

func kindByte(kind string) byte {
	switch kind {
	case Recover:
		return 1
	case Reset:
		return 2
	}
	return 0
}

// payload is the share as bytes, which the caller wipes.
func (s Share) payload() ([]byte, error) {
	if s.value.IsZero() {
		return nil, fail(ErrForm, "no share to write")
	}
	b := append(make([]byte, 0, payloadSize), version, kindByte(s.Kind))
	b = binary.BigEndian.AppendUint32(b, s.Generation)
	b = append(append(b, s.Set[:]...), byte(s.Index), s.x)
	return append(b, s.value.Bytes()...), nil
}

// fromPayload reads what payload wrote, of which a checksum was right, and
// wipes it.
func fromPayload(b []byte) (Share, error) {
	defer clear(b)
	s := Share{Generation: binary.BigEndian.Uint32(b[2:]), Set: [8]byte(b[6:14]), Index: int(b[14]), x: b[15]}
	switch b[1] {
	case 1:
		s.Kind = Recover
	case 2:
		s.Kind = Reset
	}
	switch {
	case b[0] != version:
		return Share{}, fail(ErrForm, "a share on paper of version %d, which this program does not know", b[0])
	case s.Kind == "":
		return Share{}, fail(ErrForm, "a share on paper of a kind that this program does not know")
	case s.Index == 0 || s.x == 0:
		return Share{}, fail(ErrForm, "a share on paper that no Coffer made: number %d at x = %d", s.Index, s.x)
	}
	var err error
	s.value, err = secret.KeyFrom(b[16:])
	return s, err
}
