// Package keepass is the reception for people who come from KeePass: it reads
// KeePass 2 XML, as KeePass and KeePassXC export it. Groups become folders,
// entries become logins (or notes, where there is nothing but notes), the
// history of an entry its former revisions, the recycle bin the trash. What
// has no place in Coffer is reported, entry by entry.
//
// The names of elements, the two forms of times and the custom strings of
// plug-ins are those of keepassxc, src/format/KdbxXmlReader.cpp, and of what
// keepassxc-cli 2.7.4 wrote (testdata/keepassxc).
package keepass

// Format reads KeePass 2 XML.
type Format struct{}

// Standard keys of an entry's strings.
const (
	keyTitle    = "Title"
	keyUser     = "UserName"
	keyPassword = "Password"
	keyURL      = "URL"
	keyNotes    = "Notes"
)
