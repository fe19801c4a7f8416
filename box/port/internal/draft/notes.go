package draft

import "coffer/box"

// NotesOf is the field that holds what is noted beside the others: in a note, which has
// no others, that is its text.
func NotesOf(template string) string {
	if template == box.TemplateNote {
		return "text"
	}
	return "notes"
}
