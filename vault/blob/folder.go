package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// folder is a store in a folder. It takes no lock, since many file systems that
// are shared have none that hold, and reads the folder anew at every call, since
// sticks are pulled out.
//
// An object is a file, its folders are folders. Everything else is passed over:
// links, pipes, what Syncthing and editors leave, names that do not fit. Every
// step goes through [os.Root], so that a link that somebody puts into the folder
// leads nowhere outside.
type folder struct {
	path string
	now  time.Time
	ways []way
}

func newFolder(path string, now time.Time) *folder {
	return &folder{path: filepath.Clean(path), now: now, ways: ways()}
}

// Close does nothing: nothing is held open between two calls.
func (f *folder) Close() error { return nil }

// Check knows the answers: ways of giving a name replace nothing, and a folder
// keeps nothing of what was deleted (what a file system or Syncthing keeps beyond
// that cannot be asked).
func (f *folder) Check(ctx context.Context, name string) (Facts, error) {
	root, err := f.open()
	if err != nil {
		return Facts{}, err
	}
	return Facts{Conditional: Yes, Versioning: Unknown, Lock: No}, root.Close()
}

// open opens the folder itself, which is never made: where a stick is not
// plugged in, its folder is missing, and a new one would be the wrong one.
func (f *folder) open() (*os.Root, error) {
	root, err := os.OpenRoot(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("folder %s: %w: it is not there; plug it in, mount it or make it", quote(f.path), ErrUnavailable)
	}
	if err != nil {
		return nil, fmt.Errorf("folder %s: %w", quote(f.path), ofFolder(err))
	}
	return root, nil
}

// enter opens the folder that an object lies in and returns the last part of the
// name; missing folders are made where make is given.
func (f *folder) enter(name string, make func(at *os.Root, part string) error) (*os.Root, string, error) {
	at, err := f.open()
	if err != nil {
		return nil, "", err
	}
	parts := strings.Split(name, "/")
	for _, part := range parts[:len(parts)-1] {
		next, err := step(at, part)
		if errors.Is(err, ErrNotFound) && make != nil {
			if err = make(at, part); err == nil {
				next, err = step(at, part)
			}
		}
		at.Close()
		if err != nil {
			return nil, "", err
		}
		at = next
	}
	return at, parts[len(parts)-1], nil
}

// step opens a folder in a folder. What is no folder, such as a link to one, is
// not found.
func step(at *os.Root, part string) (*os.Root, error) {
	before, err := at.Lstat(part)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !before.IsDir() {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, ofFolder(err)
	}
	next, err := at.OpenRoot(part)
	if err != nil {
		return nil, ofFolder(err)
	}
	after, err := next.Stat(".")
	if err == nil && os.SameFile(before, after) {
		return next, nil
	}
	next.Close()
	return nil, ErrNotFound // exchanged for a link meanwhile
}

// Get reads a plain file and nothing else: a named pipe would hang.
func (f *folder) Get(ctx context.Context, name string, most int64) ([]byte, error) {
	if err := checkGet(ctx, name); err != nil {
		return nil, err
	}
	at, part, err := f.enter(name, nil)
	if err != nil {
		return nil, about(name, err)
	}
	defer at.Close()
	data, err := read(at, part, min(most, MaxObject))
	return data, about(name, err)
}

func read(at *os.Root, part string, most int64) ([]byte, error) {
	before, err := object(at, part)
	if err != nil {
		return nil, err
	}
	if before.Size() > most {
		return nil, tooLarge(before.Size(), most)
	}
	file, err := at.OpenFile(part, os.O_RDONLY|nonblock, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, ofFolder(err)
	}
	defer file.Close()
	after, err := file.Stat()
	if err != nil || !os.SameFile(before, after) {
		return nil, ErrNotFound // exchanged for something else meanwhile
	}
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, tooLarge(int64(len(data)), most)
	}
	if err != nil {
		return nil, ofFolder(err)
	}
	return data, nil
}

// object looks at a file; whatever is no plain file is not found.
func object(at *os.Root, part string) (fs.FileInfo, error) {
	info, err := at.Lstat(part)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil, ErrNotFound
	}
	return info, ofFolder(err)
}

// Delete leaves the folder behind, for the next object, and what is no object.
func (f *folder) Delete(ctx context.Context, name string) error {
	if err := checkGet(ctx, name); err != nil {
		return err
	}
	at, part, err := f.enter(name, nil)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return about(name, err)
	}
	defer at.Close()
	_, err = object(at, part)
	if err == nil {
		err = at.Remove(part)
	}
	if errors.Is(err, ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return about(name, ofFolder(err))
}
