package archive

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"

	"coffer/box/port"
)

// Archive is an opened ZIP file.
type Archive struct {
	Entries map[string]*zip.File // by their names, without folders
	left    int64                // bytes that may still be unpacked
}

// Open lists the entries and checks all that can be known without unpacking;
// src.At must be set. plain tells which names are allowed.
func Open(src port.Source, plain func(name string) bool) (*Archive, error) {
	if src.At == nil {
		return nil, errors.New("a ZIP cannot be read from a stream; save it to a file and import that")
	}
	limit := &leash{at: src.At, size: src.Size, left: maxDirectory}
	r, err := zip.NewReader(limit, src.Size)
	if err != nil {
		return nil, notZip(limit, err)
	}
	limit.left = -1
	a := &Archive{Entries: make(map[string]*zip.File), left: port.Allowance(src.Size)}
	return a, a.list(r.File, plain)
}

func notZip(limit *leash, err error) error {
	switch {
	case limit.failed != nil && !errors.Is(limit.failed, io.EOF):
		return limit.failed
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return port.Bad("this is not a ZIP file, or it was cut off")
	}
	return port.Bad("the directory of the ZIP file is damaged")
}

func (a *Archive) list(files []*zip.File, plain func(string) bool) error {
	if len(files) > MaxEntries {
		return port.Bad("the ZIP file has more than %d entries", MaxEntries)
	}
	for _, f := range files {
		if err := allowed(f, plain); err != nil {
			return err
		}
		if f.FileInfo().IsDir() {
			continue
		}
		if a.Entries[f.Name] != nil {
			return port.Bad("an entry stands twice in the ZIP file")
		}
		a.Entries[f.Name] = f
	}
	return nil
}

func allowed(f *zip.File, plain func(string) bool) error {
	const encrypted = 0x1
	switch mode := f.Mode(); {
	case !plain(f.Name):
		return port.Bad("an entry of the ZIP file has a name that leads out of it, or is not plain")
	case f.Flags&encrypted != 0:
		return port.Bad("the ZIP file is encrypted by ZIP's own means; unpack it first")
	case mode.IsDir() && f.UncompressedSize64 == 0:
		return nil
	case mode&fs.ModeType != 0:
		return port.Bad("an entry of the ZIP file is a link or a device")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return port.Bad("an entry of the ZIP file is packed by a method that is not known")
	}
	return nil
}

// Open unpacks one entry, which must be there. Its bytes count against what the
// archive may unpack to.
func (a *Archive) Open(name string) (io.ReadCloser, error) {
	rc, err := a.Entries[name].Open()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // its place is beyond the end of the file
	}
	if err != nil {
		return nil, damaged(err)
	}
	return &unpacker{a: a, rc: rc}, nil
}

type unpacker struct {
	a  *Archive
	rc io.ReadCloser
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.rc.Read(p)
	if u.a.left -= int64(n); u.a.left < 0 {
		return 0, port.Bad("the ZIP file unpacks to more than %d times its size; it is not what it seems to be", port.MaxRatio)
	}
	return n, damaged(err)
}

func (u *unpacker) Close() error { return u.rc.Close() }
