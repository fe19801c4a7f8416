// Package keepass is the reception for people who come from KeePass, and the door
// for those who leave for it: it reads KeePass 2 XML, as KeePass and KeePassXC
// export it, and writes what they import. Groups become folders, entries become
// logins (or notes, where there is nothing but notes), the history of an entry
// its former revisions, the recycle bin the trash. What has no place in Coffer
// is reported, entry by entry.
//
// What is written reads back as it was. KeePass has no place for the template of
// an item, for kinds and tiers of fields or for favourites, and so they stand in
// the custom data of its entry, see [ownFields]; a program that does not know
// them keeps them. The strings of an entry still count: what somebody changed or
// added there comes back as well.
//
// The names of elements, the two forms of times and the custom strings of
// plug-ins are those of keepassxc, src/format/KdbxXmlReader.cpp, and of what
// keepassxc-cli 2.7.4 wrote (testdata/keepassxc).
package keepass

// Format reads and writes KeePass 2 XML.
type Format struct{}

// Standard keys of an entry's strings.
const (
	keyTitle    = "Title"
	keyUser     = "UserName"
	keyPassword = "Password"
	keyURL      = "URL"
	keyNotes    = "Notes"
)

// Keys that KeePassXC and KeePass2Android gave a meaning.
const (
	keyOTP     = "otp"      // a one-time code, as an otpauth URI
	keyMoreURL = "KP2A_URL" // begins the keys of further URLs
)
