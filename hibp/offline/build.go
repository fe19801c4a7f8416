package offline

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"

	"coffer/hibp"
)

// Scanner gives all hashes of breach data in rising order: what a compact file is
// built from.
type Scanner interface {
	Kind() hibp.Kind
	// Each calls each for every hash, and progress with how much of all is read.
	Each(ctx context.Context, each func(h hibp.Hash, count uint64) error, progress func(done, all int64)) error
	// Estimate is about how many hashes there are.
	Estimate() int64
}

// Shape is what compact file to make.
type Shape struct {
	Form Form // FormTable or FormFilter
	Bits int  // of a fingerprint in a filter: 16 or 8; 0 in a table
}

// Built says what was made.
type Built struct {
	Hashes uint64
	Bytes  int64
}

// builder writes the data of one form.
type builder interface {
	add(h hibp.Hash, count uint64) error
	finish() (records uint64, directory []byte, err error)
}

// ErrTarget means that a file cannot be written. The error that it wraps says why, and
// may name the file that was to take its place.
var ErrTarget = errors.New("the file cannot be written")

// Build writes a compact file with all hashes of a source. The file appears whole or
// not at all; one that is there already is replaced, but nothing else that has its name:
// no folder, link, pipe or device. A source that is not sorted, or breaks off, is an
// error, and so is one without a hash.
func Build(ctx context.Context, from Scanner, path string, shape Shape, progress func(done, all int64)) (b Built, err error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return Built{}, fmt.Errorf("%w: there is something else than a file", ErrTarget)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return Built{}, notWritten(err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	w := newDataWriter(f)
	h := &head{form: shape.Form, kind: from.Kind(), bits: uint8(shape.Bits)}
	in, err := newBuilder(w, h, from.Estimate())
	if err != nil {
		return Built{}, err
	}
	err = from.Each(ctx, func(hash hibp.Hash, count uint64) error {
		if count == 0 { // padding that somebody kept
			return nil
		}
		return in.add(hash, count)
	}, progress)
	if err != nil {
		return Built{}, err
	}
	var directory []byte
	if h.records, directory, err = in.finish(); err != nil {
		return Built{}, err
	}
	if h.records == 0 {
		return Built{}, fmt.Errorf("%w: no hash in it", ErrFormat)
	}
	size, err := w.finish(h, directory)
	if err == nil {
		err = notWritten(errors.Join(f.Sync(), f.Close()))
	}
	if err == nil {
		err = notWritten(os.Rename(f.Name(), path))
	}
	return Built{Hashes: h.records, Bytes: size}, err
}

// notWritten marks an error of writing, which else looks like one of reading.
func notWritten(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrTarget, err)
}

// newBuilder chooses the parts of the data.
func newBuilder(w *dataWriter, h *head, expected int64) (builder, error) {
	switch {
	case h.form == FormTable && h.bits == 0:
		h.partBits = parts(expected, perPlace, maxTableBits)
		return &tableBuilder{w: w, bits: h.partBits}, nil
	case h.form == FormFilter && (h.bits == 8 || h.bits == 16):
		h.partBits = parts(expected, perShard, maxPartBits)
		return &filterBuilder{w: w, bits: h.bits, partBits: h.partBits}, nil
	}
	return nil, errors.New("a compact file is a table, or a filter of 8 or 16 bits")
}

// parts is how many leading bits divide so many hashes into parts of about a size.
func parts(hashes, size int64, most int) uint8 {
	return uint8(min(bits.Len64(uint64(max(hashes, 0)/size)), most))
}
