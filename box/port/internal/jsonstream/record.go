package jsonstream

import "coffer/box/port"

// Record is an object of which members are taken by name. It remembers the first
// member that is not what it should be, for [Record.Err], and which ones nobody
// took. A nil record is an object that is not there: it has no members.
type Record struct {
	fault   *fault // one for a record and all within it
	members []Member
	taken   []bool
}

type fault struct {
	line int
	err  error
}

// Record takes the object that comes next as a whole, as [Reader.Value] does.
func (r *Reader) Record(most int) (*Record, error) {
	f := &fault{}
	if _, err := r.peek(); err != nil {
		return nil, err
	}
	f.line = r.Line()
	v, err := r.Value(most)
	if err != nil {
		return nil, err
	}
	if v.Kind != Object {
		return nil, port.BadLine(f.line, "something else where an object is expected")
	}
	return f.record(v), nil
}

func (f *fault) record(v Value) *Record {
	return &Record{fault: f, members: v.in, taken: make([]bool, len(v.in))}
}

// Err is the first thing that was wrong with what was taken, with the line at
// which the outermost record begins.
func (o *Record) Err() error {
	if o == nil {
		return nil
	}
	return o.fault.err
}

// Bad notes that something is wrong, if nothing was before.
func (o *Record) Bad(format string, args ...any) {
	if o != nil && o.fault.err == nil {
		o.fault.err = port.BadLine(o.fault.line, format, args...)
	}
}

// Take returns a member; null if it is not there.
func (o *Record) Take(name string) Value {
	if o == nil {
		return Value{}
	}
	for i := range o.members {
		if o.members[i].Name == name {
			o.taken[i] = true
			return o.members[i].Value
		}
	}
	return Value{}
}

// Has tells whether there is such a member that is not null.
func (o *Record) Has(name string) bool {
	if o == nil {
		return false
	}
	for i := range o.members {
		if o.members[i].Name == name {
			return o.members[i].Value.Kind != Null
		}
	}
	return false
}

// Text takes a string; one that is null or missing is empty.
func (o *Record) Text(name string) string {
	s, ok := o.must(name, String, "a text").Text()
	if !ok {
		return ""
	}
	return s
}

// Flag takes a truth value; one that is null or missing is false.
func (o *Record) Flag(name string) bool {
	b, _ := o.must(name, Bool, "true or false").Bool()
	return b
}

// Int takes a whole number; ok is false where it is null or missing.
func (o *Record) Int(name string) (n int64, ok bool) {
	v := o.must(name, Number, "a whole number")
	if v.Kind == Null {
		return 0, false
	}
	if n, ok = v.Int(); !ok {
		o.Bad("%q is not a whole number", name)
	}
	return n, ok
}

// Array takes the elements of an array; one that is null or missing has none.
func (o *Record) Array(name string) []Value {
	all, _ := o.must(name, Array, "an array").Elements()
	return all
}

// Record takes an object within; nil where it is null or missing.
func (o *Record) Record(name string) *Record {
	v := o.must(name, Object, "an object")
	if v.Kind == Null {
		return nil
	}
	return o.fault.record(v)
}

// Records takes an array of objects.
func (o *Record) Records(name string) []*Record {
	var all []*Record
	for _, v := range o.Array(name) {
		if v.Kind != Object {
			o.Bad("%q holds something else than objects", name)
			return nil
		}
		all = append(all, o.fault.record(v))
	}
	return all
}

// must takes a member that is of one kind, or null.
func (o *Record) must(name string, kind Kind, what string) Value {
	v := o.Take(name)
	if v.Kind != kind && v.Kind != Null {
		o.Bad("%q is not %s", name, what)
		return Value{}
	}
	return v
}

// Rest returns the members that nobody took and that are not empty, in their
// order.
func (o *Record) Rest() []Member {
	if o == nil {
		return nil
	}
	var rest []Member
	for i, m := range o.members {
		if !o.taken[i] && !m.Value.Empty() {
			rest = append(rest, m)
		}
	}
	return rest
}
