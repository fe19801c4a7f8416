package app

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"coffer/internal/host"
)

// FileUpload looks at a file of this machine that is to be attached.
func FileUpload(ctx context.Context, path string) (f Upload, err error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return f, err
	case info.IsDir():
		return f, Fail(Input, "pack it into one file first", "%s is a folder", host.Safe(path))
	case info.Size() > MaxAttachment:
		return f, Fail(Input, "", "%s has more than %d MiB", host.Safe(path), MaxAttachment>>20)
	}
	f.Name, f.Size = filepath.Base(path), info.Size()
	f.Open = func() (io.ReadCloser, error) { return host.OpenReading(ctx, path) }
	return f, nil
}

// AttachFile attaches a file of this machine under its own name.
func (a *App) AttachFile(ctx context.Context, ref, path string) (name string, err error) {
	f, err := FileUpload(ctx, path)
	if err != nil {
		return "", err
	}
	s, err := a.Attach(ctx, ref, []Upload{f}, false)
	s.Wipe()
	return f.Name, err
}

// WriteFile writes an attachment, or the value of a field, to a file of this machine that
// is not there yet.
func (a *App) WriteFile(ctx context.Context, ref, name, path string) error {
	v, err := a.Get(ctx, ref, name)
	if err != nil {
		return err
	}
	defer v.Field.Value.Wipe()
	return host.WriteAtomic(path, false, func(w io.Writer) error {
		if v.Attachment != nil {
			return a.ReadAttachment(ctx, v.Attachment, w)
		}
		_, err := w.Write(v.Field.Value.Bytes())
		return err
	})
}

// FileName is the name of an attachment as the name of a file: whoever made it does not
// choose a folder of this machine.
func FileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r == 0 {
			return '_'
		}
		return r
	}, name)
	if strings.Trim(name, ".") == "" {
		return "file"
	}
	return name
}
