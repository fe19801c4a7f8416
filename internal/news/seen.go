package news

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
)

// The rules of this form: a first line, which another form would change, and the IDs of the
// entries in hex, one a line, rising. There is one way to write each.
const seenHead = "coffer news 1\n"

// Seen are the entries that somebody has seen; none is what nobody has.
type Seen []ID // rising, each once

// See remembers entries, and forgets all others.
func See(entries []Entry) Seen {
	s := Seen{}
	for _, e := range entries {
		s = append(s, e.ID())
	}
	slices.SortFunc(s, compare)
	return slices.Compact(s)
}

func compare(a, b ID) int { return bytes.Compare(a[:], b[:]) }

// Has tells whether an entry was seen.
func (s Seen) Has(e Entry) bool {
	_, has := slices.BinarySearchFunc(s, e.ID(), compare)
	return has
}

// Bytes is what [ParseSeen] reads.
func (s Seen) Bytes() []byte {
	var b strings.Builder
	b.WriteString(seenHead)
	for _, id := range s {
		b.WriteString(hex.EncodeToString(id[:]) + "\n")
	}
	return []byte(b.String())
}

// ParseSeen reads what was remembered. [ErrForm] for anything else.
func ParseSeen(b []byte) (Seen, error) {
	rest, is := strings.CutPrefix(string(b), seenHead)
	if !is || len(b) > MaxSeen {
		return nil, ErrForm
	}
	s := Seen{}
	for line := range strings.Lines(rest) {
		var id ID
		raw, err := hex.DecodeString(strings.TrimSuffix(line, "\n"))
		if err != nil || copy(id[:], raw) != len(id) || len(raw) != len(id) {
			return nil, ErrForm
		}
		s = append(s, id)
	}
	if !bytes.Equal(s.Bytes(), b) || !slices.IsSortedFunc(s, compare) || len(slices.Compact(slices.Clone(s))) != len(s) {
		return nil, ErrForm
	}
	return s, nil
}
