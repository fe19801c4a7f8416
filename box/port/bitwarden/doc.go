// Package bitwarden is the bridge to Bitwarden and Vaultwarden: it reads and
// writes their JSON export, in clear or protected with a password of its own,
// and reads their ZIP with attachments. Logins, notes, cards, identities, SSH
// keys and bank accounts become items of the built-in templates, driver's
// licences and passports become identities; folders and collections become
// folders, former passwords become former revisions. What has no field of its
// own becomes one by its name.
//
// A protected file is opened by [Format.Unlock]: nothing of it is believed
// before its MAC is checked, and what it asks for in work and memory has bounds
// that are looked at first. A file that is encrypted for one Bitwarden account
// can be read by no other program, and is refused with that text.
//
// Names of members, numbers of types and the way of encryption are those of
// bitwarden/clients: libs/common/src/models/export/*.export.ts,
// libs/tools/export/vault-export/vault-export-core/src/services
// (individual-vault-export, base-vault-export) and
// libs/importer/src/importers/bitwarden (password-protected-kdf-config).
package bitwarden

// Format reads Bitwarden's JSON and ZIP, and writes the JSON.
type Format struct {
	KDF KDF // of what it protects
}
