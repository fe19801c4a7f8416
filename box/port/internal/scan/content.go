package scan

import (
	"bytes"
	"unicode/utf8"
)

const cdataOpen = "<![CDATA["

// text returns the text before the next tag, or a windowful of it.
func (r *Reader) text() (Token, bool, error) {
	from := 0
	for {
		if i := bytes.IndexByte(r.Buf[r.Pos+from:r.Stop], '<'); i >= 0 {
			return r.piece(from+i, content)
		}
		if r.EOF {
			return r.piece(r.Stop-r.Pos, content)
		}
		if r.Stop-r.Pos == len(r.Buf) {
			return r.piece(cut(r.Buf[r.Pos:r.Stop]), content)
		}
		from = r.Stop - r.Pos
		if err := r.Fill(); err != nil {
			return Token{}, false, err
		}
	}
}

// cdata returns the rest of a CDATA section, or a windowful of it.
func (r *Reader) cdata() (Token, bool, error) {
	from := 0
	for {
		if i := bytes.Index(r.Buf[r.Pos+from:r.Stop], []byte("]]>")); i >= 0 {
			r.inCDATA = false
			tok, done, err := r.piece(from+i, cdata)
			r.take(len("]]>"))
			return tok, done, err
		}
		if r.EOF {
			return Token{}, false, r.finishIn("a CDATA section")
		}
		if r.Stop-r.Pos == len(r.Buf) {
			return r.piece(cut(r.Buf[r.Pos:r.Stop]), cdata)
		}
		from = max(0, r.Stop-r.Pos-2)
		if err := r.Fill(); err != nil {
			return Token{}, false, err
		}
	}
}

// piece consumes n bytes of character data. Outside the root element only
// white space may stand, and it is stepped over.
func (r *Reader) piece(n int, m mode) (Token, bool, error) {
	raw := r.take(n)
	if len(r.stack) == 0 {
		if len(bytes.Trim(raw, " \t\r\n")) > 0 || m == cdata {
			return Token{}, false, r.Bad("text outside the root element; this may not be XML")
		}
		return Token{}, false, nil
	}
	text, complaint := unescape(raw, m)
	if complaint != "" {
		return Token{}, false, r.Bad("%s", complaint)
	}
	return Token{Kind: Text, Text: text}, len(text) > 0, nil
}

// cut tells where a full window of text can be divided: not inside a
// character, a reference, a line end, or the end of a CDATA section.
func cut(b []byte) int {
	n := len(b)
	if i := bytes.LastIndexByte(b[n-maxRef:], '&'); i >= 0 {
		return n - maxRef + i
	}
	for back := 1; back <= utf8.UTFMax; back++ {
		if utf8.RuneStart(b[n-back]) {
			if !utf8.FullRune(b[n-back:]) {
				n -= back
			}
			break
		}
	}
	if b[n-1] == ']' {
		n -= 2
	}
	if b[n-1] == '\r' {
		n--
	}
	return n
}
