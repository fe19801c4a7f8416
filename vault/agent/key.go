package agent

import (
	"encoding/base64"
	"errors"
	"strings"

	"coffer/vault"
	"coffer/vault/secret"
)

// Key is the half of a session or a token that the agent does not have, and the
// name of what it belongs to.
type Key struct {
	Vault  vault.ID
	ID     vault.ID
	Secret secret.Key
}

// KeyKind is what a key stands before, so that one is not taken for the other
// and both are recognised where they do not belong.
type KeyKind string

// The kinds.
const (
	SessionKey KeyKind = "coffer-session-"
	TokenKey   KeyKind = "coffer-token-"
)

// ErrKey reports a text that is no key of that kind. It does not quote the text.
var ErrKey = errors.New("not a key of a session or token")

const keyBytes = 16 + 16 + secret.KeySize

// Text writes a key as one word of letters, digits, '-' and '_'.
func (k Key) Text(kind KeyKind) secret.Text {
	raw := append(append(k.Vault[:], k.ID[:]...), k.Secret.Bytes()...)
	defer vault.Wipe(raw)
	return secret.Take(base64.RawURLEncoding.AppendEncode([]byte(kind), raw))
}

// ParseKey reads what [Key.Text] wrote, and nothing else.
func ParseKey(kind KeyKind, text string) (k Key, err error) {
	body, ok := strings.CutPrefix(text, string(kind))
	if !ok || len(body) != base64.RawURLEncoding.EncodedLen(keyBytes) {
		return k, ErrKey
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil || len(raw) != keyBytes {
		return k, ErrKey
	}
	defer vault.Wipe(raw)
	k.Vault, k.ID = vault.ID(raw[:16]), vault.ID(raw[16:32])
	k.Secret, err = secret.KeyFrom(raw[32:])
	return k, err
}
