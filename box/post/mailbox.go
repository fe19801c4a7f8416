package post

import (
	"crypto/sha256"
	"io"
	"strings"

	"coffer/vault"
)

// Mailbox is a random name in the post: one for each direction between two
// parties, and one in a card for introductions.
type Mailbox vault.ID

// NewMailbox draws one.
func NewMailbox(rand io.Reader) (Mailbox, error) {
	id, err := vault.NewID(rand)
	return Mailbox(id), err
}

// String is the name of the mailbox in a store.
func (m Mailbox) String() string { return vault.ID(m).String() }

// IsZero tells whether it is unset.
func (m Mailbox) IsZero() bool { return m == Mailbox{} }

// prefix is what the names of its objects begin with.
func (m Mailbox) prefix() string { return m.String() + "/" }

// object draws a name for a new object.
func (m Mailbox) object(rand io.Reader) (string, error) {
	id, err := vault.NewID(rand)
	return m.prefix() + id.String(), err
}

// owns tells whether an object has a name of ours; anything else that lies
// there is not ours to touch.
func (m Mailbox) owns(object string) bool {
	name, ok := strings.CutPrefix(object, m.prefix())
	if !ok {
		return false
	}
	_, err := vault.ParseID(name)
	return err == nil
}

// origin is what stands for the envelope before the first one: it binds the
// chain of a channel to its mailbox.
func (m Mailbox) origin() ID {
	h := sha256.New()
	h.Write([]byte("coffer/1 channel\x00"))
	h.Write(m[:])
	return ID(h.Sum(nil))
}

// mailboxOfObject reads the mailbox in the name of an object.
func mailboxOfObject(object string) (Mailbox, bool) {
	name, _, _ := strings.Cut(object, "/")
	id, err := vault.ParseID(name)
	return Mailbox(id), err == nil
}
