package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"coffer/box"
	"coffer/box/port"
)

// FormatOf tells which format a file is, in clear or protected by the format itself: the one
// whose importer takes its beginning. So nothing but an importer says what its format is.
// src.At must be set, and nothing is taken from src.R.
func FormatOf(ctx context.Context, src Source) (string, error) {
	var fit []string
	for _, f := range Formats() {
		if f.Import == nil || f.Folder {
			continue
		}
		is, err := f.is(ctx, src)
		if err != nil {
			return "", err
		}
		if is {
			fit = append(fit, f.Name)
		}
	}
	switch len(fit) {
	case 0:
		return "", Fail(Input, "name the format to see what is wrong with it; coffer import --help lists them", "nothing here knows what kind of file this is")
	case 1:
		return fit[0], nil
	}
	return "", Fail(Input, "name the format", "the file could be of the formats %s", strings.Join(fit, ", "))
}

// is tells whether the importer of a format finds something in a file, or its end.
func (f Format) is(ctx context.Context, src Source) (bool, error) {
	again := func() Source {
		return Source{R: io.NewSectionReader(src.At, 0, src.Size), At: src.At, Size: src.Size}
	}
	locked, err := Protected(f.Name, again())
	if err != nil && !errors.Is(err, port.ErrInput) || locked {
		return locked, err
	}
	err = f.Import.Import(ctx, again(), glance{})
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case errors.Is(err, port.ErrInput):
		return false, nil
	case errors.Is(err, errFound):
		return true, nil
	}
	return err == nil, err
}

// errFound ends the reading of a file once there is something in it.
var errFound = errors.New("found")

// glance is a sink that wants to know only whether there is something.
type glance struct{}

func (glance) Box(port.Box) error          { return errFound }
func (glance) Template(box.Template) error { return errFound }
func (glance) Item(*port.Entry) error      { return errFound }
func (glance) Report(port.Note)            {}

// autoFormat is the name under which a person leaves it to [FormatOf].
const autoFormat = "auto"

// IsAutoFormat tells that a format is to be found.
func IsAutoFormat(name string) bool { return name == autoFormat }

// maxGlanced is how much of a folder is looked through to tell what it is.
const maxGlanced = 100_000

// FolderFormatOf tells which format a folder is: that of a vault, or of the first encrypted file
// in it.
func FolderFormatOf(ctx context.Context, dir fs.FS) (name string, err error) {
	if _, err := fs.Stat(dir, "vault.db"); err == nil {
		return vaultFormat, nil
	}
	left := maxGlanced
	err = fs.WalkDir(dir, ".", func(file string, _ fs.DirEntry, err error) error {
		if left--; left < 0 {
			return fs.SkipAll
		}
		switch path.Ext(file) {
		case ".gpg":
			name = "pass"
		case ".age":
			name = "passage"
		}
		if name != "" {
			return fs.SkipAll
		}
		return errors.Join(err, ctx.Err())
	})
	if err == nil && name == "" {
		err = Fail(Input, "coffer import --help lists the formats", "nothing here knows what kind of folder this is")
	}
	return name, err
}
