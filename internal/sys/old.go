package sys

import (
	"io"
	"io/fs"
	"os"
)

// Old is a file that is about to lose its name, opened so that its bytes can
// be overwritten afterwards. Whether that reaches the bytes on the medium is up
// to the file system and the medium.
type Old struct {
	f    *os.File
	size int64
	// Shared tells that another name leads to the file as well.
	Shared bool
}

// OpenOld opens a file to overwrite it. One that is no plain file, or a link to
// one, gives [fs.ErrInvalid]; none gives [fs.ErrNotExist].
func OpenOld(path string) (*Old, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // to open a named pipe would hang
		return nil, fs.ErrInvalid
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	now, err := f.Stat()
	if err == nil && !os.SameFile(info, now) {
		err = fs.ErrInvalid
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &Old{f: f, size: now.Size(), Shared: names(f) > 1}, nil
}

// Overwrite writes random bytes over all that is in the file, and syncs it.
func (o *Old) Overwrite(rand io.Reader) error {
	if _, err := io.CopyN(io.NewOffsetWriter(o.f, 0), rand, o.size); err != nil {
		return err
	}
	return o.f.Sync()
}

// Close closes the file. Its bytes stay as they are.
func (o *Old) Close() error { return o.f.Close() }
