package app

import (
	"context"
	"errors"

	"coffer/internal/host"
	"coffer/vault/secret"
)

// ImportFile is a file of this machine that is imported, and what opens it.
type ImportFile struct {
	Path string
	// Passphrase opens one that is encrypted. Zero: nobody gave it.
	Passphrase secret.Text
	// Identities are the path of a file of age identities that open it instead.
	Identities string
}

// ErrWantsPassphrase ends an import of an encrypted file for which nothing was given that
// opens it: whoever imports asks then, and comes again.
var ErrWantsPassphrase error = &Error{Kind: Refused, What: "the file is encrypted", Hint: "give its passphrase"}

// ErrWantsOwnPassphrase is an [ErrWantsPassphrase] of a file that is encrypted in the way of its
// format, which no identity opens.
var ErrWantsOwnPassphrase error = &Error{Kind: Refused, What: "the file is encrypted in the way of its format", Hint: "give its passphrase", Err: ErrWantsPassphrase}

// ErrFolder is what the error of an import is (errors.Is) where a folder stands in the place of
// a file; see [FolderCommand].
var ErrFolder = errors.New("it is a folder")

// maxIdentities is how large a file of identities may be.
const maxIdentities = 64 << 10

// ImportFrom is [App.Import] of a file, of the format that it is where none is named: see
// [FormatOf]. A wrong passphrase is an error of kind [Password].
func (a *App) ImportFrom(ctx context.Context, from ImportFile, o ImportOptions) (done Imported, err error) {
	src, closeFile, err := fileSource(ctx, from.Path)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	if err := from.open(ctx, src, &o); err != nil {
		return done, err
	}
	return a.Import(ctx, o)
}

// fileSource opens a file, which is no folder and no pipe.
func fileSource(ctx context.Context, path string) (src Source, closeFile func() error, err error) {
	f, err := host.OpenFile(ctx, path)
	if err != nil {
		return src, nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = &Error{Kind: Input, What: host.Safe(path) + " is not a file, but a folder", Err: ErrFolder}
	case !info.Mode().IsRegular():
		err = Fail(Input, "", "%s is not a file", host.Safe(path))
	}
	if err != nil {
		return src, nil, errors.Join(err, f.Close())
	}
	return Source{R: f, At: f, Size: info.Size()}, f.Close, nil
}

// open takes away what the file is encrypted with, by age, by its format, or both, and finds
// the format where none is named.
func (from *ImportFile) open(ctx context.Context, src Source, o *ImportOptions) error {
	src, err := from.unwrap(ctx, src)
	if err == nil && o.Format == "" {
		o.Format, err = FormatOf(ctx, src)
	}
	if err != nil {
		return err
	}
	o.Source = src
	locked, err := Protected(o.Format, src)
	if err != nil || !locked {
		return err
	}
	if from.Passphrase.Len() == 0 {
		return ErrWantsOwnPassphrase
	}
	o.Source, err = Unlock(ctx, o.Format, src, from.Passphrase)
	return err
}

// unwrap opens what age encrypted.
func (from *ImportFile) unwrap(ctx context.Context, src Source) (Source, error) {
	encrypted, src, err := Encrypted(src)
	if err != nil || !encrypted {
		return src, err
	}
	opener, err := from.opener(ctx)
	if err != nil {
		return src, err
	}
	defer opener.Identities.Wipe()
	return Unwrap(src, opener)
}

// opener is what opens a file that is encrypted with age. Its identities are wiped by whoever
// takes them.
func (from *ImportFile) opener(ctx context.Context) (o Opener, err error) {
	if from.Identities == "" {
		if from.Passphrase.Len() == 0 {
			return o, ErrWantsPassphrase
		}
		return Opener{Passphrase: from.Passphrase}, nil
	}
	f, err := host.OpenFile(ctx, from.Identities)
	if err != nil {
		return o, err
	}
	defer f.Close()
	b, err := host.ReadAll(ctx, f, maxIdentities)
	if err != nil {
		return o, err
	}
	return Opener{Identities: secret.Take(b)}, nil
}
