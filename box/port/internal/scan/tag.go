package scan

import "bytes"

// markup consumes what starts with <.
func (r *Reader) markup() (Token, bool, error) {
	if err := r.Need(len(cdataOpen)); err != nil {
		return Token{}, false, err
	}
	switch {
	case r.has("<!--"):
		return Token{}, false, r.comment()
	case r.has("<?"):
		return Token{}, false, r.instruction()
	case r.has(cdataOpen):
		r.take(len(cdataOpen))
		r.inCDATA = true
		return Token{}, false, nil
	case r.has("<!"):
		return Token{}, false, r.Bad("document type declarations and entities are refused")
	case r.has("</"):
		return r.endTag()
	}
	return r.startTag()
}

func (r *Reader) comment() error {
	r.Pos += len("<!--")
	body, err := r.until("--", "a comment")
	if err != nil {
		return err
	}
	if _, complaint := check(body, cdata); complaint != "" {
		return r.Bad("%s", complaint)
	}
	if err := r.Need(1); err != nil {
		return err
	}
	if !r.has(">") {
		return r.Bad("-- inside a comment")
	}
	r.Pos++
	return nil
}

func (r *Reader) instruction() error {
	r.Pos += len("<?")
	body, err := r.until("?>", "a processing instruction")
	if err != nil {
		return err
	}
	name, rest := splitName(body)
	if name == nil || len(rest) > 0 && !space(rest[0]) || bytes.EqualFold(name, []byte("xml")) {
		return r.Bad("a malformed processing instruction")
	}
	if _, complaint := check(body, cdata); complaint != "" {
		return r.Bad("%s", complaint)
	}
	return nil
}

func (r *Reader) endTag() (Token, bool, error) {
	r.Pos += len("</")
	body, err := r.until(">", "a tag")
	if err != nil {
		return Token{}, false, err
	}
	name, rest := splitName(body)
	if name == nil || len(trimLeft(rest)) > 0 {
		return Token{}, false, r.Bad("a malformed end tag")
	}
	if len(r.stack) == 0 || r.stack[len(r.stack)-1] != string(name) {
		return Token{}, false, r.Bad("the end tag %s has no start tag", name)
	}
	return r.pop(), true, nil
}

func (r *Reader) pop() Token {
	last := len(r.stack) - 1
	name := r.stack[last]
	r.stack = r.stack[:last]
	r.ended = last == 0
	return Token{Kind: End, Name: name}
}

func (r *Reader) startTag() (Token, bool, error) {
	body, err := r.tagBody()
	if err != nil {
		return Token{}, false, err
	}
	empty := len(body) > 0 && body[len(body)-1] == '/'
	if empty {
		body = body[:len(body)-1]
	}
	name, rest := splitName(body)
	if name == nil {
		return Token{}, false, r.Bad("a malformed tag")
	}
	if r.ended {
		return Token{}, false, r.Bad("something follows the root element")
	}
	if len(r.stack) == maxDepth {
		return Token{}, false, r.Bad("elements are nested more than %d deep", maxDepth)
	}
	attrs, complaint := r.attributes(rest)
	if complaint != "" {
		return Token{}, false, r.Bad("%s", complaint)
	}
	tok := Token{Kind: Start, Name: r.intern(name), Attrs: attrs}
	r.stack = append(r.stack, tok.Name)
	r.closing = empty
	return tok, true, nil
}

// tagBody consumes a start tag and returns what lies between < and >. A > may
// stand inside quotes.
func (r *Reader) tagBody() ([]byte, error) {
	r.Pos++
	at := 0
	var quote byte
	for {
		window := r.Buf[r.Pos:r.Stop]
		for ; at < len(window); at++ {
			switch c := window[at]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return r.take(at + 1)[:at], nil
			case c == '<':
				return nil, r.Bad("a < inside a tag")
			}
		}
		if r.EOF {
			return nil, r.finishIn("a tag")
		}
		if len(window) == len(r.Buf) {
			return nil, r.Bad("a tag is too long")
		}
		if err := r.Fill(); err != nil {
			return nil, err
		}
	}
}

// intern returns the one string for a name that was seen before.
func (r *Reader) intern(name []byte) string {
	if s, ok := r.names[string(name)]; ok {
		return s
	}
	s := string(name)
	if len(r.names) < maxNames {
		r.names[s] = s
	}
	return s
}
