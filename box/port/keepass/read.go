package keepass

import (
	"bytes"
	"strings"

	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

// children calls fn for every child of the element that was just opened, and
// consumes its end. fn consumes each child to the end; for what it does not
// want there is [importer.other].
func (im *importer) children(fn func(*scan.Token) error) error {
	for {
		tok, err := im.x.Next()
		if err != nil {
			return err
		}
		switch tok.Kind {
		case scan.End:
			return nil
		case scan.Text:
			if len(bytes.TrimSpace(tok.Text)) > 0 {
				return im.x.Bad("text between elements")
			}
		case scan.Start:
			im.tok = tok
			if err := fn(&im.tok); err != nil {
				return err
			}
		}
	}
}

// other steps over an element that nobody wants, and remembers its name if it
// is not known.
func (im *importer) other(tok *scan.Token) error {
	if !im.ignored[tok.Name] {
		im.unknown.Add(tok.Name)
	}
	return im.skip()
}

// skip steps over the rest of the element that was just opened.
func (im *importer) skip() error {
	for depth := im.x.Depth(); ; {
		tok, err := im.x.Next()
		if err != nil {
			return err
		}
		if tok.Kind == scan.End && im.x.Depth() < depth {
			return nil
		}
	}
}

// read keeps the text of the element that was just opened, and consumes its
// end.
func (im *importer) read(into *string) error { return im.readUpTo(port.MaxValue, into) }

// name is read for what is short: a folder, a key, a UUID.
func (im *importer) name(into *string) error { return im.readUpTo(port.MaxName, into) }

func (im *importer) readUpTo(most int, into *string) error {
	im.buf = im.buf[:0]
	defer func() { clear(im.buf) }()
	for {
		tok, err := im.x.Next()
		if err != nil {
			return err
		}
		switch tok.Kind {
		case scan.End:
			*into = im.keep(im.buf)
			return im.grow(len(*into))
		case scan.Start:
			return im.x.Bad("element %q where only text is allowed", tok.Name)
		case scan.Text:
			im.buf = append(im.buf, tok.Text...)
		}
		if len(im.buf) > most {
			return im.x.Bad("a name or a value is longer than %d KiB", most>>10)
		}
	}
}

// keep returns the text as a string; the names of standard strings and the
// commonest values cost nothing.
func (im *importer) keep(text []byte) string {
	switch string(text) {
	case keyTitle:
		return keyTitle
	case keyUser:
		return keyUser
	case keyPassword:
		return keyPassword
	case keyURL:
		return keyURL
	case keyNotes:
		return keyNotes
	case "True":
		return "True"
	case "False":
		return "False"
	}
	return string(text)
}

// count counts an element and steps over it.
func (im *importer) count(n *int) error {
	*n++
	return im.skip()
}

// isTrue reads a flag, an attribute or an element.
func isTrue(s string) bool { return strings.EqualFold(s, "true") }
