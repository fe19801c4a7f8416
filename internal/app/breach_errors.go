package app

import (
	"context"
	"errors"
	"io/fs"

	"coffer/hibp"
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
		{fs.ErrNotExist, NotFound, "see coffer config get hibp.data"},
		{offline.ErrDamaged, Damaged, "make it again with coffer hibp build, or check it with coffer hibp verify"},
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
	return err
}
