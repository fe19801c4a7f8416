package journal

import (
	"crypto/sha256"
	"errors"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is that of a leaf, or of a part of the tree.
type Hash = tlog.Hash

// Reader reads hashes that [Head.Append] handed back, counted from 0 in the order in
// which it did.
type Reader = tlog.HashReader

// Head names one state of a log: how many entries it has, and the hash over all of
// them. The head of a log without entries is [Empty].
type Head struct {
	Size uint64
	Root Hash
}

var (
	// ErrTree is returned where stored hashes are not those of the log.
	ErrTree = errors.New("the hashes of the log are not those that its head names")
	// ErrSize is returned for a number of entries that a log cannot have.
	ErrSize = errors.New("the log has another number of entries")
)

// Empty is the head of a log without entries.
func Empty() Head { return Head{Root: sha256.Sum256(nil)} }

// LeafOf is the leaf of an entry.
func LeafOf(entry []byte) Hash { return tlog.RecordHash(entry) }

// Count is how many hashes are stored for a log of some size.
func Count(size uint64) uint64 { return uint64(tlog.StoredHashCount(int64(size))) }

// LeafAt is where the leaf of entry n, counted from 0, is stored.
func LeafAt(n uint64) uint64 { return uint64(tlog.StoredHashIndex(0, int64(n))) }

// HeadAt computes the head that a log had when it had some size, from few of its hashes.
func HeadAt(size uint64, stored Reader) (Head, error) {
	if size > MaxSize {
		return Head{}, ErrSize
	}
	if size == 0 {
		return Empty(), nil
	}
	root, err := tlog.TreeHash(int64(size), stored)
	return Head{Size: size, Root: root}, err
}

// Append adds a leaf: the head after it, and the hashes to store behind those that are
// there. All that goes into them is checked first: [ErrTree] where stored hashes do not
// make this head.
func (h Head) Append(leaf Hash, stored Reader) (next Head, fresh []Hash, err error) {
	if h.Size >= MaxSize {
		return next, nil, ErrSize
	}
	now, err := HeadAt(h.Size, stored)
	if err != nil {
		return next, nil, err
	}
	if now != h {
		return next, nil, ErrTree
	}
	if fresh, err = tlog.StoredHashesForRecordHash(int64(h.Size), leaf, stored); err != nil {
		return next, nil, err
	}
	next, err = HeadAt(h.Size+1, after{stored, Count(h.Size), fresh})
	return next, fresh, err
}

// after reads hashes as if some more were stored.
type after struct {
	Reader
	count uint64
	fresh []Hash
}

// ReadHashes implements [Reader].
func (a after) ReadHashes(indexes []int64) ([]Hash, error) {
	all, old := make([]Hash, len(indexes)), make([]int64, 0, len(indexes))
	for _, x := range indexes {
		if uint64(x) < a.count {
			old = append(old, x)
		}
	}
	stored, err := a.Reader.ReadHashes(old)
	if err != nil {
		return nil, err
	}
	for i, x := range indexes {
		if uint64(x) < a.count {
			all[i], stored = stored[0], stored[1:]
		} else {
			all[i] = a.fresh[uint64(x)-a.count]
		}
	}
	return all, nil
}

// Builder makes a log's hashes anew from all its leaves, and so finds out whether stored
// ones are right. The zero Builder has no leaves.
type Builder struct {
	size  uint64
	parts []Hash // parts[i] is the hash of the last complete part of 2^i leaves, if there is one
}

// Add adds the next leaf and returns the hashes that are stored for it.
func (b *Builder) Add(leaf Hash) []Hash {
	all := []Hash{leaf}
	level := bits.TrailingZeros64(b.size + 1)
	for i := range level {
		leaf = tlog.NodeHash(b.parts[i], leaf)
		all = append(all, leaf)
	}
	if b.size++; level == len(b.parts) {
		b.parts = append(b.parts, leaf)
	}
	b.parts[level] = leaf
	return all
}

// Head is the head of the log so far.
func (b *Builder) Head() Head {
	if b.size == 0 {
		return Empty()
	}
	low := bits.TrailingZeros64(b.size)
	root := b.parts[low]
	for i := low + 1; i < len(b.parts); i++ {
		if b.size>>i&1 == 1 {
			root = tlog.NodeHash(b.parts[i], root)
		}
	}
	return Head{Size: b.size, Root: root}
}
