package jsonstream

import "bytes"

// literal reads null, true, false or a number, as it stands in the file.
func (r *Reader) literal(kind Kind) ([]byte, error) {
	r.begun++
	if kind == Number {
		return r.number()
	}
	if err := r.Need(len("false")); err != nil {
		return nil, err
	}
	for _, word := range []string{"null", "true", "false"} {
		if bytes.HasPrefix(r.Rest(), []byte(word)) {
			r.Pos += len(word)
			return []byte(word), nil
		}
	}
	return nil, r.Bad("this is not JSON, or it is damaged")
}

func (r *Reader) number() ([]byte, error) {
	if err := r.Need(maxNumber + 1); err != nil {
		return nil, err
	}
	w := r.Rest()
	n := 0
	for n < len(w) && (bytes.IndexByte([]byte("+-.eE"), w[n]) >= 0 || isDigit(w[n])) {
		n++
	}
	switch {
	case n > maxNumber:
		return nil, r.Bad("a number of more than %d digits", maxNumber)
	case !isNumber(w[:n]):
		return nil, r.Bad("a number that JSON does not know")
	}
	r.Pos += n
	return bytes.Clone(w[:n]), nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isNumber holds the grammar of RFC 8259, section 6.
func isNumber(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("-"))
	rest, n := digits(b)
	if n == 0 || n > 1 && b[0] == '0' {
		return false
	}
	if len(rest) > 0 && rest[0] == '.' {
		if rest, n = digits(rest[1:]); n == 0 {
			return false
		}
	}
	if len(rest) > 0 && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if len(rest) > 0 && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		if rest, n = digits(rest); n == 0 {
			return false
		}
	}
	return len(rest) == 0
}

// digits counts digits and returns what follows them.
func digits(b []byte) (rest []byte, n int) {
	for n < len(b) && isDigit(b[n]) {
		n++
	}
	return b[n:], n
}
