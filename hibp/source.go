package hibp

import (
	"context"
	"errors"
)

// ErrKind means that a source was asked for a hash of another kind than it has.
var ErrKind = errors.New("the breach data are of another kind of hashes")

// Answer is what a source says about one hash.
type Answer struct {
	Count    uint64 // how often it was seen in breaches; 0 is never, or not known to be
	Possible bool   // seen, or one of the few that a filter takes for seen: it knows no count
}

// Found tells whether the password was in a breach, or possibly so.
func (a Answer) Found() bool { return a.Count > 0 || a.Possible }

// Source answers from breach data. An error means that it does not know, and never
// that the password was not seen; a hash of another kind is [ErrKind]. A source may be asked from several goroutines.
type Source interface {
	Kind() Kind
	Look(ctx context.Context, h Hash) (Answer, error)
}

// Ranger gives whole ranges: what a server serves, and a compact file is built from.
type Ranger interface {
	Kind() Kind
	Range(ctx context.Context, p Prefix) (Range, error)
}
