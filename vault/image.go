package vault

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"coffer/internal/sys"
)

// An image is what a vault file holds, without its pages: every pair of every bucket, as it
// stands. It needs no key, and tells nobody more than the file does. A file that is made of an
// image is the same vault, and holds nothing that was deleted before.

// Pair is one stored pair.
type Pair struct{ Bucket, Key, Value []byte }

// Compare orders pairs by bucket and then by key, as bytes.
func (p Pair) Compare(q Pair) int {
	if c := bytes.Compare(p.Bucket, q.Bucket); c != 0 {
		return c
	}
	return bytes.Compare(p.Key, q.Key)
}

// Fits tells whether a vault file can have such a pair.
func (p Pair) Fits() bool {
	switch {
	case len(p.Key) == 0 || len(p.Key) > maxPairKey || len(p.Value) > maxEntry:
		return false
	case len(p.Bucket) == len(ID{})+1:
		s := Space(p.Bucket[len(ID{})])
		return s.valid() || s == indexSpace
	}
	return slices.ContainsFunc(ownBuckets(), func(name []byte) bool { return bytes.Equal(name, p.Bucket) })
}

// maxPairKey bounds the keys of all buckets.
const maxPairKey = 64

// ownBuckets belong to no box.
func ownBuckets() [][]byte { return [][]byte{keysBucket, headsBucket, clearBucket} }

// Image hands the pairs of the file over, each once and in order, and keeps writers out until
// read returns. A vault that is locked has them as well. What ends the sequence early is its
// last element, without a pair.
func (v *Vault) Image(ctx context.Context, read func(iter.Seq2[Pair, error]) error) error {
	return v.within(ctx, sys.Shared, func(st *store) error {
		f, err := readFormat(st)
		if err == nil && f.Vault != v.id {
			err = ErrChanged
		}
		if err != nil {
			return err
		}
		return read(st.pairs(ctx))
	})
}

func (s *store) pairs(ctx context.Context) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		if err := s.eachPair(ctx, func(p Pair) bool { return yield(p, nil) }); err != nil {
			yield(Pair{}, err)
		}
	}
}

func (s *store) eachPair(ctx context.Context, f func(Pair) bool) error {
	names, err := s.bucketNames()
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := s.bucket(name)
		if err != nil {
			return err
		}
		err = s.pieces(b, func(some []entry) error {
			for _, e := range some {
				p, err := copied(name, e)
				if err != nil {
					return err
				}
				if !f(p) {
					return errEnough
				}
			}
			return ctx.Err()
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// copied is a pair out of pages that may not be readable.
func copied(bucket []byte, e entry) (p Pair, err error) {
	err = guard(func() error {
		p = Pair{bucket, bytes.Clone(e.k), bytes.Clone(e.v)}
		return nil
	})
	return p, err
}

// bucketNames are those that there may be, in order: the boxes are those that have a head.
func (s *store) bucketNames() ([][]byte, error) {
	names := ownBuckets()
	heads, err := s.bucket(headsBucket)
	if err != nil {
		return nil, err
	}
	all, err := s.entries(heads)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if len(e.k) != len(ID{})+1 || Tier(e.k[len(ID{})]) != Companion {
			continue
		}
		for _, space := range spaces {
			names = append(names, bucketName(ID(e.k[:len(ID{})]), space))
		}
	}
	slices.SortFunc(names, bytes.Compare)
	return names, nil
}

// FromImage makes a vault file of an image, in a folder that has none; it counts once all of
// it is there. [ErrExists] when there is a vault, a [DamagedError] for what is no image. That
// it is the owner's is seen when it is unlocked, as for any file.
func FromImage(ctx context.Context, o Options, image iter.Seq2[Pair, error]) error {
	o = o.withDefaults()
	lock, err := takeLock(ctx, o, sys.Exclusive)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	switch _, err := os.Lstat(filepath.Join(o.Dir, FileName)); {
	case err == nil:
		return ErrExists
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return (&Vault{o: o}).replace(nil, func(st *store) error {
		if err := st.take(ctx, image); err != nil {
			return err
		}
		if _, err := readFormat(st); err != nil {
			return err
		}
		return st.commit()
	})
}

// taking is how many bytes of an image are held before they are written.
const taking = 4 << 20

// take fills a new file.
func (s *store) take(ctx context.Context, image iter.Seq2[Pair, error]) error {
	var some []entry
	var last Pair
	held := 0
	for p, err := range image {
		if err != nil {
			return err
		}
		if !p.Fits() || p.Compare(last) <= 0 {
			return damaged("an image of a vault")
		}
		if held > taking || last.Bucket != nil && !bytes.Equal(p.Bucket, last.Bucket) {
			if err := s.fill(ctx, last.Bucket, some); err != nil {
				return err
			}
			some, held = nil, 0
			if err := s.next(); err != nil {
				return err
			}
		}
		some, held, last = append(some, entry{p.Key, p.Value}), held+len(p.Value), p
	}
	return s.fill(ctx, last.Bucket, some)
}

// FileEntry is what the format entry of a vault file says of it.
type FileEntry struct {
	Vault ID
	Roots uint32 // generation of the roots: keys of another one do not open the file
	Slots uint64 // checksum of the keyslots, and so of what opens it
}

// FormatEntry reads the format entry; ok is false for any other pair.
func (p Pair) FormatEntry() (e FileEntry, ok bool, err error) {
	if !bytes.Equal(p.Bucket, keysBucket) || !bytes.Equal(p.Key, formatKey()) {
		return e, false, nil
	}
	f, err := parseFormat(p.Value)
	return FileEntry{f.Vault, f.Roots, f.Slots}, true, err
}
