package offline

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"sort"

	"coffer/hibp"
)

// table is a compact file with the first 64 bits of every hash, in rising order, and
// its count. Its directory says for each value of the leading bits where their
// records begin.
type table struct {
	*compact
	starts []uint64 // one more than there are values
}

// recordSize is eight bytes of hash, so that they compare as bytes, and a count.
const recordSize = 12

// The directory of a table has about one place for so many records, and at most as
// many places as the leading bits of a hash have values.
const (
	perPlace     = 1 << 8
	maxTableBits = 16
)

func openTable(c *compact) (Data, error) {
	t := &table{compact: c, starts: make([]uint64, 1<<c.partBits+1)}
	if c.records > c.data/recordSize || c.data != recordSize*c.records {
		return nil, fmt.Errorf("%w: the directory of a table", ErrDamaged)
	}
	for i := range t.starts {
		t.starts[i] = binary.LittleEndian.Uint64(c.directory[8*i:])
		if t.starts[i] > c.records || i > 0 && t.starts[i] < t.starts[i-1] {
			return nil, fmt.Errorf("%w: the directory of a table", ErrDamaged)
		}
	}
	return t, nil
}

// Look halves the records that share their leading bits with the hash.
func (t *table) Look(_ context.Context, h hibp.Hash) (a hibp.Answer, err error) {
	if h.Kind() != t.kind {
		return hibp.Answer{}, hibp.ErrKind
	}
	key := h.Key()
	part := key >> (64 - t.partBits) // all bits shifted out is 0, the one place
	from, to := int(t.starts[part]*recordSize), int(t.starts[part+1]*recordSize)
	err = guard(func() error {
		if err := t.sums.check(t.mapped, from, to); err != nil {
			return err
		}
		records := t.mapped[from:to]
		n := len(records) / recordSize
		i := sort.Search(n, func(i int) bool { return binary.BigEndian.Uint64(records[i*recordSize:]) >= key })
		if i < n && binary.BigEndian.Uint64(records[i*recordSize:]) == key {
			a.Count = uint64(binary.LittleEndian.Uint32(records[i*recordSize+8:]))
		}
		return nil
	})
	return a, unplaced(err)
}

// tableBuilder writes records as they come.
type tableBuilder struct {
	w      *dataWriter
	bits   uint8 // the leading bits that the directory knows
	starts []uint64
	n      uint64
	last   uint64 // key, and the record that is not written yet
	count  uint64
}

// add takes the hashes in rising order. Of two that agree in 64 bits it keeps one, and
// the larger count.
func (b *tableBuilder) add(h hibp.Hash, count uint64) error {
	key := h.Key()
	if b.n > 0 && key == b.last {
		b.count = max(b.count, count)
		return nil
	}
	if err := b.flush(); err != nil {
		return err
	}
	for uint64(len(b.starts)) <= key>>(64-b.bits) {
		b.starts = append(b.starts, b.n)
	}
	b.last, b.count = key, count
	b.n++
	return nil
}

func (b *tableBuilder) flush() error {
	if b.n == 0 {
		return nil
	}
	var record [recordSize]byte
	binary.BigEndian.PutUint64(record[:], b.last)
	binary.LittleEndian.PutUint32(record[8:], uint32(min(b.count, math.MaxUint32)))
	return b.w.write(record[:])
}

func (b *tableBuilder) finish() (records uint64, directory []byte, err error) {
	if err := b.flush(); err != nil {
		return 0, nil, err
	}
	for len(b.starts) <= 1<<b.bits {
		b.starts = append(b.starts, b.n)
	}
	for _, s := range b.starts {
		directory = binary.LittleEndian.AppendUint64(directory, s)
	}
	return b.n, directory, nil
}
