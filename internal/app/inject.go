package app

import (
	"bytes"
	"errors"
	"io"
)

// Sheet is a text with blanks: references between double braces, which will be
// replaced by what they name. Other double braces are ordinary text.
type Sheet struct {
	Refs  []Reference // each once
	parts []sheetPart
}

// sheetPart is a piece of text and the blank behind it.
type sheetPart struct {
	text []byte
	ref  int // into Refs; -1: none
}

// ParseSheet finds the blanks of a text, which it keeps. A text with a NUL is
// refused: in one of UTF-16 no blank would be found. An error of kind [Input]
// names the line.
func ParseSheet(text []byte) (*Sheet, error) {
	if len(text) > MaxSheet {
		return nil, Fail(Input, "fill in smaller files one by one", "the text is longer than %d bytes", MaxSheet)
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return nil, Fail(Input, "write it in UTF-8", "line %d holds a NUL, as text in UTF-16 does", 1+bytes.Count(text[:i], []byte("\n")))
	}
	s, known := &Sheet{}, map[Reference]int{}
	begin, line := 0, 1
	for at := 0; at < len(text); {
		ref, size, err := blankAt(text[at:])
		if err != nil {
			return nil, atLine(line, err)
		}
		if size == 0 {
			if text[at] == '\n' {
				line++
			}
			at++
			continue
		}
		i, ok := known[ref]
		if !ok {
			i = len(s.Refs)
			known[ref], s.Refs = i, append(s.Refs, ref)
		}
		s.parts = append(s.parts, sheetPart{text[begin:at], i})
		at += size
		begin = at
	}
	s.parts = append(s.parts, sheetPart{text[begin:], -1})
	return s, nil
}

// blankAt reads the blank that a text begins with; its size is 0 if it begins
// with something else.
func blankAt(text []byte) (ref Reference, size int, err error) {
	inner, ok := bytes.CutPrefix(text, []byte("{{"))
	inner = bytes.TrimLeft(inner, " \t")
	if !ok || !bytes.HasPrefix(inner, []byte(Scheme)) {
		return ref, 0, nil
	}
	skipped := len(text) - len(inner)
	end := bytes.Index(inner[:min(len(inner), maxReference+64)], []byte("}}"))
	if end < 0 {
		return ref, 0, badReference("it ends with }}")
	}
	ref, err = ParseReference(string(bytes.TrimRight(inner[:end], " \t")))
	return ref, skipped + end + len("}}"), err
}

// atLine says in which line of a file something is wrong.
func atLine(line int, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	return Fail(Input, e.Hint, "line %d: %s", line, e.What)
}

// Fill writes the text with the values of Refs in the blanks. They are written
// as they are: what looks like a blank in them stays.
func (s *Sheet) Fill(w io.Writer, values []Revealed) error {
	for _, p := range s.parts {
		if _, err := w.Write(p.text); err != nil {
			return err
		}
		if p.ref < 0 {
			continue
		}
		if _, err := w.Write(values[p.ref].Value.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
