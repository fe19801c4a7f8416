package box

import (
	"slices"
	"strings"

	"coffer/vault"
	"coffer/vault/secret"
)

// A complement is one half of a secret that was split by position: 1□3□ and
// □2□4. The vault keeps one half as the value of the field, and in a field of
// kind [Hint] beside it says where the other half lies.

// Gap stands in a half for every letter that the other half has.
const Gap = '□'

// Side says which positions a half has.
type Side string

// The ways to split, by what the vault keeps.
const (
	FirstHalf Side = "first" // the longer half of an odd length
	LastHalf  Side = "last"
	Odd       Side = "odd" // the first letter, the third, and so on
	Even      Side = "even"
)

// HintName is the name of the hint that belongs to a field.
func HintName(field string) string { return field + " hint" }

// has tells whether position i of n, from 0, belongs to this side.
func (s Side) has(i, n int) bool {
	switch s {
	case FirstHalf:
		return i < (n+1)/2
	case LastHalf:
		return i >= n/2
	case Odd:
		return i%2 == 0
	}
	return i%2 == 1
}

// Split returns the half that the vault keeps and the one that goes elsewhere,
// each with a [Gap] for every letter that it lacks. A letter is a code point.
// [ErrBound] for less than two letters, for a secret that has gaps already, and
// for an unknown side.
func Split(whole secret.Text, kept Side) (keep, other secret.Text, err error) {
	letters := []rune(whole.Reveal())
	defer clear(letters)
	if !slices.Contains([]Side{FirstHalf, LastHalf, Odd, Even}, kept) {
		return keep, other, bound("a secret is split into first, last, odd or even")
	}
	if len(letters) < 2 || slices.Contains(letters, Gap) {
		return keep, other, bound("what is split has two letters at least and no gap")
	}
	a, b := slices.Clone(letters), slices.Clone(letters)
	defer clear(a)
	defer clear(b)
	for i := range letters {
		if kept.has(i, len(letters)) {
			b[i] = Gap
		} else {
			a[i] = Gap
		}
	}
	return encodeLetters(a), encodeLetters(b), nil
}

func encodeLetters(letters []rune) secret.Text {
	var size int
	for _, r := range letters {
		size += len(string(r))
	}
	b := make([]byte, 0, size)
	for _, r := range letters {
		b = append(b, string(r)...)
	}
	return secret.Take(b)
}

// Missing says what a half lacks.
type Missing struct {
	Positions []int  // from 1; none while the value is locked
	Hint      string // where the other half lies; empty while it is locked
}

// Complement tells whether a field holds one half of a secret, and what is
// missing.
func (it *Item) Complement(field string) (Missing, bool) {
	hint, ok := it.Field(HintName(field))
	if !ok || hint.Kind != Hint {
		return Missing{}, false
	}
	f, ok := it.Field(field)
	if !ok {
		return Missing{}, false
	}
	m := Missing{Hint: hint.Value.Reveal()}
	letters := []rune(f.Value.Reveal())
	defer clear(letters)
	for i, r := range letters {
		if r == Gap {
			m.Positions = append(m.Positions, i+1)
		}
	}
	return m, true
}

// SetComplement splits the value of a field, keeps one half with a hint where
// the other one lies, and returns that other one. The hint goes into the
// companion tier: it names a place, not a secret. [ErrNotFound] if there is no
// such field, [ErrExists] if a field of the owner's has the name of the hint; else
// errors as in [Split].
func (it *Item) SetComplement(field string, kept Side, hint secret.Text) (other secret.Text, err error) {
	field = NFC(field)
	i := slices.IndexFunc(it.Fields, func(f Field) bool { return f.Name == field })
	if i < 0 {
		return other, notFound("field %s", quote(field))
	}
	if f, ok := it.Field(HintName(field)); ok && f.Kind != Hint {
		return other, &ExistsError{"field " + quote(f.Name) + ", which would say where the other half lies,"}
	}
	keep, other, err := Split(it.Fields[i].Value, kept)
	if err != nil {
		return other, err
	}
	fields := slices.DeleteFunc(slices.Clone(it.Fields), func(f Field) bool { return f.Name == HintName(field) })
	i = slices.IndexFunc(fields, func(f Field) bool { return f.Name == field })
	fields[i].Value = keep
	it.Fields = slices.Insert(fields, i+1, Field{
		Name: HintName(field), Kind: Hint, Tier: vault.Companion, Value: hint,
	})
	return other, nil
}

// ParseSide reads the name of a side.
func ParseSide(s string) (Side, error) {
	switch side := Side(strings.ToLower(s)); side {
	case FirstHalf, LastHalf, Odd, Even:
		return side, nil
	}
	return "", bound("a secret is split into first, last, odd or even")
}
