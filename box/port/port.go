// Package port is the harbour: what comes from another tool arrives here, what
// leaves for one departs from here. It fixes what every format can rely on;
// each format is a folder of its own below and knows bytes, not vaults.
//
// Everything streams: an importer hands over one item after the other and
// keeps none, an exporter takes them one after the other. Attachments are
// never part of an [Entry]; they are opened when it is their turn.
package port

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"time"
	"unicode/utf8"

	"coffer/box"
)

// Importer reads one format. It calls the sink from one goroutine. When it
// returns an error, what the sink has received is not the whole and may be
// worth nothing: take all of it back. Errors of the input are [ErrInput];
// errors of the sink and of reading come back as they are.
type Importer interface {
	Import(ctx context.Context, src Source, sink Sink) error
}

// Tabular is an importer of tables, about whose columns a person can say what they
// are: from their name to the name of a field.
type Tabular interface {
	Importer
	WithColumns(columns map[string]string) (Importer, error)
	// Columns are those of the table that src.R begins with.
	Columns(src Source) ([]Column, error)
}

// Column is one of a table.
type Column struct {
	Name  string // as it stands there; it may be a value, where the table has no names
	Plain bool   // it looks like a name
	Means string // by its name: a word for a field; empty where it says nothing
}

// Exporter writes one format. After an error what was written is worthless.
type Exporter interface {
	Export(ctx context.Context, to Target, c Content) error
}

// Source is a file to import, or a folder: a format reads one or the other, and
// says which. At may be nil for a stream; formats that need to go back and forth
// say so. Where it is set, R reads the same bytes from the beginning, and At stays
// usable for as long as files of entries are opened.
type Source struct {
	R    io.Reader
	At   io.ReaderAt
	Size int64 // of At

	Dir fs.FS // a folder, which nothing in it leads out of; the others are zero then
	// Open decrypts one file of Dir, whose name tells how. It may be nil: there is
	// nothing to decrypt with. How much comes out is for the importer to bound. An
	// error, also of reading, that is [ErrShut] or [ErrInput] is about this file alone.
	Open func(ctx context.Context, name string, r io.Reader) (io.ReadCloser, error)
}

// Target is where an export goes: a file, or a folder for formats that are one.
type Target struct {
	W   io.Writer
	Dir Folder // the formats of files leave it alone, those of folders leave W alone
	// Recipients are age recipients of one family, for formats that encrypt what they
	// write by themselves.
	Recipients []string
}

// Folder takes the files of an export, one after the other.
type Folder interface {
	// Create makes a file, with the folders above it. The name is a path as
	// [fs.ValidPath] has it; the error of one that is there wraps [fs.ErrExist].
	// The file is whole after Close.
	Create(name string) (io.WriteCloser, error)
}

// Sink takes what an importer finds: boxes first, then templates, then items.
// An error ends the import.
type Sink interface {
	Box(Box) error
	Template(box.Template) error
	// Item takes one entry, which the importer does not touch again. Its files
	// can be opened until Item returns.
	Item(*Entry) error
	// Report says what was found and has no place in Coffer.
	Report(Note)
}

// Content is what an exporter writes. Items come from the vault one by one; an
// error among them ends the export and is returned. They can be gone through more
// than once, and are the same in the same order each time.
type Content struct {
	Created   time.Time
	Boxes     []Box // all that items name
	Templates []box.Template
	Items     iter.Seq2[*Entry, error]
}

// Check tells, before anything is written, that there is more than an import
// takes.
func (c *Content) Check() error {
	switch {
	case len(c.Boxes) > MaxBoxes:
		return TooMuch("there are more than %d boxes", MaxBoxes)
	case len(c.Templates) > MaxForms:
		return TooMuch("there are more than %d templates of your own", MaxForms)
	}
	return nil
}

// Box is a box as it stands in a file.
type Box struct {
	Name    string
	Note    string
	Created time.Time
}

// Entry is an item on its way, with all that belongs to it. Attachments,
// Item.Box and Item.Revision mean nothing here: Files and BoxName stand for
// the first two. ID is zero where the format knows none; Due is zero where an
// item comes out of another tool's trash.
type Entry struct {
	box.Item
	BoxName string     // empty where the format knows no boxes
	Former  []box.Item // newest first, by Revision; their Attachments have neither Blob nor Key
	Files   []File
}

// File is an attachment on its way. Open may be called more than once; the
// reader it gives ends with an error if the content is not of Size and SHA256.
type File struct {
	Name   string
	Size   int64
	SHA256 [32]byte
	Open   func() (io.ReadCloser, error)
}

// Note says what has no place of its own, and where it was found: the path of
// an entry, or "the file". Neither holds a secret, but both may hold control
// characters of the input. Whoever keeps notes cuts them; see [Cut].
type Note struct{ Where, What string }

// Cut keeps the end of a text of a note, which of a path is the title, in at
// most [MaxNote] bytes.
func Cut(s string) string {
	const dots = "…"
	if len(s) <= MaxNote {
		return s
	}
	from := len(s) - MaxNote + len(dots)
	for from < len(s) && !utf8.RuneStart(s[from]) {
		from++
	}
	return dots + s[from:]
}
