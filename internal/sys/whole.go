package sys

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Small files that are read and replaced as a whole: what a program keeps for
// itself between two runs. Neither call follows a link in the file's place.

// ReadSmall reads a file of at most so many bytes. One that is longer, or no
// plain file, gives [fs.ErrInvalid]; none gives [fs.ErrNotExist].
func ReadSmall(path string, most int64) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // to open a named pipe would hang
		return nil, fs.ErrInvalid
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		return nil, fs.ErrInvalid
	}
	return b, err
}

// WriteWhole makes or replaces a file, of mode 0600, and makes the folders that
// are missing above it. A reader sees the old content or the new one; with last
// the new one survives a loss of power once WriteWhole has returned nil, without
// it such a loss may leave the old content, none, or an empty file.
func WriteWhole(path string, b []byte, last bool) error {
	dir := filepath.Dir(path)
	if err := MakeFolder(dir); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if last && err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	if last {
		return SyncDir(dir)
	}
	return nil
}

// MakeFolder makes a folder of mode 0700, and what is missing above it, and
// makes the new names last through a loss of power. What is there already is
// left as it is.
func MakeFolder(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := filepath.Dir(path)
	if err := MakeFolder(above); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return SyncDir(above)
}
