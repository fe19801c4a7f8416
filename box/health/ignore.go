package health

import (
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"coffer/box"
	"coffer/vault/codec"
)

// ErrIgnore is wrapped by every refusal of an [Ignore].
var ErrIgnore = errors.New("this finding cannot be ignored")

// Ignore says that the owner knows of a finding and leaves it. It holds for what
// was found: once the secret, the date or the address is another one, the finding
// is back. It recognises that by a keyed hash whose key lies beside it, so it
// belongs under the core key, where the secret itself is.
type Ignore struct {
	Item   [16]byte
	Field  string // empty for a finding about the item
	Kind   Kind
	Reason string
	Date   time.Time // when it was ignored; UTC, whole seconds
	salt   [32]byte
	about  mark
}

// wireIgnore is an Ignore in a record: an array in the order of its fields.
type wireIgnore struct {
	_      struct{} `cbor:",toarray"`
	Item   [16]byte
	Field  string
	Kind   uint8
	Reason string
	Date   uint64
	Salt   [32]byte
	About  [16]byte
}

// NewIgnore makes a record of leaving a finding about the item that it was found
// in. What is about the vault, or was not answered, cannot be ignored.
func NewIgnore(rand io.Reader, f *Finding, it *Item, reason string, date time.Time) (Ignore, error) {
	g := Ignore{Item: it.ID, Field: f.Field, Kind: f.Kind, Reason: reason, Date: date.UTC().Truncate(time.Second)}
	if f.ID != it.ID {
		return Ignore{}, fmt.Errorf("%w: it is about another item", ErrIgnore)
	}
	if err := g.check(); err != nil {
		return Ignore{}, err
	}
	s := it.secret(f.Field)
	if g.Kind.ofSecret() && s == nil {
		return Ignore{}, fmt.Errorf("%w: there is no such secret", ErrIgnore)
	}
	if _, err := io.ReadFull(rand, g.salt[:]); err != nil {
		return Ignore{}, fmt.Errorf("no randomness to ignore with: %w", err)
	}
	g.about = g.mark(it, s)
	return g, nil
}

func (it *Item) secret(field string) *Secret {
	for i := range it.Secrets {
		if it.Secrets[i].Field == field {
			return &it.Secrets[i]
		}
	}
	return nil
}

// check holds a record to its bounds.
func (g *Ignore) check() error {
	switch {
	case !g.Kind.ignorable():
		return fmt.Errorf("%w: it is not about a secret or an item", ErrIgnore)
	case len(g.Reason) > maxReason || !utf8.ValidString(g.Reason):
		return fmt.Errorf("%w: a reason is text of at most %d bytes", ErrIgnore, maxReason)
	case len(g.Field) > box.MaxName || !utf8.ValidString(g.Field) || g.Kind.ofSecret() != (g.Field != ""):
		return fmt.Errorf("%w: it names no such field", ErrIgnore)
	case g.Date.Unix() <= 0 || g.Date.Unix() > maxSeconds:
		return fmt.Errorf("%w: its date is no date", ErrIgnore)
	}
	return nil
}

// mark is over what the finding is about.
func (g *Ignore) mark(it *Item, s *Secret) mark {
	h := newHasherOf(g.salt[:])
	defer h.wipe()
	switch {
	case g.Kind.ofSecret():
		return h.mark(labelIgnore, s.Value.Bytes())
	case g.Kind == PlainHTTP:
		for _, address := range it.URLs {
			h.buf = binary.BigEndian.AppendUint32(h.buf, uint32(len(address)))
			h.buf = append(h.buf, address...)
		}
	default:
		h.buf = binary.BigEndian.AppendUint64(h.buf, codec.Seconds(it.Expires))
	}
	return h.mark(labelIgnore, h.buf)
}

// holds tells whether the record is about what the finding is about.
func (g *Ignore) holds(it *Item, s *Secret) bool {
	m := g.mark(it, s)
	return hmac.Equal(m[:], g.about[:])
}

// Holds tells whether what was ignored of an item is as it was.
func (g *Ignore) Holds(it *Item) bool {
	s := it.secret(g.Field)
	return g.Item == it.ID && (s != nil || !g.Kind.ofSecret()) && g.holds(it, s)
}

// Same tells whether two records are about the same kind of finding in the same place.
func (g *Ignore) Same(other *Ignore) bool { return g.topic() == other.topic() }

// Encode returns the record. The caller keeps it under the core key.
func (g *Ignore) Encode() ([]byte, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	return codec.Marshal(wireIgnore{
		Item: g.Item, Field: g.Field, Kind: uint8(g.Kind), Reason: g.Reason,
		Date: codec.Seconds(g.Date), Salt: g.salt, About: g.about,
	})
}

// DecodeIgnore reads a record that [Ignore.Encode] wrote, and nothing else.
func DecodeIgnore(record []byte) (Ignore, error) {
	var w wireIgnore
	if err := codec.UnmarshalCanonical(record, &w); err != nil {
		return Ignore{}, fmt.Errorf("the record of an ignored finding: %w", err)
	}
	if w.Date > maxSeconds {
		return Ignore{}, fmt.Errorf("%w: its date is no date", ErrIgnore)
	}
	g := Ignore{
		Item: w.Item, Field: w.Field, Kind: Kind(w.Kind), Reason: w.Reason,
		Date: codec.Moment(w.Date), salt: w.Salt, about: w.About,
	}
	if err := g.check(); err != nil {
		return Ignore{}, err
	}
	return g, nil
}
