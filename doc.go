// Package coffer is the root of the project. It has no code, but the text of the
// change log, which stands here for whoever reads the project: its tests hold what
// concerns the whole (which package may import which, where a library is at home,
// the schema of the XML export). The program is cmd/coffer.
package coffer

import _ "embed" // the change log

// Changelog is CHANGELOG.md, as it is.
//
//go:embed CHANGELOG.md
var Changelog string
