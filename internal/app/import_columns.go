package app

import (
	"context"
	"errors"

	"coffer/box/port"
	"coffer/box/port/csv"
)

// Column is one of a table that is imported.
type Column = port.Column

// ErrColumns is what the error of an import is (errors.Is) of a table whose columns nobody
// knows: whoever imports says then what they are, see [ImportOptions].Columns.
var ErrColumns = port.ErrColumns

// ColumnWords are what a column can be said to be; any other word names a field of its own.
func ColumnWords() []string { return csv.FieldWords() }

// ImportColumns are the columns of a table that is imported.
func (a *App) ImportColumns(ctx context.Context, from ImportFile) (all []Column, err error) {
	src, closeFile, err := fileSource(ctx, from.Path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	if src, err = Asked(from.says).unwrap(ctx, src); err != nil {
		return nil, err
	}
	return csv.Format{}.Columns(src)
}
