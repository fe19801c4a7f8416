package offline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"coffer/hibp"
)

// Errors that all forms share.
var (
	ErrFormat   = errors.New("not breach data")
	ErrDamaged  = errors.New("the breach data are damaged")
	ErrUnsorted = errors.New("the lines are not in rising order")
	ErrMissing  = errors.New("the folder lacks a range")
)

var errNoFile = fmt.Errorf("%w: neither a file nor a folder", ErrFormat)

// Data is breach data in one of the four forms. It may be asked from several
// goroutines.
type Data interface {
	hibp.Source
	Form() Form
	// Check reads everything and says what is wrong with it. It calls progress, if that
	// is not nil, with how much of all is done, in bytes or files.
	Check(ctx context.Context, progress func(done, all int64)) error
	Close() error
}

// Form is one of the forms of breach data.
type Form string

// The forms.
const (
	FormText   Form = "text"
	FormFolder Form = "folder"
	FormTable  Form = "table"
	FormFilter Form = "filter"
)

// Open opens breach data, whichever form they have.
func Open(path string) (Data, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return openFolder(path)
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	d, err := openFile(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return d, nil
}

func openFile(f *os.File) (Data, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // somebody exchanged it before it was opened
		return nil, errNoFile
	}
	start := make([]byte, len(magic))
	if _, err := f.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.Equal(start, []byte(magic)) {
		return openCompact(f, info.Size())
	}
	return openText(f, info.Size())
}
