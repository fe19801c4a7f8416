package offline

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
)

// dataWriter writes the data of a compact file after the place of its head, and sums
// each block.
type dataWriter struct {
	f    *os.File
	out  *bufio.Writer
	n    uint64 // bytes of data
	sum  uint32 // of the block that is being written
	sums []byte
}

func newDataWriter(f *os.File) *dataWriter {
	return &dataWriter{f: f, out: bufio.NewWriterSize(io.NewOffsetWriter(f, headSize), 1<<20)}
}

func (w *dataWriter) write(b []byte) error {
	for len(b) > 0 {
		part := b[:min(uint64(len(b)), blockSize-w.n%blockSize)]
		w.sum = crc32.Update(w.sum, castagnoli(), part)
		if _, err := w.out.Write(part); err != nil {
			return notWritten(err)
		}
		b = b[len(part):]
		if w.n += uint64(len(part)); w.n%blockSize == 0 {
			w.endBlock()
		}
	}
	return nil
}

func (w *dataWriter) endBlock() {
	w.sums = binary.LittleEndian.AppendUint32(w.sums, w.sum)
	w.sum = 0
}

// finish writes what stands after the data, and then the head. It says how long the
// file is.
func (w *dataWriter) finish(h *head, directory []byte) (int64, error) {
	if w.n%blockSize > 0 {
		w.endBlock()
	}
	h.data, h.directory, h.sums = w.n, uint64(len(directory)), uint64(len(w.sums))
	rest := append(directory, w.sums...)
	h.sha = sealOf(h.bytes(), rest)
	if _, err := w.out.Write(rest); err != nil {
		return 0, notWritten(err)
	}
	if err := w.out.Flush(); err != nil {
		return 0, notWritten(err)
	}
	_, err := w.f.WriteAt(h.bytes(), 0)
	return headSize + int64(w.n) + int64(len(rest)), notWritten(err)
}
