package app

import (
	"context"

	"coffer/box/port"
	"coffer/vault/secret"
)

// Protected tells whether a file has a protection by passphrase that belongs to its
// format. It takes nothing from src.R.
func Protected(format string, src Source) (bool, error) {
	f, err := formatNamed(format)
	if err != nil {
		return false, err
	}
	l, ok := f.Import.(port.Locked)
	if !ok {
		return false, nil
	}
	return l.Locked(src)
}

// Unlock opens a file that is [Protected]. An error of kind [Password] if the
// passphrase does not fit.
func Unlock(ctx context.Context, format string, src Source, pass secret.Text) (Source, error) {
	f, err := formatNamed(format)
	if err != nil {
		return src, err
	}
	l, ok := f.Import.(port.Locked)
	if !ok {
		return src, Fail(Usage, "", "format %s has no passphrase of its own", f.Name)
	}
	return l.Unlock(ctx, src, pass)
}
