package app

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"coffer/hibp"
	"coffer/hibp/apart"
	"coffer/hibp/offline"
	"coffer/hibp/online"
	"coffer/internal/host"
)

// breachServerError says what is wrong with a range server, and that nothing is known.
func breachServerError(err error) error {
	var e *online.Error
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, hibp.ErrKind):
		return err
	case !errors.As(err, &e):
		return err
	}
	hint := "try again; nothing is known about this password"
	switch {
	case errors.Is(err, online.ErrBusy):
		hint = "try again later, or use breach data in a file: coffer hibp download"
	case errors.Is(err, online.ErrUnreachable):
		hint = "check the network, the proxy and the address: coffer config get hibp.url"
	case errors.Is(err, online.ErrAnswer):
		hint = "check the address, or whether the network wants a login first: coffer config get hibp.url"
	}
	return &Error{Kind: Network, What: host.Safe(err.Error()), Hint: hint, Err: err}
}

// breachFileError says what is wrong with breach data in a file, whose name may be "".
func breachFileError(path string, err error) error {
	if path != "" {
		path = host.Safe(path) + ": "
	}
	for _, r := range []struct {
		target error
		kind   Kind
		hint   string
	}{
		{fs.ErrNotExist, NotFound, "check the path, or the one that coffer config get hibp.data shows"},
		{offline.ErrDamaged, Damaged, "make it again with coffer hibp build, or fetch it again, and check it with coffer hibp verify"},
		{offline.ErrUnsorted, Input, "sort it first: LC_ALL=C sort FILE"},
		{offline.ErrMissing, Input, "fetch what is missing with coffer hibp download"},
		{offline.ErrFormat, Input, "it takes lines HASH:COUNT in order, a folder of ranges, or what coffer hibp build makes"},
		{hibp.ErrRange, Input, "fetch the ranges again with coffer hibp download --refresh"},
	} {
		if errors.Is(err, r.target) {
			text := err.Error()
			if r.target == fs.ErrNotExist {
				text = "there is no such file or folder"
			}
			return &Error{Kind: r.kind, What: path + host.Safe(text), Hint: r.hint, Err: err}
		}
	}
	if cause, ok := systemCause(err); ok {
		e := Explain(err)
		path = cmp.Or(path, "the breach data ")
		return &Error{Kind: e.Kind, What: path + "cannot be read: " + host.Safe(cause), Hint: cmp.Or(e.Hint, "name another file or folder"), Err: err}
	}
	return err
}

// systemCause is what the system said, without the name of a file: those who called it
// name the one that a person knows.
func systemCause(err error) (cause string, ok bool) {
	var path *fs.PathError
	var link *os.LinkError
	var number syscall.Errno // of an error that has no name any more
	if !errors.As(err, &path) && !errors.As(err, &link) && !errors.As(err, &number) {
		return "", false
	}
	return hibp.Nameless(err).Error(), true
}

// breachTargetError says what is wrong with a file that is to be written. Where it is not
// its fault, it is that of the breach data that it is made from.
func breachTargetError(from, to string, err error) error {
	if !errors.Is(err, offline.ErrTarget) {
		return breachFileError(from, err)
	}
	e := Explain(err)
	cause, ok := systemCause(err)
	if !ok {
		cause = e.What
	}
	return &Error{Kind: e.Kind, What: host.Safe(to) + " cannot be written: " + host.Safe(cause), Hint: cmp.Or(e.Hint, "name a file in another folder"), Err: err}
}

// checkBreachTarget refuses a name under which a file cannot be written, before an hour
// is spent on it. What is no file is not replaced, whatever was said.
func checkBreachTarget(to string, replace bool) error {
	info, err := os.Lstat(to)
	switch dir, dirErr := os.Stat(filepath.Dir(to)); {
	case to == "":
		return Fail(Usage, "name a file", "the name of the file to make is empty")
	case err == nil && !info.Mode().IsRegular():
		return Fail(Refused, "name another file", "%s is there, and is no file: nothing replaces it", host.Safe(to))
	case err == nil && !replace:
		return Fail(Exists, "take another name, or --force to replace it", "%s is there already", host.Safe(to))
	case dirErr == nil && !dir.IsDir():
		return Fail(Refused, "name a file in a folder", "%s is no folder", host.Safe(filepath.Dir(to)))
	case dirErr != nil:
		return Fail(NotFound, "make it first", "there is no folder %s", host.Safe(filepath.Dir(to)))
	}
	return nil
}

// checkBreachFolder refuses what cannot be a folder of ranges.
func checkBreachFolder(dir string) error {
	switch info, err := os.Stat(dir); {
	case dir == "":
		return Fail(Usage, "name a folder", "the name of the folder is empty")
	case err == nil && !info.IsDir():
		return Fail(Refused, "name a folder, which is made if it is not there", "%s is no folder", host.Safe(dir))
	}
	return nil
}

// breachFolderError says what is wrong with a folder that is written to. A helper program
// that cannot be started is not its fault.
func breachFolderError(dir string, err error) error {
	var known *Error
	if cause, ok := systemCause(err); ok && !errors.As(err, &known) && !errors.Is(err, apart.ErrHelper) {
		e := Explain(err)
		return &Error{Kind: e.Kind, What: host.Safe(dir) + " cannot be written to: " + host.Safe(cause), Hint: cmp.Or(e.Hint, "name another folder"), Err: err}
	}
	return err
}
