package host

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"coffer/internal/sys"
)

// NewFolder is a folder that is being written and is not yet there under its name.
type NewFolder struct {
	root  *os.Root
	made  map[string]bool // folders in it, with those above
	order []string        // the same, parents first
}

// WriteFolder writes a folder of mode 0700 that appears under its name whole or
// not at all: write fills a temporary folder beside it, whose files are synced and
// which is then given its name. On any failure the temporary folder goes; only a
// kill of this process leaves it there. Nothing is ever replaced, and not
// added to: the error of a name that is taken wraps [fs.ErrExist].
func WriteFolder(path string, write func(*NewFolder) error) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return folderExists(path, err)
	}
	above := filepath.Dir(filepath.Clean(path))
	temp, err := os.MkdirTemp(above, draftName) // mode 0700
	if err != nil {
		return fmt.Errorf("write %s: %w", Safe(path), cause(err, ""))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }() // without effect once it has its name
	if err := fillFolder(temp, write); err != nil {
		return fmt.Errorf("write %s: %w", Safe(path), cause(err, temp))
	}
	err = placeFolder(temp, path)
	if errors.Is(err, fs.ErrExist) {
		return folderExists(path, nil)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", Safe(path), cause(err, temp))
	}
	return sys.SyncDir(above)
}

// placeFolder gives a folder its name. Where the system can, not even an empty folder that
// was made meanwhile is replaced.
func placeFolder(temp, path string) error {
	path = filepath.Clean(path)
	above, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer above.Close()
	err = sys.RenameNew(above, filepath.Base(temp), filepath.Base(path))
	if errors.Is(err, fs.ErrExist) || err == nil {
		return err
	}
	if _, there := os.Lstat(path); !errors.Is(there, fs.ErrNotExist) {
		return errors.Join(fs.ErrExist, there)
	}
	return os.Rename(temp, path)
}

func folderExists(path string, err error) error {
	if err != nil {
		return fmt.Errorf("write %s: %w", Safe(path), err)
	}
	return fmt.Errorf("%s: %w, and a folder is never replaced; choose another name", Safe(path), fs.ErrExist)
}

// fillFolder lets write write, and makes it last.
func fillFolder(temp string, write func(*NewFolder) error) (err error) {
	root, err := os.OpenRoot(temp)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	f := &NewFolder{root: root, made: map[string]bool{".": true}}
	if err := write(f); err != nil {
		return err
	}
	for _, dir := range append(f.order, ".") {
		if err := sys.SyncDirIn(root, dir); err != nil {
			return err
		}
	}
	return nil
}

// Create makes a file of mode 0600 and the folders above it. Its name is a path
// as [fs.ValidPath] has it; the error of one that is there wraps [fs.ErrExist].
// Close makes it last.
func (f *NewFolder) Create(name string) (io.WriteCloser, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, fmt.Errorf("%q is no name of a file: %w", name, fs.ErrInvalid)
	}
	if err := f.folder(path.Dir(name)); err != nil {
		return nil, err
	}
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &newFile{bufio.NewWriter(file), file}, nil
}

func (f *NewFolder) folder(name string) error {
	if f.made[name] {
		return nil
	}
	if err := f.folder(path.Dir(name)); err != nil {
		return err
	}
	if err := f.root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	f.made[name] = true
	f.order = append(f.order, name)
	return nil
}

// newFile is a file of such a folder.
type newFile struct {
	*bufio.Writer
	file *os.File
}

func (f *newFile) Close() error {
	return errors.Join(f.Flush(), f.file.Sync(), f.file.Close())
}
