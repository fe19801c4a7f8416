package porttest

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"testing/fstest"

	"coffer/box/port"
)

// Folder is a folder in memory: what an export writes to, and what an import of
// a folder reads.
type Folder struct{ fstest.MapFS }

// NewFolder makes one of names and contents.
func NewFolder(files map[string]string) Folder {
	f := Folder{make(fstest.MapFS)}
	for name, content := range files {
		f.MapFS[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o600}
	}
	return f
}

// Source makes a source of it.
func (f Folder) Source() port.Source { return port.Source{Dir: f.MapFS} }

// Create makes a file that is there once it is closed.
func (f Folder) Create(name string) (io.WriteCloser, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, fmt.Errorf("%q is no name of a file: %w", name, fs.ErrInvalid)
	}
	if f.MapFS[name] != nil {
		return nil, fmt.Errorf("%q: %w", name, fs.ErrExist)
	}
	return &draft{folder: f, name: name}, nil
}

type draft struct {
	bytes.Buffer
	folder Folder
	name   string
}

func (d *draft) Close() error {
	d.folder.MapFS[d.name] = &fstest.MapFile{Data: bytes.Clone(d.Bytes()), Mode: 0o600}
	return nil
}
