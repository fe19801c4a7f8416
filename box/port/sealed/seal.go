package sealed

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"coffer/vault/secret"
)

// EncryptTo returns a writer that seals to recipients, age1… or age1pq…, all of
// one family. The file is whole only after Close. Errors are [ErrRecipient],
// [ErrMixed], and those of writing.
func EncryptTo(w io.Writer, recipients []string) (io.WriteCloser, error) {
	if n := len(recipients); n == 0 || n > MaxRecipients {
		return nil, fmt.Errorf("a file is sealed to 1 to %d recipients, not %d", MaxRecipients, n)
	}
	hybrid := 0
	var parsed []age.Recipient
	for _, s := range recipients {
		r, pq, err := parseRecipient(s)
		if err != nil {
			return nil, err
		}
		if pq {
			hybrid++
		}
		parsed = append(parsed, r)
	}
	if hybrid > 0 && hybrid < len(parsed) {
		return nil, ErrMixed
	}
	return age.Encrypt(w, parsed...)
}

// parseRecipient reads the two kinds that age itself makes; no SSH keys, no
// plug-ins, which are programs to run.
func parseRecipient(s string) (r age.Recipient, hybrid bool, err error) {
	if strings.HasPrefix(s, "AGE-") {
		return nil, false, fmt.Errorf("%w; this is the secret identity itself", ErrRecipient)
	}
	if strings.HasPrefix(s, "age1pq1") {
		r, err = age.ParseHybridRecipient(s)
		hybrid = true
	} else {
		r, err = age.ParseX25519Recipient(s)
	}
	if err != nil {
		return nil, false, ErrRecipient // age's own error quotes what may be a secret by mistake
	}
	return r, hybrid, nil
}

// Passphrase returns a writer that seals with a passphrase, as [EncryptTo].
// cost is log2 of scrypt's work; 0 means the usual, about a second.
func Passphrase(w io.Writer, pass secret.Text, cost int) (io.WriteCloser, error) {
	if pass.IsZero() {
		return nil, errors.New("an empty passphrase protects nothing; choose one")
	}
	r, err := age.NewScryptRecipient(pass.Reveal())
	if err != nil {
		return nil, err
	}
	if cost == 0 {
		cost = work
	}
	if cost < 1 || cost > maxWork {
		return nil, fmt.Errorf("the work factor is 1 to %d, not %d", maxWork, cost)
	}
	r.SetWorkFactor(cost)
	return age.Encrypt(w, r)
}
