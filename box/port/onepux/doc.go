// Package onepux is the gangway for people who come from 1Password: it reads the
// 1PUX files that 1Password 8 exports, a ZIP with the items as JSON in export.data
// and their files below files/. Vaults become folders, of a second account below a
// folder by its name; items become items of the built-in templates by their
// category, fields of sections become fields, former passwords former revisions,
// documents and files attachments. What is not known here becomes a field by its
// name, and is reported.
//
// Names of members are those of bitwarden/clients
// (libs/importer/src/importers/onepassword/types/onepassword-1pux-importer-types.ts),
// of 1pux-to-csv (types.ts) for older files, in which an item lies in a member
// "item", and of keepassxc (src/format/OPUXReader.cpp).
package onepux

// Format reads 1PUX.
type Format struct{}

// The entries of the ZIP.
const (
	attributesName = "export.attributes" // version and date, which nobody needs
	dataName       = "export.data"
	filesName      = "files/" // then the id of a document, two underscores and its name
)

// archivedTag marks what was archived: Coffer has no archive.
const archivedTag = "archived"
