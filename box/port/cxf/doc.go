// Package cxf is the quay for what the FIDO Alliance has agreed on: it reads and
// writes the Credential Exchange Format (CXF) 1.0, Proposed Standard of
// 2025-08-14 with the errata of 2026-03-09, as JSON: a header with accounts,
// each with items and with collections that link to them.
//
// The names of members are those of the standard's CDDL; what a member becomes
// in Coffer is one table, members.go, for both directions. Collections are
// folders. What an item holds beyond the table comes in as fields of its own;
// passkeys and credentials of unknown types as JSON in a field under core, and
// they leave again as what they were.
//
// Files: a credential of type file names a file, its size and its SHA-256, and
// nothing more. The bytes are no part of CXF: in an exchange the other program
// asks for them, and in an archive each lies encrypted in the folder documents,
// under the id of the credential. So attachments leave as such names, and an
// import reports which of them are not there.
//
// CXF knows no tiers, kinds and templates. An export says them in extensions
// called "coffer.invalid/…", as the standard provides; others step over these,
// and an import believes them only in files that say they are ours. Former
// revisions and the bytes of attachments do not go.
//
// Sources: fidoalliance.org/specs/cx/cxf-v1.0-ps-20250814.html and its errata;
// for what others write: bitwarden/credential-exchange.
package cxf

// Format reads and writes CXF.
type Format struct{}

// What the header says of whoever wrote the file. Coffer has no domain of its
// own, and so none that could be taken for it.
const (
	exporterID   = "coffer.invalid"
	exporterName = "Coffer"
	major, minor = 1, 0
)

// Extensions of ours, by the standard's rule for their names.
const (
	extBox       = exporterID + "/box"
	extTrash     = exporterID + "/trash"
	extItem      = exporterID + "/item"
	extField     = exporterID + "/field"
	extTemplates = exporterID + "/templates"
)
