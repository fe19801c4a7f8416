package seal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// FileHash names a sealed file in what the sender says of it.
func FileHash(file []byte) hold.Hash {
	return sha256.Sum256(append([]byte("coffer/1 seal file\x00"), file...))
}

// Seal makes a sealed file: a signed letter, encrypted to the recipient, and that
// to the seal's own identity. It takes no share, so that an update needs no
// custodian. The recipient of the seal is that of [Made].
func (t Terms) Seal(from contact.Identity, to contact.Public, recipient string, l Letter) ([]byte, error) {
	if err := t.between(from.Public(), to); err != nil {
		return nil, err
	}
	letter, err := t.encode(l)
	if err != nil {
		return nil, err
	}
	defer vault.Wipe(letter)
	signed, err := sign(from, letter)
	if err != nil {
		return nil, err
	}
	defer vault.Wipe(signed)
	plain, err := pad(signed)
	if err != nil {
		return nil, err
	}
	defer vault.Wipe(plain)
	inner, err := to.Wrap(plain)
	if err != nil {
		return nil, err
	}
	return contact.Public{Recipient: recipient}.Wrap(inner)
}

// Opened says which file is expected: as the sender's signed word has it.
type Opened struct {
	Number uint64
	Hash   hold.Hash
}

// Open opens a sealed file with its recipient's identity and as many shares as the
// threshold says, which it checks one by one: [split.Combine]. Errors of the file
// are [ErrFile], [ErrForged] and [ErrOther]. The caller wipes the item.
func (t Terms) Open(own contact.Identity, from contact.Public, shares []split.Share, want Opened, file []byte) (Letter, error) {
	if err := t.between(from, own.Public()); err != nil {
		return Letter{}, err
	}
	if len(file) > MaxFile {
		return Letter{}, fmt.Errorf("%w: larger than %d bytes", ErrFile, MaxFile)
	}
	if FileHash(file) != want.Hash {
		return Letter{}, fmt.Errorf("%w: its hash", ErrOther)
	}
	key, err := split.Combine(t.Set, shares)
	if err != nil {
		return Letter{}, err
	}
	defer key.Wipe()
	signed, err := unwrap(own, key, file)
	if err != nil {
		return Letter{}, err
	}
	defer vault.Wipe(signed)
	letter, err := verified(from, signed)
	if err != nil {
		return Letter{}, err
	}
	defer vault.Wipe(letter)
	return t.decode(letter, want.Number)
}

// between makes sure that the terms are of these two people.
func (t Terms) between(from, to contact.Public) error {
	if err := t.Check(); err != nil {
		return err
	}
	for _, p := range []contact.Public{from, to} {
		if err := p.Check(); err != nil {
			return err
		}
	}
	if t.Policy.Owner != matter.Party(from) || t.Policy.Requester != matter.Party(to) {
		return fmt.Errorf("%w: of other people", ErrTerms)
	}
	return nil
}

// unwrap takes both layers off.
func unwrap(own contact.Identity, key secret.Key, file []byte) ([]byte, error) {
	r, err := contact.DecryptOpening(key, bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: the shares do not open it", ErrFile)
	}
	inner, err := own.Decrypt(r)
	if err != nil {
		return nil, fmt.Errorf("%w: it is for somebody else", ErrFile)
	}
	plain := make([]byte, min(len(file), maxPlain)+1) // one more is too large
	defer vault.Wipe(plain)
	n, err := io.ReadFull(inner, plain)
	if !errors.Is(err, io.ErrUnexpectedEOF) { // the inner file ends only where the outer one is whole
		return nil, fmt.Errorf("%w: it is not whole", ErrFile)
	}
	return unpad(plain[:n])
}

// pad refuses what is too large for a sealed file.
func pad(text []byte) ([]byte, error) {
	if contact.PaddedSize(len(text)) > maxPlain {
		return nil, fmt.Errorf("%w: the item is larger than %d bytes", ErrBound, maxPlain-4)
	}
	return contact.Pad(text), nil
}

// unpad returns a copy of what [pad] was given.
func unpad(plain []byte) ([]byte, error) {
	text, ok := contact.Unpad(plain)
	if !ok || len(plain) > maxPlain {
		return nil, fmt.Errorf("%w: its length or its padding", ErrFile)
	}
	return bytes.Clone(text), nil
}
