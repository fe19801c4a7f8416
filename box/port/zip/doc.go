// Package zip is the moving van: a Coffer export with its attachments, as a ZIP
// file that any program opens. README.txt says what it is, export.xml is
// Coffer XML (package xml), every attachment is a file below files/, and
// manifest.json names each of the other entries with its size and SHA-256.
//
// Reading trusts none of it. Every entry has a plain name that stays below the
// archive, stands once and in the manifest, and holds exactly the bytes that
// the manifest says; what is unpacked is counted while it comes, not believed.
package zip

// Format reads and writes Coffer ZIP.
type Format struct{}

// The entries that are not attachments, in the order of writing; the manifest
// comes last.
const (
	readmeName   = "README.txt"
	exportName   = "export.xml"
	manifestName = "manifest.json"
	filesFolder  = "files"
)

const readme = `This is an export of a Coffer vault, IN CLEAR TEXT.

Everybody who reads this file reads the passwords in it. Delete it, and every
copy of it, as soon as it has done its work; a copy may also lie in a backup, in
a synchronised folder, or in the trash. To keep an export, encrypt it:

    coffer export zip -o export.zip.age --passphrase

What is in it:

    export.xml      all boxes, items and former revisions; the format is
                    described in docs/export.xsd of Coffer
    files/          the attachments, as they are
    manifest.json   size and SHA-256 of each of these, to see what is damaged

To read it again:

    coffer import zip FILE
`
