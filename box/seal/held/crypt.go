package held

import (
	"encoding/binary"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"coffer/vault"
	"coffer/vault/secret"
)

const overhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// seal returns nonce, ciphertext and tag.
func seal(k secret.Key, rand io.Reader, plain, ad []byte) ([]byte, error) {
	a, err := chacha20poly1305.NewX(k.Bytes())
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, a.NonceSize(), overhead+len(plain))
	if _, err := io.ReadFull(rand, nonce); err != nil {
		return nil, fmt.Errorf("no randomness for a nonce: %w", err)
	}
	return a.Seal(nonce, nonce, plain, ad), nil
}

// open is the inverse of seal.
func open(k secret.Key, sealed, ad []byte) ([]byte, error) {
	a, err := chacha20poly1305.NewX(k.Bytes())
	if err != nil {
		return nil, err
	}
	if len(sealed) < overhead {
		return nil, errForeign
	}
	return a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], ad)
}

// bind builds associated data: what it is, and the ids that it belongs to.
func bind(what string, ids ...vault.ID) []byte {
	ad := append([]byte("coffer/1 "), what...)
	ad = append(ad, 0)
	for _, id := range ids {
		ad = binary.BigEndian.AppendUint32(ad, uint32(len(id)))
		ad = append(ad, id[:]...)
	}
	return ad
}

func adOfKeys(v vault.ID) []byte { return bind("held keys", v) }

func adOfShare(v, id vault.ID) []byte { return bind("held share", v, id) }
