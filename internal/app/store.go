package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"coffer/box/port"
	"coffer/box/port/sealed"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// StoreKeys is what opens the files of a password store, which are encrypted each
// by itself.
type StoreKeys struct {
	Opener Opener // of *.age
	// Filter starts a program that decrypts *.gpg from its standard input to its
	// standard output; see [host.Filter].
	Filter func(ctx context.Context, argv []string, in io.Reader) (io.ReadCloser, error)
}

// Store is the source of a password store in a folder.
func Store(dir fs.FS, k StoreKeys) Source { return Source{Dir: dir, Open: k.open} }

func (k StoreKeys) open(ctx context.Context, name string, r io.Reader) (io.ReadCloser, error) {
	if strings.HasSuffix(name, ".gpg") {
		return k.gpg(ctx, r)
	}
	if k.Opener.Identities.IsZero() {
		return nil, Fail(Usage, identitiesHint, "the store is encrypted with age")
	}
	src, err := sealed.Open(port.Source{R: r}, k.Opener)
	if errors.Is(err, sealed.ErrKey) || errors.Is(err, sealed.ErrPassphrase) {
		return nil, port.Shut(err)
	}
	return io.NopCloser(src.R), err
}

// gpg has GnuPG decrypt a file. It asks for the passphrase of a key by its own
// agent, fetches no keys, and is told nothing but this.
func (k StoreKeys) gpg(ctx context.Context, r io.Reader) (io.ReadCloser, error) {
	rc, err := k.Filter(ctx, []string{"gpg", "--quiet", "--batch", "--no-auto-key-retrieve", "--disable-dirmngr", "--decrypt"}, r)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Fail(NotFound, "install GnuPG", "the store is encrypted with gpg, and there is no such program on the PATH")
	}
	if err != nil {
		return nil, err
	}
	return gpgOutput{rc}, nil
}

// gpgOutput tells a file that gpg does not open from other failures.
type gpgOutput struct{ io.ReadCloser }

func (g gpgOutput) Read(p []byte) (int, error) {
	n, err := g.ReadCloser.Read(p)
	if failed := new(host.FilterError); errors.As(err, &failed) {
		err = port.Shut(errors.New(gpgReason(failed)))
	}
	return n, err
}

// gpgReason is the line that says why: gpg may say more, and less, after it.
func gpgReason(failed *host.FilterError) string {
	for _, line := range failed.Said {
		if strings.Contains(line, "decryption failed: ") {
			return line
		}
	}
	return failed.Error()
}

// WakeStore has one *.gpg for each list of keys (.gpg-id) of a store decrypted and forgets it, so that a person is asked
// for the passphrases of their keys now, and not while the vault is held. A card that wants to be touched for each
// file asks later all the same. What does not open is left to the import to say.
func WakeStore(ctx context.Context, src Source) error {
	awake := make(map[string]bool) // folders with keys of their own
	return storeFiles(src.Dir, func(name string) error {
		if err := ctx.Err(); err != nil || path.Ext(name) != ".gpg" {
			return err
		}
		keys := keysOf(src.Dir, path.Dir(name))
		if awake[keys] {
			return nil
		}
		awake[keys] = true
		return wake(ctx, src, name)
	})
}

// storeFiles goes through the files of a store. Hidden folders are no part of it, and what cannot be looked at is
// passed over.
func storeFiles(dir fs.FS, f func(name string) error) error {
	return fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		hidden := name != "." && strings.HasPrefix(path.Base(name), ".")
		switch {
		case d != nil && d.IsDir() && (err != nil || hidden):
			return fs.SkipDir
		case err != nil || !d.Type().IsRegular():
			return nil
		}
		return f(name)
	})
}

// keysOf is the folder whose list of keys counts for the files of a folder.
func keysOf(dir fs.FS, folder string) string {
	for folder != "." {
		if _, err := fs.Stat(dir, path.Join(folder, ".gpg-id")); err == nil {
			break
		}
		folder = path.Dir(folder)
	}
	return folder
}

func wake(ctx context.Context, src Source, name string) error {
	f, err := src.Dir.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	rc, err := src.Open(ctx, name, f)
	if err != nil {
		return err
	}
	defer rc.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(rc, 1<<20))
	return nil
}

// SealedIdentities tells whether a file of age identities wants a passphrase itself.
func SealedIdentities(file secret.Text) bool { return sealed.SealedIdentities(file) }

// OpenIdentities opens such a file. An error of kind [Password] if the passphrase
// does not fit.
func OpenIdentities(file, pass secret.Text) (secret.Text, error) {
	return sealed.OpenIdentities(file, pass)
}
