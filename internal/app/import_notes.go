package app

import (
	"fmt"

	"coffer/box/port"
)

// maxNotes bounds the notes of one kind in the report of an import. They are cut each;
// what is beyond is counted in one more.
const maxNotes = 10_000

// notes are those of one kind.
type notes struct {
	kept []port.Note
	told int
}

func (n *notes) full() bool { return n.told >= maxNotes }

func (n *notes) add(note port.Note) {
	if !n.full() {
		n.kept = append(n.kept, port.Note{Where: port.Cut(note.Where), What: port.Cut(note.What)})
	}
	n.told++
}

// all returns what is kept, and says how many are not.
func (n *notes) all() []port.Note {
	if more := n.told - len(n.kept); more > 0 {
		return append(n.kept, port.Note{Where: "the file", What: fmt.Sprintf("and %d more like these", more)})
	}
	return n.kept
}
