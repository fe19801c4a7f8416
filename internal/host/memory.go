package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// ErrNoMemory says that no folder lies in memory, so that there is no place for
// a file with secrets in clear.
var ErrNoMemory = errors.New("no folder in memory")

// MemoryFolders lists the places where a file may lie in memory, the best
// first: runtime is [Folders.Runtime], which may be "".
func MemoryFolders(runtime string) []string {
	if runtime == "" {
		return []string{"/dev/shm"}
	}
	return []string{filepath.Dir(runtime), "/dev/shm"}
}

// Names of folders in memory: one of an editor, which is litter once its process
// is gone, and one with a text that a person was told of.
const (
	editPrefix = "coffer-edit-"
	keptPrefix = "coffer-kept-"
)

// memoryFolder is a fresh folder of mode 0700 on a file system in memory. Such
// a file system may still be swapped out. The process holds it (see [sys.Hold])
// until it is destroyed.
type memoryFolder struct {
	path    string
	release func()
}

// newMemoryFolder makes one in the first of dirs that inMemory accepts and that
// can be written to. The error wraps [ErrNoMemory] and says what to do.
func newMemoryFolder(dirs []string, prefix string, inMemory func(string) bool) (memoryFolder, error) {
	for _, dir := range dirs {
		if !inMemory(dir) {
			continue
		}
		if folder, err := makeHeld(dir, prefix); err == nil {
			return folder, nil
		}
	}
	return memoryFolder{}, fmt.Errorf("%w to edit in (tried %s); mount a tmpfs and name it in XDG_RUNTIME_DIR, or change single fields by flags",
		ErrNoMemory, Safe(strings.Join(dirs, ", ")))
}

// makeHeld makes a folder and holds it. Another process may take it for litter
// in the moment between, and remove it; then it tries again.
func makeHeld(dir, prefix string) (folder memoryFolder, err error) {
	for range 10 {
		if folder.path, err = os.MkdirTemp(dir, prefix+"*"); err != nil {
			return folder, err
		}
		if folder.release, err = sys.Hold(folder.path); err == nil {
			return folder, nil
		}
		os.Remove(folder.path)
	}
	return folder, err
}

// SweepMemory removes what an editor's run left in memory because its process
// was killed: folders of this user that no process holds. Their files are
// overwritten. It returns the folders that it removed; what it may not touch, or
// cannot, stays.
func SweepMemory(dirs []string) (removed []string) {
	return sweep(dirs, sys.InMemory)
}

func sweep(dirs []string, inMemory func(string) bool) (removed []string) {
	for _, dir := range dirs {
		if !inMemory(dir) {
			continue
		}
		all, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, entry := range all {
			path := filepath.Join(dir, entry.Name())
			if entry.IsDir() && strings.HasPrefix(entry.Name(), editPrefix) && sweepOne(path) {
				removed = append(removed, path)
			}
		}
	}
	return removed
}

// sweepOne removes a folder that is private to this user and that nobody holds.
func sweepOne(path string) bool {
	release, err := sys.Hold(path)
	if err != nil {
		return false
	}
	folder := memoryFolder{path, release}
	if CheckPrivate(path) != nil {
		release()
		return false
	}
	return folder.destroy() == nil
}

// write makes a file of mode 0600 and returns its path.
func (m memoryFolder) write(name string, content secret.Text) (string, error) {
	path := filepath.Join(m.path, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.Write(content.Bytes())
	return path, errors.Join(err, f.Close())
}

// destroy overwrites every file in the folder with zeros and removes all. The
// error names the folder alone: what lies below it may have any name.
func (m memoryFolder) destroy() error {
	defer m.release()
	walkErr := filepath.WalkDir(m.path, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return os.Chmod(path, 0o700)
		case entry.Type().IsRegular():
			return overwrite(path)
		}
		return nil
	})
	if err := errors.Join(walkErr, os.RemoveAll(m.path)); err != nil {
		return fmt.Errorf("what lies in %s could not all be destroyed: %w", Safe(m.path), bare(err))
	}
	return nil
}

// bare leaves the path away that an error is about.
func bare(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// overwrite writes zeros over all that a file holds. It follows no symbolic
// link.
func overwrite(path string) error {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	zeros := make([]byte, 64<<10)
	for left := info.Size(); left > 0; {
		n, err := f.Write(zeros[:min(left, int64(len(zeros)))])
		if err != nil {
			return err
		}
		left -= int64(n)
	}
	return nil
}

// KeepInMemory leaves text in a file of its own in memory, so that what a
// person typed is not lost when it could not be saved, and returns its path. It
// stays until the person removes it or the machine stops.
func KeepInMemory(text secret.Text, dirs []string) (string, error) {
	return keepIn(dirs, sys.InMemory, text)
}

func keepIn(dirs []string, inMemory func(string) bool, text secret.Text) (string, error) {
	folder, err := newMemoryFolder(dirs, keptPrefix, inMemory)
	if err != nil {
		return "", err
	}
	path, err := folder.write("kept.txt", text)
	if err != nil {
		return "", errors.Join(err, folder.destroy())
	}
	folder.release()
	return path, nil
}
