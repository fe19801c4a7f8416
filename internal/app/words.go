package app

import (
	"strconv"
	"strings"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/port"
	"coffer/box/post"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/agent"
)

// The words of the packages below, for the layers above: a command or a screen
// imports this package and internal/host, and no other of ours but the secret
// types.
type (
	Clock       = agent.Clock
	Stretch     = vault.Stretch
	Params      = vault.Params
	Warning     = vault.Warning
	Slot        = vault.Slot
	VerifyFound = vault.Report
	ID          = vault.ID
	Tier        = vault.Tier
	Item        = box.Item
	Label       = box.Label
	Entry       = box.Entry
	Field       = box.Field
	FieldKind   = box.Kind
	Attachment  = box.Attachment
	Template    = box.Template
	Box         = box.Box
	Path        = box.Path
	Source      = port.Source
	ExportTo    = port.Target
	Loss        = port.Loss
	ImportNote  = port.Note
	Contact     = contact.Contact
	Card        = contact.Card
	Pointer     = contact.Pointer
	Fingerprint = contact.Fingerprint
)

// The tiers.
const (
	Companion = vault.Companion
	Core      = vault.Core
)

// MaxCardText bounds a card as text or a scan.
const MaxCardText = contact.MaxCardText

// MaxNote bounds a note, in bytes.
const MaxNote = box.MaxNote

// ErrNoPost is in the error of a vault without a post.
var ErrNoPost = post.ErrNoPost

// Counted writes a number with its noun.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Quoted writes a name for a message, safe for a terminal.
func Quoted(name string) string { return host.Safe(strconv.Quote(name)) }

// QuotedList writes names for a message, safe for a terminal.
func QuotedList(names []string) string {
	quotes := make([]string, len(names))
	for i, name := range names {
		quotes[i] = Quoted(name)
	}
	return strings.Join(quotes, ", ")
}

// BuiltinTemplates returns the templates that every vault has.
func BuiltinTemplates() []Template { return box.Builtins() }
