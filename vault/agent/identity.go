package agent

import (
	"fmt"
	"io"

	"filippo.io/age"

	"coffer/vault/secret"
)

// Identity opens what was encrypted to its recipient: an age identity (X25519),
// for what this machine keeps and only a key of the vault opens again.
type Identity struct{ id *age.X25519Identity }

// Format hides it, whatever the verb.
func (Identity) Format(s fmt.State, _ rune) { io.WriteString(s, "[identity]") }

// NewIdentity draws an identity.
func NewIdentity() (Identity, error) {
	id, err := age.GenerateX25519Identity()
	return Identity{id}, err
}

// ParseIdentity reads what [Identity.Text] wrote. The error quotes nothing.
func ParseIdentity(text []byte) (Identity, error) {
	id, err := age.ParseX25519Identity(string(text))
	if err != nil {
		return Identity{}, ErrKey
	}
	return Identity{id}, nil
}

// Text is the identity as text, to be kept under a key of the vault.
func (i Identity) Text() secret.Text { return secret.New(i.id.String()) }

// Recipient is the public half.
func (i Identity) Recipient() string { return i.id.Recipient().String() }

func ageIdentities(all []Identity) []age.Identity {
	ids := make([]age.Identity, 0, len(all))
	for _, i := range all {
		ids = append(ids, i.id)
	}
	return ids
}
