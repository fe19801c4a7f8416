package held

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/vault"
)

// read reads a file of at most so many bytes; anything but a plain file is refused.
func read(path string, most int64) ([]byte, error) {
	f, err := openPlain(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = damaged(filepath.Base(path), errors.New("too long"))
	}
	return data, err
}

func openPlain(path string, flag int) (*os.File, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s", vault.ErrNotFile, filepath.Base(path))
	}
	return os.OpenFile(path, flag, 0)
}

// replace writes a file whole, in the place of another one, whose bytes are
// overwritten once the new one is there for good.
func replace(path string, data []byte) (err error) {
	old, err := openPlain(path, os.O_WRONLY)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = nil, nil
	}
	if err != nil {
		return err
	}
	if old != nil {
		defer func() { err = errors.Join(err, old.Close()) }()
	}
	if err := write(path+".new", data); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	if err := vault.SyncDir(filepath.Dir(path)); err != nil || old == nil {
		return err
	}
	return overwrite(old)
}

// write makes a file and makes it last. What a crash left of an earlier try is in
// the way, and goes.
func write(path string, data []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// destroy overwrites a file and removes it.
func destroy(path string) error {
	f, err := openPlain(path, os.O_WRONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := errors.Join(overwrite(f), f.Close(), os.Remove(path)); err != nil {
		return err
	}
	return vault.SyncDir(filepath.Dir(path))
}

// overwrite writes zeros over all of a file.
func overwrite(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := f.WriteAt(make([]byte, info.Size()), 0); err != nil {
		return err
	}
	return f.Sync()
}
