package box

import (
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

// Item is one kept thing: a login, a card, a note, a key, a file. It is made
// from a template and holds fields, each with its own tier.
type Item struct {
	ID       vault.ID
	Box      vault.ID
	Revision uint32 // counts what was written, from 1, also across boxes; 0 for an item that was never written
	Label
	Fields      []Field
	Attachments []Attachment
}

// Label is what lists need of an item, and all they decode.
type Label struct {
	Folder    []string // outermost first; empty for the top of the box
	Title     string
	Template  string
	Favourite bool
	Tags      []string
	Created   time.Time // UTC, whole seconds, like every time here
	Changed   time.Time
	Expires   time.Time // zero: never
	OnExpiry  Expiry
	Trashed   time.Time // zero: not in the trash
	Due       time.Time // when a trashed item may be purged
}

// Expiry says what happens when an item's date is reached.
type Expiry uint8

// What an expired item does: it warns, or goes to the trash.
const (
	Warn   Expiry = 0
	Delete Expiry = 1
)

// Field is one value of an item. Names are unique within an item.
type Field struct {
	Name  string
	Kind  Kind
	Tier  vault.Tier
	Value secret.Text
}

// Kind says what a field's value is, and so how it is asked for and shown.
type Kind string

// The kinds of fields.
const (
	Text      Kind = "text"
	Username  Kind = "username"
	Password  Kind = "password"
	PIN       Kind = "pin"
	TOTP      Kind = "totp"
	URL       Kind = "url"
	Email     Kind = "email"
	Phone     Kind = "phone"
	Number    Kind = "number"
	Date      Kind = "date"
	Multiline Kind = "multiline"
	File      Kind = "file" // small binary content; larger ones are attachments
	Hint      Kind = "hint" // where the other half of a complement lies
)

// Attachment is a file that belongs to an item. Its bytes lie beside the vault
// in an encrypted file named by Blob and opened by Key.
type Attachment struct {
	Name   string
	Size   int64 // bytes, at most [MaxAttachment]
	SHA256 [32]byte
	Blob   vault.ID
	Key    secret.Key // zero while the core tier is locked
}
