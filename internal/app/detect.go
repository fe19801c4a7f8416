package app

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
)

// FormatOf tells which format a file is, in clear or protected by the format itself: the one
// whose importer takes its beginning. So nothing but an importer says what its format is; where
// none takes it, one may be sure what it is all the same, and its error says what to do.
// src.At must be set, and nothing is taken from src.R.
func FormatOf(ctx context.Context, src Source) (string, error) {
	if src.Size == 0 {
		return "", Fail(Input, "export it again", "the file is empty")
	}
	var fit []string
	var sure, table, failed error
	for _, f := range Formats() {
		if f.Import == nil || f.Folder {
			continue
		}
		is, err := f.is(ctx, src)
		switch {
		case ctx.Err() != nil:
			return "", ctx.Err()
		case is:
			fit = append(fit, f.Name)
		case port.Sure(err) != nil:
			sure = cmp.Or(sure, err)
		case err != nil && !errors.Is(err, port.ErrInput):
			failed = cmp.Or(failed, err)
		case err != nil && f.knows(src):
			table = err
		}
	}
	switch len(fit) {
	case 0:
		return "", cmp.Or(failed, sure, table, unknown(src))
	case 1:
		return fit[0], nil
	}
	return "", Fail(Input, "name the format", "the file could be of the formats %s", strings.Join(fit, ", "))
}

// is tells whether the importer of a format finds something in a file, or its end; if not,
// the error says why.
func (f Format) is(ctx context.Context, src Source) (bool, error) {
	again := func() Source {
		return Source{R: io.NewSectionReader(src.At, 0, src.Size), At: src.At, Size: src.Size}
	}
	locked, err := Protected(f.Name, again())
	if err != nil && !errors.Is(err, port.ErrInput) || locked {
		return locked, err
	}
	err = f.Import.Import(ctx, again(), glance{})
	if errors.Is(err, errFound) {
		return true, nil
	}
	return err == nil, err
}

// knows tells of a table whether several of its columns are called as is usual: it is one then, whatever is wrong
// further on.
func (f Format) knows(src Source) bool {
	table, ok := f.Import.(port.Tabular)
	if !ok {
		return false
	}
	columns, err := table.Columns(Source{R: io.NewSectionReader(src.At, 0, src.Size)})
	known := slices.DeleteFunc(columns, func(c port.Column) bool { return c.Means == "" })
	return err == nil && len(known) > 1
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

// FolderFormatOf tells which format a folder is: that of a vault, of a store by its list of keys, or of the first
// encrypted file in it that is no encrypted export. Links count for nothing, and neither do hidden folders.
func FolderFormatOf(ctx context.Context, dir fs.FS) (name string, err error) {
	switch {
	case regular(dir, "vault.db"):
		return vaultFormat, nil
	case regular(dir, ".gpg-id"):
		return "pass", nil
	case regular(dir, ".age-recipients"):
		return "passage", nil
	}
	left := maxGlanced
	err = fs.WalkDir(dir, ".", func(file string, d fs.DirEntry, err error) error {
		if left--; left < 0 {
			return fs.SkipAll
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if d.IsDir() && file != "." && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if name = storeFormat(d); name != "" {
			return fs.SkipAll
		}
		return nil
	})
	if err == nil && name == "" {
		err = unknownFolder(dir)
	}
	return name, err
}

// regular tells whether there is a file of that name, and no link.
func regular(dir fs.FS, name string) bool {
	info, err := fs.Lstat(dir, name)
	return err == nil && info.Mode().IsRegular()
}

// storeFormat is the format of a store that such a file stands in; empty for none.
func storeFormat(d fs.DirEntry) string {
	if !d.Type().IsRegular() {
		return ""
	}
	name := d.Name()
	switch {
	case slices.Contains([]string{".zip", ".xml", ".json", ".csv", ".1pux", ".kdbx", ".tar", ".gz"}, path.Ext(strings.TrimSuffix(name, path.Ext(name)))):
		return "" // coffer.zip.age
	case path.Ext(name) == ".gpg":
		return "pass"
	case path.Ext(name) == ".age":
		return "passage"
	}
	return ""
}
