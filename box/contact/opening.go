package contact

import (
	"io"

	"filippo.io/age"

	"coffer/vault/secret"
)

// An opening is an age identity alone, of nobody: its 32 bytes open what was
// encrypted to its recipient, whoever has them.

// OpeningRecipient is the recipient of an opening. [Public.Encrypt] encrypts to
// it, with no signing key beside it.
func OpeningRecipient(opening secret.Key) (string, error) {
	own, err := ageIdentity(opening)
	if err != nil {
		return "", err
	}
	return own.Recipient().String(), nil
}

// DecryptOpening opens an age file that was encrypted to an opening: see
// [Identity.Decrypt].
func DecryptOpening(opening secret.Key, r io.Reader) (io.Reader, error) {
	own, err := ageIdentity(opening)
	if err != nil {
		return nil, err
	}
	return age.Decrypt(r, own)
}
