package held

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"coffer/internal/sys"
	"coffer/vault"
)

// folder is a vault's folder, with what is held in it.
type folder struct {
	dir  string
	rand io.Reader
}

func (f folder) keys() string       { return filepath.Join(f.dir, vault.KeysName) }
func (f folder) formerKeys() string { return filepath.Join(f.dir, vault.FormerKeysName) }

func (f folder) shares() string { return filepath.Join(f.dir, vault.HeldName) }

func (f folder) share(id vault.ID) string { return filepath.Join(f.shares(), id.String()) }

// make makes the folder of the shares where it is missing, and makes its name
// last: whoever made it may have been killed before.
func (f folder) make() error {
	if err := os.Mkdir(f.shares(), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	return vault.SyncDir(f.dir)
}

// check refuses a link in the place of the folder of the shares, behind which
// there may be files of something else.
func (f folder) check() error {
	info, err := os.Lstat(f.shares())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !info.IsDir() {
		err = &vault.DamagedError{What: vault.HeldName + " is not a folder"}
	}
	return err
}

// create makes a file that is not there yet, and syncs it.
func create(path string, data []byte) error {
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

// replaceKeys puts a file of keys in the place of the one before, and then
// overwrites that one. Ours tells that the one before was really ours.
func (f folder) replaceKeys(data []byte, ours bool) error {
	part := f.keys() + vault.PartSuffix
	if err := f.erase(part, false); err != nil {
		return err
	}
	if err := create(part, data); err != nil {
		return err
	}
	old, err := f.openOld(f.keys())
	if err != nil {
		return err
	}
	if old != nil {
		defer old.Close()
	}
	if err := os.Rename(part, f.keys()); err != nil {
		return err
	}
	if err := vault.SyncDir(f.dir); err != nil {
		return err
	}
	return f.overwrite(old, ours)
}

// openOld opens what is about to be replaced; nil where there is nothing, or
// where a system lets nobody replace what is open.
func (f folder) openOld(path string) (*sys.Old, error) {
	if runtime.GOOS == "windows" {
		return nil, nil
	}
	old, err := sys.OpenOld(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, nil
	}
	return old, err
}

// overwrite leaves a file alone that may be something else's, put here under a
// second name.
func (f folder) overwrite(old *sys.Old, ours bool) error {
	if old == nil || old.Shared && !ours {
		return nil
	}
	return old.Overwrite(f.rand)
}

// erase overwrites a file and takes its name away; none is no error.
func (f folder) erase(path string, ours bool) error {
	old, err := sys.OpenOld(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, fs.ErrInvalid): // no file of ours
	case err != nil:
		return err
	default:
		if err := errors.Join(f.overwrite(old, ours), old.Close()); err != nil {
			return err
		}
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	return vault.SyncDir(filepath.Dir(path))
}

// there lists the shares that have a file. Names that are not ours, and what is
// no file, do not count.
func (f folder) there() (map[vault.ID]bool, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	files, err := os.ReadDir(f.shares())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ids := make(map[vault.ID]bool, len(files))
	for _, file := range files {
		id, err := vault.ParseID(file.Name())
		if err == nil && id.String() == file.Name() && file.Type().IsRegular() {
			ids[id] = true
		}
	}
	return ids, nil
}
