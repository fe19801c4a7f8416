package offline

import (
	"context"
	"encoding/binary"
	"fmt"
	"unsafe"

	"github.com/FastFilter/xorfilter"

	"coffer/hibp"
)

// filter is a compact file of binary fuse filters, one for all hashes with the same
// leading bits, so that it can be built with little memory and touched in small parts.
type filter struct {
	*compact
	shards []shard
}

// shard is where the fingerprints of one filter are, and what the filter needs.
type shard struct {
	from, to                                        int // in the data; the same where there are no hashes
	seed                                            uint64
	segmentLength, segmentCount, segmentCountLength uint32
}

const (
	shardSize   = 8 + 8 + 8 + 4 + 4 // bytes in the directory: from, to, seed, length and count of segments
	maxPartBits = 20
	maxSegment  = 1 << 18 // fingerprints, the most that the library makes
)

func openFilter(c *compact) (Data, error) {
	f := &filter{compact: c, shards: make([]shard, 1<<c.partBits)}
	if !littleEndian() {
		return nil, fmt.Errorf("%w: the directory of a filter", ErrDamaged)
	}
	for i := range f.shards {
		b := c.directory[shardSize*i:]
		from, to := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		s := shard{
			seed:          binary.LittleEndian.Uint64(b[16:]),
			segmentLength: binary.LittleEndian.Uint32(b[24:]), segmentCount: binary.LittleEndian.Uint32(b[28:]),
		}
		s.segmentCountLength = s.segmentLength * s.segmentCount
		if from > to || to > c.data || from%8 != 0 || from < to && !s.fits(to-from, c.bits) {
			return nil, fmt.Errorf("%w: the directory of a filter", ErrDamaged)
		}
		s.from, s.to = int(from), int(to)
		f.shards[i] = s
	}
	return f, nil
}

// fits tells whether a filter stays within so many bytes: it looks at three segments
// side by side, of a power of two in length.
func (s *shard) fits(size uint64, bits uint8) bool {
	l, n := uint64(s.segmentLength), uint64(s.segmentCount)
	return l > 0 && l&(l-1) == 0 && l <= maxSegment && n > 0 && n < 1<<31/l && aligned((n+2)*l*uint64(bits)/8) == size
}

// aligned is a size with what is missing to eight bytes.
func aligned(size uint64) uint64 { return (size + 7) &^ 7 }

// Look asks the one filter in which the hash would be.
func (f *filter) Look(_ context.Context, h hibp.Hash) (a hibp.Answer, err error) {
	if h.Kind() != f.kind {
		return hibp.Answer{}, hibp.ErrKind
	}
	s := &f.shards[h.Key()>>(64-f.partBits)] // all bits shifted out is 0, the one shard
	if s.from == s.to {
		return hibp.Answer{}, nil
	}
	err = guard(func() error {
		if err := f.sums.check(f.mapped, s.from, s.to); err != nil {
			return err
		}
		if data := f.mapped[s.from:s.to]; f.bits == 8 {
			a.Possible = contains(s, data, h.Key())
		} else {
			a.Possible = contains(s, unsafe.Slice((*uint16)(unsafe.Pointer(&data[0])), len(data)/2), h.Key())
		}
		return nil
	})
	return a, unplaced(err)
}

func contains[T xorfilter.Unsigned](s *shard, fingerprints []T, key uint64) bool {
	b := xorfilter.BinaryFuse[T]{
		Seed: s.seed, SegmentLength: s.segmentLength, SegmentLengthMask: s.segmentLength - 1,
		SegmentCount: s.segmentCount, SegmentCountLength: s.segmentCountLength, Fingerprints: fingerprints,
	}
	return b.Contains(key)
}

// littleEndian tells whether this machine keeps numbers as the file does. All that
// Coffer is built for do.
func littleEndian() bool {
	one := uint16(1)
	return *(*byte)(unsafe.Pointer(&one)) == 1
}

// perShard is how many hashes one of the filters holds, about.
const perShard = 1 << 16

// filterBuilder collects the hashes of one part, and writes its filter when the next
// begins.
type filterBuilder struct {
	w         *dataWriter
	bits      uint8
	partBits  uint8
	keys      []uint64
	directory []byte
	n         uint64
}

// add takes the hashes in rising order.
func (b *filterBuilder) add(h hibp.Hash, _ uint64) error {
	key := h.Key()
	for b.done() < int(key>>(64-b.partBits)) {
		if err := b.flush(); err != nil {
			return err
		}
	}
	b.keys = append(b.keys, key)
	b.n++
	return nil
}

// done is how many parts are written.
func (b *filterBuilder) done() int { return len(b.directory) / shardSize }

func (b *filterBuilder) flush() (err error) {
	if b.bits == 8 {
		err = flushShard[uint8](b)
	} else {
		err = flushShard[uint16](b)
	}
	b.keys = b.keys[:0]
	return err
}

func flushShard[T xorfilter.Unsigned](b *filterBuilder) error {
	from := b.w.n
	made := &xorfilter.BinaryFuse[T]{}
	if len(b.keys) > 0 {
		var err error
		if made, err = xorfilter.NewBinaryFuse[T](b.keys); err != nil {
			return err
		}
		data, err := binary.Append(nil, binary.LittleEndian, made.Fingerprints)
		if err != nil {
			return err
		}
		if err := b.w.write(append(data, make([]byte, aligned(uint64(len(data)))-uint64(len(data)))...)); err != nil {
			return err
		}
	}
	d := binary.LittleEndian.AppendUint64(b.directory, from)
	d = binary.LittleEndian.AppendUint64(d, b.w.n)
	d = binary.LittleEndian.AppendUint64(d, made.Seed)
	d = binary.LittleEndian.AppendUint32(d, made.SegmentLength)
	b.directory = binary.LittleEndian.AppendUint32(d, made.SegmentCount)
	return nil
}

func (b *filterBuilder) finish() (records uint64, directory []byte, err error) {
	for b.done() < 1<<b.partBits {
		if err := b.flush(); err != nil {
			return 0, nil, err
		}
	}
	return b.n, b.directory, nil
}
