package file

import (
	"bytes"
	"errors"
	"io"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"

	"coffer/vault/secret"
)

// A password counts in NFC, as that of a vault does: two keyboards write one word
// in different bytes.
func normal(password secret.Text) string { return norm.NFC.String(password.Reveal()) }

// Mark is how every ticket file begins, and any other age file under a passphrase.
const Mark = "age-encryption.org/v1\n-> scrypt "

// locked encrypts the content under a password.
func locked(plain []byte, password secret.Text, work int) ([]byte, error) {
	r, err := age.NewScryptRecipient(normal(password))
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(work)
	var file bytes.Buffer
	w, err := age.Encrypt(&file, r)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	return file.Bytes(), err
}

// unlocked decrypts the content, which the caller wipes.
func unlocked(file []byte, password secret.Text) ([]byte, error) {
	id, err := age.NewScryptIdentity(normal(password))
	if err != nil { // an empty one
		return nil, ErrPassword
	}
	id.SetMaxWorkFactor(MaxWork)
	pass := &passphrase{id: id}
	r, err := age.Decrypt(bytes.NewReader(file), pass)
	switch {
	case pass.refused != nil:
		return nil, pass.refused
	case errors.Is(err, age.ErrIncorrectIdentity):
		return nil, ErrPassword
	case err != nil:
		return nil, ErrDamaged
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxPlain+1))
	if err != nil || len(plain) > maxPlain {
		clear(plain)
		return nil, ErrDamaged
	}
	return plain, nil
}

// passphrase opens what is locked by one passphrase and by nothing else, and does
// no work beyond the bound.
type passphrase struct {
	id      *age.ScryptIdentity
	refused error
}

// Unwrap implements [age.Identity].
func (p *passphrase) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	switch {
	case len(stanzas) != 1 || stanzas[0].Type != "scrypt" || len(stanzas[0].Args) != 2:
		p.refused = ErrDamaged
	case tooMuch(stanzas[0].Args[1]):
		p.refused = ErrWork
	default:
		return p.id.Unwrap(stanzas)
	}
	return nil, p.refused
}

// tooMuch tells whether a work factor is beyond the bound. What is no number is
// left to age to refuse.
func tooMuch(s string) bool {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
		if n = 10*n + int(c-'0'); n > MaxWork {
			return true
		}
	}
	return false
}
