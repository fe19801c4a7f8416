package scan

import "bytes"

// attributes reads src, which holds nothing but attributes. Their values lie
// in src.
func (r *Reader) attributes(src []byte) (attrs []Attr, complaint string) {
	r.attrs = r.attrs[:0]
	for {
		trimmed := trimLeft(src)
		if len(trimmed) == 0 {
			return r.attrs, ""
		}
		if len(trimmed) == len(src) {
			return nil, "a malformed tag"
		}
		name, value, rest := splitAttr(trimmed)
		if name == nil {
			return nil, "a malformed attribute"
		}
		if complaint := r.addAttr(name, value); complaint != "" {
			return nil, complaint
		}
		src = rest
	}
}

func (r *Reader) addAttr(name, raw []byte) (complaint string) {
	if len(r.attrs) == maxAttrs {
		return "an element has too many attributes"
	}
	for i := range r.attrs {
		if r.attrs[i].Name == string(name) {
			return "an attribute stands twice in one tag"
		}
	}
	value, complaint := unescape(raw, attribute)
	r.attrs = append(r.attrs, Attr{Name: r.intern(name), Value: value})
	return complaint
}

// splitAttr divides name="value" rest; the name is nil if src is not that.
func splitAttr(src []byte) (name, value, rest []byte) {
	name, rest = splitName(src)
	rest = trimLeft(rest)
	if name == nil || len(rest) == 0 || rest[0] != '=' {
		return nil, nil, nil
	}
	rest = trimLeft(rest[1:])
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return nil, nil, nil
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return nil, nil, nil
	}
	return name, rest[1 : 1+end], rest[2+end:]
}

// splitName divides a name, with at most one prefix, from what follows; it is
// nil if there is none.
func splitName(src []byte) (name, rest []byte) {
	n := 0
	for n < len(src) && nameByte(src[n], n == 0) {
		n++
	}
	if n == 0 || n > maxName || bytes.Count(src[:n], []byte(":")) > 1 {
		return nil, src
	}
	return src[:n], src[n:]
}

func nameByte(c byte, first bool) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		return true
	case '0' <= c && c <= '9', c == '-', c == '.', c == ':':
		return !first
	}
	return false
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func trimLeft(b []byte) []byte {
	for len(b) > 0 && space(b[0]) {
		b = b[1:]
	}
	return b
}
