// Package xml is the archive room: Coffer's own export format, a flat XML file
// that any program can read and that loses nothing. docs/export.xsd fixes it
// and says in its preface how names and values are written and how the format
// may change; this package keeps to it in both directions, byte for byte.
package xml

import "errors"

// Format reads and writes Coffer XML. The zero value does both as the schema
// says.
type Format struct {
	// Place is for a container around the XML: it takes an attachment that is
	// about to be written and returns the path that the attribute file names,
	// or "" to have the content in the element itself. nil puts everything
	// into the XML.
	Place PlaceFunc
	// Fetch is its counterpart on reading: it finds the content for a path, with
	// what the XML says about it. nil refuses elements that name a file.
	Fetch FetchFunc
}

// What the schema fixes.
const (
	namespace = "urn:coffer:export:1"
	version   = "1"
	stamp     = "2006-01-02T15:04:05Z"
	encoding  = "base64"
)

var errID = errors.New("an item without an id cannot be exported")
