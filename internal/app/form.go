package app

import "fmt"

// A form is an item as text, for an editor:
//
//	# a comment
//	tags: mail, "two words, one comma"
//	favourite: yes
//	expires: 2031-05-06T07:08:09Z, delete
//
//	username (username, companion): ann
//	password (password, core): " begins with a blank"
//	notes (multiline, core): <<END
//	first line
//	second line
//	END
//	content (file, core): <kept, 2048 bytes>
//
// One line is one thing: an attribute, which may be left out, or a field with
// its kind and tier. A value is the rest of its line without blanks around it;
// or everything between quotes, with the escapes of a Go string; or the lines
// up to the word after <<; or <kept …>, which stands for a value that is no
// text or too long for an editor. Names and tags with anything but letters,
// digits, blanks and plain signs stand in quotes, too. Path, title and template
// are no part of a form.

// FormError says in which line a form cannot be understood. It quotes nothing.
type FormError struct {
	Line int // from 1
	What string
}

func (e *FormError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }
