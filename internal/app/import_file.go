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

// MaxIdentities is how large a file of identities may be.
const MaxIdentities = 64 << 10

// ImportFrom is [App.Import] of a file, of the format that it is where none is named: see
// [FormatOf]. A wrong passphrase is an error of kind [Password].
func (a *App) ImportFrom(ctx context.Context, from ImportFile, o ImportOptions) (done Imported, err error) {
	src, closeFile, err := fileSource(ctx, from.Path)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	if o.Source, o.Format, err = OpenInput(ctx, src, o.Format, from.says); err != nil {
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

// says is what opens a layer of the file: see [Asked].
func (from *ImportFile) says(ctx context.Context, layer Layer, wrong error) (o Opener, err error) {
	switch {
	case wrong != nil:
		return o, wrong
	case layer == LayerRecipients && from.Identities != "":
		o.Identities, err = from.identities(ctx)
		return o, err
	case layer == LayerRecipients && from.Passphrase.Len() > 0:
		return o, WantsIdentities()
	case from.Passphrase.Len() > 0:
		return Opener{Passphrase: from.Passphrase.Clone()}, nil
	case layer == LayerFormat:
		return o, ErrWantsOwnPassphrase
	}
	return o, ErrWantsPassphrase
}

// identities reads the file of them, which may have a passphrase itself.
func (from *ImportFile) identities(ctx context.Context) (ids secret.Text, err error) {
	f, err := host.OpenFile(ctx, from.Identities)
	if err != nil {
		return ids, err
	}
	defer f.Close()
	b, err := host.ReadAll(ctx, f, MaxIdentities)
	if err != nil {
		return ids, err
	}
	ids = secret.Take(b)
	if !SealedIdentities(ids) {
		return ids, nil
	}
	defer ids.Wipe()
	if from.Passphrase.Len() == 0 {
		return secret.Text{}, ErrWantsPassphrase
	}
	return OpenIdentities(ids, from.Passphrase)
}
