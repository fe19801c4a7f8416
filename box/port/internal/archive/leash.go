package archive

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"io"

	"coffer/box/port"
)

// leash lets only so many bytes be read, so that a directory of millions of
// entries ends early; a negative number means no bound. Places that are not in
// the file at all, which package zip computes from damaged directories, are
// its end. It remembers the first error, since package zip hides it.
type leash struct {
	at     io.ReaderAt
	size   int64
	left   int64
	failed error
}

func (l *leash) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off > l.size {
		return 0, io.EOF
	}
	if l.left >= 0 {
		if l.left -= int64(len(p)); l.left < 0 {
			l.failed = port.Bad("the directory of the ZIP file is larger than %d MiB", maxDirectory>>20)
			return 0, l.failed
		}
	}
	n, err := l.at.ReadAt(p, off)
	if err != nil && l.failed == nil {
		l.failed = err
	}
	return n, err
}

// damaged turns what package zip and the unpacker complain about into an error
// of the input.
func damaged(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &corrupt), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm):
		return port.Bad("an entry of the ZIP file is damaged")
	}
	return err
}
