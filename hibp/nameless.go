package hibp

import (
	"errors"
	"io/fs"
	"os"
)

// Nameless is an error of a file without its name: one of a million range files, and a
// prefix.
func Nameless(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}
