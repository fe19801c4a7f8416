package scan

import (
	"strings"

	"coffer/box/port"
)

// prolog steps over the byte order mark and the XML declaration.
func (r *Reader) prolog() error {
	r.began = true
	if err := r.Need(6); err != nil {
		return err
	}
	if r.has("\xFF\xFE") || r.has("\xFE\xFF") {
		err := r.Bad("the file is UTF-16; only UTF-8 is read")
		if r.has("\xFF\xFE<\x00") || r.has("\xFE\xFF\x00<") { // else it is none of XML, and another format says what to do
			err = port.Instead(err, "iconv -f UTF-16 -t UTF-8 FILE | sed 1s/UTF-16/UTF-8/I >utf8.xml, and import that")
		}
		return err
	}
	if r.has("\xEF\xBB\xBF") {
		r.Pos += 3
		if err := r.Need(6); err != nil {
			return err
		}
	}
	if !r.has("<?xml ") {
		return nil
	}
	r.Pos += len("<?xml")
	body, err := r.until("?>", "the XML declaration")
	if err != nil {
		return err
	}
	return r.declaration(body)
}

// declaration accepts version 1.0 in UTF-8, and ASCII, which is part of it.
func (r *Reader) declaration(body []byte) error {
	attrs, complaint := r.attributes(body)
	if complaint != "" {
		return r.Bad("the XML declaration is malformed")
	}
	tok := Token{Attrs: attrs}
	if v, _ := tok.Attr("version"); string(v) != "1.0" {
		return r.Bad("only XML 1.0 is read")
	}
	if v, ok := tok.Attr("encoding"); ok && !known(string(v)) {
		return r.Bad("only the encoding UTF-8 is read")
	}
	return nil
}

func known(encoding string) bool {
	return strings.EqualFold(encoding, "utf-8") || strings.EqualFold(encoding, "us-ascii")
}
