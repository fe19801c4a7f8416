// Package pass is the filing cabinet: password stores that are folders, in which
// every entry is a file encrypted by itself. It reads those of pass and gopass
// (*.gpg) and of passage and gopass with age (*.age), and writes those of passage.
//
// Inside, an entry is text: the password on the first line, then whatever its
// owner likes. Lines of "key: value" and otpauth:// URIs are widely agreed on, and
// so is nothing else. What is no such line is free text. Sources: the manuals of
// pass(1) and pass-otp(1), passage's README, gopass docs/features.md and
// docs/secrets.md, and what pass-import writes.
//
// What is our own way of writing, and is understood in every store that is read:
// a value of several lines stands below "key: |", indented, as in YAML; characters
// that a name of a file or a key cannot have are written %XX; and the attachments of
// NAME.age lie in the folder NAME.attachments beside it.
package pass

// Format reads and writes such folders.
type Format struct{}
