package blob

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"coffer/internal/sys"
)

// Names of files that are being written. Syncthing takes what begins like this
// for its own temporary files: it never carries them to another machine, and
// deletes them after a day.
const (
	tempPrefix  = ".syncthing.coffer-"
	tempSuffix  = ".tmp"
	claimSuffix = ".claim" + tempSuffix
)

// Put writes a file under a hidden name in the folder where it will be, syncs it,
// gives it its name by a way that replaces nothing, and syncs the folder.
func (f *folder) Put(ctx context.Context, name string, data []byte) error {
	if err := checkPut(ctx, name, data); err != nil {
		return err
	}
	at, part, err := f.enter(name, makeFolder)
	if errors.Is(err, ErrNotFound) {
		err = errors.New("something that is no folder stands in its place")
	}
	if err != nil {
		return about(name, err)
	}
	defer at.Close()
	if _, err := at.Lstat(part); err == nil {
		return about(name, ErrExists)
	}
	return about(name, f.write(at, part, data))
}

func (f *folder) write(at *os.Root, part string, data []byte) error {
	temp, err := writeTemp(at, part, data)
	if err != nil {
		return ofFolder(err)
	}
	defer at.Remove(temp) // when it has its name, that name stays
	err = f.name(at, temp, part)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	if err != nil {
		return ofFolder(err)
	}
	return ofFolder(syncFolder(at))
}

// writeTemp writes data to a new file under a hidden name, and through to the disk.
func writeTemp(at *os.Root, part string, data []byte) (temp string, err error) {
	file, err := createTemp(at, part)
	if err != nil {
		return "", err
	}
	temp = filepath.Base(file.Name())
	_, err = file.Write(data)
	if err == nil {
		err = share(at, file)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		at.Remove(temp)
	}
	return temp, err
}

// createTemp tries one name after the other: another writer may be at the same
// object, and a crash may have left a file.
func createTemp(at *os.Root, part string) (*os.File, error) {
	for n := range tries {
		temp := tempPrefix + part + "." + strconv.Itoa(n) + tempSuffix
		file, err := at.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
	return nil, errBusy
}

// isTemp tells the files that Put makes from those of others.
func isTemp(name string) bool {
	return strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix)
}

// makeFolder makes a folder of mode 0700, or wider where the one above lets
// others write, and makes it last.
func makeFolder(at *os.Root, part string) error {
	err := at.Mkdir(part, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil // another writer was first; or it is no folder, which is seen at once
	}
	if err != nil {
		return ofFolder(err)
	}
	above, err := at.Stat(".")
	if wide := 0o700 | shared(above); err == nil && wide != 0o700 {
		err = at.Chmod(part, wide)
	}
	if err != nil {
		return ofFolder(err)
	}
	return ofFolder(syncFolder(at))
}

// share gives a new file the rights that go with the rights on its folder.
func share(at *os.Root, file *os.File) error {
	above, err := at.Stat(".")
	if wide := 0o600 | shared(above)&0o066; err == nil && wide != 0o600 {
		err = file.Chmod(wide)
	}
	return err
}

// shared returns the rights for those who may write into the folder above: they
// are meant to take part, on NFS for instance. Everybody else gets none.
func shared(above fs.FileInfo) fs.FileMode {
	if above == nil {
		return 0
	}
	var wide fs.FileMode
	for _, who := range []fs.FileMode{0o070, 0o007} {
		if above.Mode()&who&0o022 != 0 {
			wide |= who
		}
	}
	if wide != 0 {
		wide |= above.Mode() & fs.ModeSetgid
	}
	return wide
}

// syncFolder makes new names last. Some network drives have no call for it, and
// there it goes without.
func syncFolder(at *os.Root) error {
	err := sys.SyncDir(at.Name())
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}

// errBusy is that of a name which another writer is about to give, or gave up in a
// crash less than a day ago.
var errBusy = errors.New("another writer is at it")
