package held

import (
	"crypto/cipher"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/chacha20poly1305"

	"coffer/vault"
	"coffer/vault/secret"
)

// The names in the vault's folder.
const (
	FolderName = "held"
	KeysName   = "held.keys"
)

// rootKey is where the key of the file of keys stands.
var rootKey = vault.Key{ID: vault.ID{15: 7}, Sub: 8}

// What callers decide by. Other errors come from the vault or the file system.
var (
	ErrNotFound = vault.ErrNotFound
	ErrFull     = errors.New("as many shares of others as a vault can keep")
)

// Store is the shares that a vault keeps for others, within one transaction.
type Store struct {
	tx   *vault.Tx
	root secret.Key // zero while there is none, and nothing is kept
	keys keys
}

// Open reads which shares there are. In a transaction that writes, the key for
// them is made on first need. The core tier must be open.
func Open(tx *vault.Tx) (*Store, error) {
	s := &Store{tx: tx}
	r, err := tx.Get(vault.BoxZero, vault.Seals, rootKey, vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	s.root, err = secret.KeyFrom(r.Plain)
	vault.Wipe(r.Plain)
	if err != nil {
		return nil, damaged("the key of "+KeysName, err)
	}
	s.keys, err = s.readKeys()
	return s, err
}

// Put keeps a share: first its file, then its key. One that is there is replaced.
func (s *Store) Put(id vault.ID, share []byte) error {
	if !s.tx.Writable() {
		return vault.ErrReadOnly
	}
	if len(share) == 0 || len(share) > MaxShare {
		return vault.ErrTooLarge
	}
	if len(s.keys) >= MaxShares {
		return ErrFull
	}
	if err := s.ensureRoot(); err != nil {
		return err
	}
	key, err := secret.NewKey(s.tx.Rand())
	if err != nil {
		return err
	}
	sealed, err := s.seal(key, share, s.shareContext(id))
	if err != nil {
		return err
	}
	if err := os.Mkdir(s.folder(), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := replace(s.path(id), sealed); err != nil {
		return err
	}
	return s.writeKeys(s.keys.with(id, key))
}

// Get reads a share, which the caller wipes; [ErrNotFound] for one that is not kept
// here, or not any more.
func (s *Store) Get(id vault.ID) ([]byte, error) {
	key, ok := s.keys.get(id)
	if !ok {
		return nil, ErrNotFound
	}
	data, err := read(s.path(id), MaxShare+overhead)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return open(key, data, s.shareContext(id), "a share that is kept for others")
}

// Destroy destroys a share: first its key, then its file. That it is gone already
// is no error.
func (s *Store) Destroy(id vault.ID) error {
	if !s.tx.Writable() {
		return vault.ErrReadOnly
	}
	if _, ok := s.keys.get(id); ok {
		if err := s.writeKeys(s.keys.without(id)); err != nil {
			return err
		}
	}
	return destroy(s.path(id))
}

// List returns the shares that are kept, rising.
func (s *Store) List() (ids []vault.ID) {
	for _, k := range s.keys {
		ids = append(ids, k.ID)
	}
	return ids
}

// Check makes sure that every share can be read.
func (s *Store) Check() error {
	for _, id := range s.List() {
		share, err := s.Get(id)
		vault.Wipe(share)
		if err != nil {
			return damaged("a share that is kept for others", err)
		}
	}
	return nil
}

// ensureRoot makes the key of the file of keys.
func (s *Store) ensureRoot() error {
	if !s.root.IsZero() {
		return nil
	}
	key, err := secret.NewKey(s.tx.Rand())
	if err != nil {
		return err
	}
	s.root = key
	_, err = s.tx.Put(vault.BoxZero, vault.Seals, rootKey, vault.Core, key.Bytes())
	return err
}

func (s *Store) folder() string { return filepath.Join(s.tx.Dir(), FolderName) }

func (s *Store) path(id vault.ID) string { return filepath.Join(s.folder(), id.String()) }

func (s *Store) keysPath() string { return filepath.Join(s.tx.Dir(), KeysName) }

func (s *Store) shareContext(id vault.ID) []byte { return s.context("held share", id[:]) }

// context binds what is sealed to its purpose, to the vault, and to what it is.
func (s *Store) context(purpose string, what []byte) []byte {
	vaultID := s.tx.VaultID()
	return append(append([]byte("coffer/1 "+purpose+"\x00"), vaultID[:]...), what...)
}

// overhead is what sealing adds: a nonce and a tag.
const overhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

func (s *Store) seal(key secret.Key, plain, context []byte) ([]byte, error) {
	aead, err := aeadOf(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX, overhead+len(plain))
	if _, err := io.ReadFull(s.tx.Rand(), nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, plain, context), nil
}

func open(key secret.Key, sealed, context []byte, what string) ([]byte, error) {
	aead, err := aeadOf(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < overhead {
		return nil, damaged(what, io.ErrUnexpectedEOF)
	}
	nonce, body := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	plain, err := aead.Open(nil, nonce, body, context)
	if err != nil {
		return nil, damaged(what, errors.New("it does not open"))
	}
	return plain, nil
}

func aeadOf(key secret.Key) (cipher.AEAD, error) { return chacha20poly1305.NewX(key.Bytes()) }

func damaged(what string, err error) error { return &vault.DamagedError{What: what, Err: err} }
