package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// List walks the folder and holds no more than some hundred names at once. On the
// way it takes away what crashes left, once that is a day old.
func (f *folder) List(ctx context.Context, prefix string, each func(Object) error) error {
	if err := checkPrefix(prefix); err != nil {
		return err
	}
	at, _, err := f.enter(path.Join(prefix, "all"), nil)
	if errors.Is(err, ErrNotFound) {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	defer at.Close()
	return f.walk(ctx, at, prefix, each)
}

// walk lists one folder after the other.
func (f *folder) walk(ctx context.Context, at *os.Root, prefix string, each func(Object) error) error {
	dir, err := at.Open(".")
	if err != nil {
		return ofFolder(err)
	}
	defer dir.Close()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		names, err := dir.Readdirnames(batch)
		for _, name := range names {
			if err := f.visit(ctx, at, prefix, name, each); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ofFolder(err)
		}
	}
}

// visit looks at one entry of a folder: an object, a folder, or nothing of ours.
func (f *folder) visit(ctx context.Context, at *os.Root, prefix, part string, each func(Object) error) error {
	if !isPart(part) {
		f.sweep(at, part)
		return nil
	}
	info, err := at.Lstat(part)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return ofFolder(err)
	}
	name := path.Join(prefix, part)
	switch {
	case info.Mode().IsRegular():
		return each(Object{Name: name, Size: info.Size()})
	case !info.IsDir() || strings.Count(name, "/") == MaxParts-1:
		return nil
	}
	below, err := step(at, part)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer below.Close()
	return f.walk(ctx, below, name, each)
}

// sweep removes a temporary file of a writer that cannot be alive any more. That
// it fails, in a folder that can only be read for instance, does no harm.
func (f *folder) sweep(at *os.Root, name string) {
	if f.now.IsZero() || !isTemp(name) {
		return
	}
	info, err := at.Lstat(name)
	if err == nil && info.Mode().IsRegular() && f.now.Sub(info.ModTime()) > leftover {
		_ = at.Remove(name)
	}
}
