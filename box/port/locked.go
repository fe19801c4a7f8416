package port

import (
	"context"
	"io"

	"coffer/vault/secret"
)

// Locked is an importer whose files may be protected with a passphrase of their
// own, which whoever imports is asked for before the vault is held.
type Locked interface {
	Importer
	// Locked tells whether a file is. It takes nothing from src.R.
	Locked(src Source) (bool, error)
	// Unlock returns the source within a protected one, of which src.At must be set.
	// What comes out is authenticated. A wrong passphrase is an error that callers of
	// sealed.Open know, too: sealed.ErrKey.
	Unlock(ctx context.Context, src Source, pass secret.Text) (Source, error)
}

// Protector is an exporter whose format has a protection by passphrase of its own,
// which other programs open. It takes the place of the one that every file can have.
type Protector interface {
	Exporter
	Protect(ctx context.Context, w io.Writer, c Content, pass secret.Text, rand io.Reader) error
}
