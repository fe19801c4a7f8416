package cxf

import "coffer/box/port"

// Loses says what of an entry the format has no place for. The rest either has a
// member in the standard or comes back by extensions of ours.
func (Format) Loses(e *port.Entry) (what []string) {
	if len(e.Former) > 0 {
		what = append(what, "former revisions")
	}
	if len(e.Files) > 0 {
		what = append(what, "attachments, of which only name, size and hash go out")
	}
	return what
}

// KeepsTemplates says that the owner's templates come back, by an extension of ours.
func (Format) KeepsTemplates() {}

// KeepsBoxes says that the notes of boxes come back, by another.
func (Format) KeepsBoxes() {}
