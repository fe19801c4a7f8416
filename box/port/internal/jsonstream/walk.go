package jsonstream

// Kind says what a value is.
type Kind uint8

// The kinds of values. The zero kind is null, or nothing at all.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Kind tells of what kind the value is that comes next, and consumes nothing of it.
func (r *Reader) Kind() (Kind, error) {
	c, err := r.peek()
	if err != nil {
		return Null, err
	}
	switch {
	case c == '{':
		return Object, nil
	case c == '[':
		return Array, nil
	case c == '"':
		return String, nil
	case c == 't' || c == 'f':
		return Bool, nil
	case c == 'n':
		return Null, nil
	case c == '-' || '0' <= c && c <= '9':
		return Number, nil
	}
	return Null, r.unexpected()
}

// Object walks the object that comes next and calls fn for each member, in its
// order. fn consumes the value or leaves it, and then it is stepped over.
func (r *Reader) Object(fn func(name string) error) error {
	if err := r.enter('{', "an object"); err != nil {
		return err
	}
	var seen names
	return r.list('}', func() error {
		name, err := r.name()
		if err != nil {
			return err
		}
		if !seen.add(name) {
			return r.Bad("a member stands twice in an object")
		}
		if seen.n > maxMembers {
			return r.Bad("an object with more than %d members", maxMembers)
		}
		return r.leave(func() error { return fn(name) })
	})
}

// Array walks the array that comes next and calls fn for each element. fn
// consumes the value or leaves it, and then it is stepped over. There may be
// any number of elements; the caller bounds it.
func (r *Reader) Array(fn func() error) error {
	if err := r.enter('[', "an array"); err != nil {
		return err
	}
	return r.list(']', func() error { return r.leave(fn) })
}

// enter consumes the opening bracket.
func (r *Reader) enter(bracket byte, what string) error {
	ok, err := r.take(bracket)
	switch {
	case err != nil:
		return err
	case ok:
		r.begun++
		return r.deeper()
	}
	if _, err := r.Kind(); err != nil {
		return err
	}
	return r.Bad("something else where %s is expected", what)
}

func (r *Reader) deeper() error {
	if r.depth++; r.depth > maxDepth {
		return r.Bad("more than %d objects and arrays within one another", maxDepth)
	}
	return nil
}

// list reads what is divided by commas, up to the closing bracket.
func (r *Reader) list(bracket byte, one func() error) error {
	done, err := r.take(bracket)
	for !done && err == nil {
		if err = one(); err != nil {
			return err
		}
		if done, err = r.take(bracket); !done && err == nil {
			err = r.expect(',')
		}
	}
	r.depth--
	return err
}

// leave calls fn and steps over the value that it left.
func (r *Reader) leave(fn func() error) error {
	before := r.begun
	if err := fn(); err != nil || r.begun != before {
		return err
	}
	return r.Skip()
}

// name reads the name of a member and the colon after it.
func (r *Reader) name() (string, error) {
	if err := r.expect('"'); err != nil {
		return "", err
	}
	if err := r.read(maxName); err != nil {
		return "", err
	}
	name, known := r.names[string(r.text)]
	if !known {
		name = string(r.text)
		if len(r.names) < maxNames && len(name) <= 64 {
			r.names[name] = name
		}
	}
	return name, r.expect(':')
}

// Skip steps over the value that comes next, holding nothing of it. Of what is
// in it only the form is looked at: names may stand twice.
func (r *Reader) Skip() error {
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	switch kind {
	case Array:
		return r.Array(r.Skip)
	case Object:
		if err := r.enter('{', "an object"); err != nil {
			return err
		}
		return r.list('}', func() error {
			if _, err := r.name(); err != nil {
				return err
			}
			return r.Skip()
		})
	case String:
		return r.pieces(func([]byte) error { return nil })
	}
	_, err = r.literal(kind)
	return err
}

// names is a set.
type names struct {
	few []string
	set map[string]bool
	n   int
}

// add tells whether the name is new.
func (s *names) add(name string) bool {
	s.n++
	if s.set != nil {
		if s.set[name] {
			return false
		}
		s.set[name] = true
		return true
	}
	for _, other := range s.few {
		if other == name {
			return false
		}
	}
	if s.few = append(s.few, name); len(s.few) > fewMembers {
		s.set = make(map[string]bool, 2*len(s.few))
		for _, other := range s.few {
			s.set[other] = true
		}
	}
	return true
}
