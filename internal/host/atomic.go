package host

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/internal/sys"
)

// ErrNotFile says that a folder, a device, a pipe or the like stands where only
// a file may.
var ErrNotFile = errors.New("not a file")

// WriteAtomic writes a file of mode 0600 that appears under its name whole or
// not at all: write fills a temporary file in the same folder, which is synced
// and then given its name; when WriteAtomic returns nil it survives a loss of
// power. On any failure the temporary file goes, and what stood there stays. On
// Linux the temporary file has no name on nearly all file systems, so that it
// goes even if this process is killed; one that replaces another has a name for
// a moment at the end.
//
// Without force nothing is ever replaced, not even what appears while write
// runs; the error then wraps [fs.ErrExist]. With force a file is replaced, and
// so is a symbolic link, never what it points to; a folder, device or pipe is
// refused ([ErrNotFile]).
func WriteAtomic(path string, force bool, write func(io.Writer) error) error {
	if err := checkTarget(path, force); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	temp, err := newDraft(dir)
	if err != nil {
		return fmt.Errorf("write %s: %w", Safe(path), cause(err, ""))
	}
	defer temp.drop() // without effect once it has its name
	if err := temp.fill(write); err != nil {
		return fmt.Errorf("write %s: %w", Safe(path), cause(err, temp.f.Name()))
	}
	err = temp.place(path, force)
	if errors.Is(err, fs.ErrExist) {
		return existsError(path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", Safe(path), cause(err, temp.name))
	}
	return sys.SyncDir(dir)
}

// WriteBytes is [WriteAtomic] of what is in memory already.
func WriteBytes(path string, force bool, data []byte) error {
	return WriteAtomic(path, force, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// checkTarget finds out early what place would refuse in the end.
func checkTarget(path string, force bool) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("write %s: %w", Safe(path), err)
	case !force:
		return existsError(path)
	case !info.Mode().IsRegular() && info.Mode().Type() != fs.ModeSymlink:
		return fmt.Errorf("%s is %w and is not replaced; choose another name", Safe(path), ErrNotFile)
	}
	return nil
}

func existsError(path string) error {
	return fmt.Errorf("%s: %w; choose another name, or replace it with --force", Safe(path), fs.ErrExist)
}

// cause leaves the name of the temporary file out of an error: nobody knows it.
// An empty name is one that was not even made.
func cause(err error, temp string) error {
	var at *fs.PathError
	if errors.As(err, &at) && (temp == "" || at.Path == temp) {
		return at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) && link.Old == temp {
		return link.Err
	}
	return err
}
