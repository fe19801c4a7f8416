package journal

import (
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrProof is returned where a proof does not prove what it is held up for.
var ErrProof = errors.New("that is not proved")

// ProveSince proves that a log of some size is an extension of what it was at an earlier
// one: RFC 6962, section 2.1.2. It proves nothing where one of them is 0.
func ProveSince(older, newer uint64, stored Reader) ([]Hash, error) {
	if older == 0 || older > newer || newer > MaxSize {
		return nil, ErrSize
	}
	proof, err := tlog.ProveTree(int64(newer), int64(older), stored)
	return proof, err
}

// CheckSince checks that the log with one head is an extension of that with an older one:
// all entries of the older one are in it, in their places. [ErrProof] where it is not.
func CheckSince(proof []Hash, older, newer Head) error {
	if older.Size == 0 || older.Size > newer.Size || newer.Size > MaxSize || len(proof) > MaxProof {
		return ErrProof
	}
	if tlog.CheckTree(proof, int64(newer.Size), newer.Root, int64(older.Size), older.Root) != nil {
		return ErrProof
	}
	return nil
}

// ProveEntry proves that entry n, counted from 0, stands in a log of some size: RFC 6962,
// section 2.1.1.
func ProveEntry(n, size uint64, stored Reader) ([]Hash, error) {
	if n >= size || size > MaxSize {
		return nil, ErrSize
	}
	proof, err := tlog.ProveRecord(int64(size), int64(n), stored)
	return proof, err
}

// CheckEntry checks that a leaf is that of entry n, counted from 0, of the log with a head.
// [ErrProof] where it is not.
func CheckEntry(proof []Hash, n uint64, leaf Hash, head Head) error {
	if n >= head.Size || head.Size > MaxSize || len(proof) > MaxProof {
		return ErrProof
	}
	if tlog.CheckRecord(proof, int64(head.Size), head.Root, int64(n), leaf) != nil {
		return ErrProof
	}
	return nil
}
