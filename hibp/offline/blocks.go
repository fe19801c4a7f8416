package offline

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// blockSize is how much of the data one checksum covers: it is read and summed when
// a lookup first touches it.
const blockSize = 64 << 10

// castagnoli is made when it is first needed: every command would pay for it.
var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

func blocks(size uint64) uint64 { return (size + blockSize - 1) / blockSize }

// sums are the checksums of all blocks, and which of them were found right.
type sums struct {
	want  []byte // four bytes each
	right []atomic.Bool
}

func newSums(want []byte) *sums {
	return &sums{want: want, right: make([]atomic.Bool, len(want)/4)}
}

// check looks once at the blocks of a part of the data. The part is within the data.
func (s *sums) check(data []byte, from, to int) error {
	for i := from / blockSize; i*blockSize < to; i++ {
		if s.right[i].Load() {
			continue
		}
		if err := s.recheck(data, i*blockSize, min((i+1)*blockSize, len(data))); err != nil {
			return err
		}
		s.right[i].Store(true)
	}
	return nil
}

// recheck looks at the blocks of a part that begins and ends with them.
func (s *sums) recheck(data []byte, from, to int) error {
	for i := from / blockSize; i*blockSize < to; i++ {
		block := data[i*blockSize : min((i+1)*blockSize, len(data))]
		if crc32.Checksum(block, castagnoli()) != binary.LittleEndian.Uint32(s.want[4*i:]) {
			return at(fmt.Errorf("%w: a block is not what was written", ErrDamaged), "bytes from %d", headSize+i*blockSize)
		}
	}
	return nil
}

// guard runs f over mapped memory. That the file was cut off under it, or its disk
// fails, comes as a fault, and becomes an error.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			if _, fault := r.(interface{ Addr() uintptr }); !fault {
				panic(r)
			}
			err = fmt.Errorf("%w: a part of the file cannot be read", ErrDamaged)
		}
	}()
	return f()
}
