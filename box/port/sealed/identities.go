package sealed

import (
	"bytes"
	"io"

	"coffer/box/port"
	"coffer/vault/secret"
)

// SealedIdentities tells whether a file of identities is itself sealed, as age and
// passage have them with a passphrase.
func SealedIdentities(file secret.Text) bool {
	return Detect(file.Bytes()[:min(file.Len(), HeadSize)])
}

// OpenIdentities returns what a file of identities holds that is sealed with a
// passphrase. Errors are those of [Open].
func OpenIdentities(file, pass secret.Text) (secret.Text, error) {
	src, err := Open(port.Source{R: bytes.NewReader(file.Bytes())}, Opener{Passphrase: pass})
	if err != nil {
		return secret.Text{}, err
	}
	ids, err := io.ReadAll(io.LimitReader(src.R, maxIdentities+1))
	if err != nil {
		return secret.Text{}, err
	}
	return secret.Take(ids), nil
}
