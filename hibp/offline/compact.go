package offline

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"coffer/hibp"
)

// A compact file is a head of one page, the data, a directory that says where in the
// data what is, and a checksum for each block of the data (docs/breach-data.md). The
// head holds a SHA-256 of itself, the directory and the checksums, which are read and
// checked when the file is opened.
const (
	magic    = "hibp-data/1\n"
	headSize = 4096 // so that the data begin on a page
	sealedAt = 48   // what is before it, the SHA-256 covers
	headUsed = sealedAt + sha256.Size
)

// maxSums bounds the checksums, which are read at opening: those of 256 GiB of data.
const maxSums = 16 << 20

// head is the first page of a compact file.
type head struct {
	form      Form
	kind      hibp.Kind
	bits      uint8 // of a fingerprint in a filter: 8 or 16; 0 in a table
	partBits  uint8 // the leading bits of a hash that choose a part of the data
	records   uint64
	data      uint64 // sizes in bytes
	directory uint64
	sums      uint64
	sha       [sha256.Size]byte
}

// The forms, as the head has them.
const (
	tableByte  = 1
	filterByte = 2
)

func (h *head) bytes() []byte {
	b := make([]byte, headSize)
	copy(b, magic)
	b[12], b[13], b[14], b[15] = tableByte, byte(h.kind), h.bits, h.partBits
	if h.form == FormFilter {
		b[12] = filterByte
	}
	for i, v := range []uint64{h.records, h.data, h.directory, h.sums} {
		binary.LittleEndian.PutUint64(b[16+8*i:], v)
	}
	copy(b[sealedAt:], h.sha[:])
	return b
}

func parseHead(b []byte, size int64) (*head, error) {
	h := &head{kind: hibp.Kind(b[13]), bits: b[14], partBits: b[15]}
	for i, v := range []*uint64{&h.records, &h.data, &h.directory, &h.sums} {
		*v = binary.LittleEndian.Uint64(b[16+8*i:])
	}
	copy(h.sha[:], b[sealedAt:])
	switch b[12] {
	case tableByte:
		h.form = FormTable
	case filterByte:
		h.form = FormFilter
	}
	bad := h.form == "" || h.kind.Size() == 0 || h.partBits > maxPartBits || h.form == FormTable && h.partBits > maxTableBits ||
		h.form == FormTable && h.bits != 0 || h.form == FormFilter && h.bits != 8 && h.bits != 16
	for _, c := range b[headUsed:] {
		bad = bad || c != 0
	}
	if bad {
		return nil, fmt.Errorf("%w: its head says what no version of this program knows", ErrFormat)
	}
	if h.directory != h.places() || h.sums > maxSums || h.data > uint64(size) ||
		h.sums != 4*blocks(h.data) || headSize+h.data+h.directory+h.sums != uint64(size) {
		return nil, fmt.Errorf("%w: its size is not what its head says", ErrDamaged)
	}
	return h, nil
}

// places is the size of a directory, which follows from its parts.
func (h *head) places() uint64 {
	if h.form == FormTable {
		return 8 * (1<<h.partBits + 1)
	}
	return shardSize << h.partBits
}

// compact is a file with a head that was checked.
type compact struct {
	head
	f         *os.File
	mapped    []byte // the data
	unmap     func() error
	directory []byte
	sums      *sums
}

func openCompact(f *os.File, size int64) (Data, error) {
	first := make([]byte, headSize)
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, size), first); err != nil {
		return nil, fmt.Errorf("%w: its head is cut off", ErrDamaged)
	}
	h, err := parseHead(first, size)
	if err != nil {
		return nil, err
	}
	rest := make([]byte, h.directory+h.sums)
	if _, err := f.ReadAt(rest, headSize+int64(h.data)); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if sealOf(first, rest) != h.sha {
		return nil, fmt.Errorf("%w: its head or its directory", ErrDamaged)
	}
	c := &compact{head: *h, f: f, directory: rest[:h.directory], sums: newSums(rest[h.directory:])}
	var open func(*compact) (Data, error)
	switch h.form {
	case FormTable:
		open = openTable
	default:
		open = openFilter
	}
	if c.mapped, c.unmap, err = mapData(f, size); err != nil {
		return nil, err
	}
	c.mapped = c.mapped[headSize : headSize+h.data]
	d, err := open(c)
	if err != nil {
		_ = c.unmap()
	}
	return d, err
}

// sealOf is the SHA-256 of all but the data, over which the blocks have their own.
func sealOf(head, rest []byte) [sha256.Size]byte {
	s := sha256.New()
	s.Write(head[:sealedAt])
	s.Write(rest)
	return [sha256.Size]byte(s.Sum(nil))
}

func (c *compact) Form() Form      { return c.form }
func (c *compact) Kind() hibp.Kind { return c.kind }

func (c *compact) Close() error { return errors.Join(c.unmap(), c.f.Close()) }

// Check reads all blocks.
func (c *compact) Check(ctx context.Context, progress func(done, all int64)) error {
	const step = 64 * blockSize
	for from := 0; from < len(c.mapped); from += step {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if progress != nil {
			progress(int64(from), int64(len(c.mapped)))
		}
		if err := guard(func() error { return c.sums.recheck(c.mapped, from, min(from+step, len(c.mapped))) }); err != nil {
			return err
		}
	}
	return nil
}
