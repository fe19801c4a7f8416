package box

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"

	"coffer/vault"
	"coffer/vault/secret"
)

// stanzaType is the one recipient stanza of an attachment's file. Its argument
// is a nonce; its body is age's file key under XChaCha20-Poly1305 with the
// attachment's own key, and vault and blob as associated data. That own key
// lies in the core record of the item: so a file that stands in for another one
// does not open, and neither a move nor a rekey touches a file.
const stanzaType = "coffer-attachment"

const fileKeySize = 16 // fixed by age

// fileLock is both sides of the stanza.
type fileLock struct {
	key   secret.Key
	vault vault.ID
	blob  vault.ID
	rand  io.Reader // for wrapping only
}

var errStanza = errors.New("the file does not belong to this attachment")

// Wrap implements [age.Recipient].
func (l fileLock) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	a, err := chacha20poly1305.NewX(l.key.Bytes())
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, a.NonceSize())
	if _, err := io.ReadFull(l.rand, nonce); err != nil {
		return nil, fmt.Errorf("no randomness for an attachment: %w", err)
	}
	return []*age.Stanza{{
		Type: stanzaType,
		Args: []string{base64.RawStdEncoding.EncodeToString(nonce)},
		Body: a.Seal(nil, nonce, fileKey, l.ad()),
	}}, nil
}

// Unwrap implements [age.Identity].
func (l fileLock) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != stanzaType || len(stanzas[0].Args) != 1 {
		return nil, errStanza
	}
	a, err := chacha20poly1305.NewX(l.key.Bytes())
	if err != nil {
		return nil, err
	}
	nonce, err := base64.RawStdEncoding.Strict().DecodeString(stanzas[0].Args[0])
	if err != nil || len(nonce) != a.NonceSize() || len(stanzas[0].Body) != fileKeySize+a.Overhead() {
		return nil, errStanza
	}
	fileKey, err := a.Open(nil, nonce, stanzas[0].Body, l.ad())
	if err != nil {
		return nil, errStanza
	}
	return fileKey, nil
}

func (l fileLock) ad() []byte {
	ad := append(make([]byte, 0, 64), "coffer/1 attachment\x00"...)
	ad = append(ad, l.vault[:]...)
	return append(ad, l.blob[:]...)
}
