package jsonstream

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Value is a value that was taken as a whole. The zero value is null.
type Value struct {
	Kind Kind
	text string   // of a string, decoded; of a number as it stands; true
	in   []Member // of an object; of an array without names
}

// Member is a value with its name.
type Member struct {
	Name  string
	Value Value
}

// Value takes the value that comes next as a whole, at most so many bytes of
// memory. No member stands twice in one of its objects, at any depth.
func (r *Reader) Value(most int) (Value, error) {
	b := builder{r: r, left: most, most: most}
	return b.value()
}

type builder struct {
	r          *Reader
	left, most int
}

func (b *builder) value() (v Value, err error) {
	if v.Kind, err = b.r.Kind(); err != nil {
		return v, err
	}
	switch v.Kind {
	case Object:
		err = b.members(&v)
	case Array:
		err = b.r.Array(func() error { return b.add(&v, "") })
	case String:
		if err = b.r.quote(); err == nil {
			err = b.r.read(maxString)
		}
		v.text = string(b.r.text)
		clear(b.r.text)
	default:
		var text []byte
		if text, err = b.r.literal(v.Kind); v.Kind != Null {
			v.text = string(text)
		}
	}
	if err == nil {
		err = b.pay(nodeCost + len(v.text))
	}
	return v, err
}

// pay counts what is held.
func (b *builder) pay(n int) error {
	if b.left -= n; b.left < 0 {
		return b.r.Bad("an element is larger than %d KiB", b.most>>10)
	}
	return nil
}

func (b *builder) members(v *Value) error {
	if err := b.r.enter('{', "an object"); err != nil {
		return err
	}
	var seen names
	return b.r.list('}', func() error {
		name, err := b.r.name()
		if err != nil {
			return err
		}
		if !seen.add(name) {
			return b.r.Bad("a member stands twice in an object")
		}
		if err := b.pay(len(name)); err != nil {
			return err
		}
		return b.add(v, name)
	})
}

func (b *builder) add(v *Value, name string) error {
	one, err := b.value()
	v.in = append(v.in, Member{name, one})
	return err
}

// Text returns a string.
func (v Value) Text() (string, bool) { return v.text, v.Kind == String }

// Bool returns a truth value.
func (v Value) Bool() (value, ok bool) { return v.text == "true", v.Kind == Bool }

// Int returns a whole number; a fraction or an exponent is none.
func (v Value) Int() (int64, bool) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil && v.Kind == Number
}

// Elements returns what is in an array.
func (v Value) Elements() ([]Value, bool) {
	if v.Kind != Array {
		return nil, false
	}
	all := make([]Value, len(v.in))
	for i := range v.in {
		all[i] = v.in[i].Value
	}
	return all, true
}

// Members returns what is in an object, in its order.
func (v Value) Members() ([]Member, bool) {
	if v.Kind != Object {
		return nil, false
	}
	return v.in, true
}

// Member returns a member of an object; null if there is none of that name, or it is no object.
func (v Value) Member(name string) Value {
	members, _ := v.Members()
	for _, m := range members {
		if m.Name == name {
			return m.Value
		}
	}
	return Value{}
}

// Empty tells that there is nothing to keep: null, false, an empty text, or an
// object or array of such.
func (v Value) Empty() bool {
	switch v.Kind {
	case Number:
		return false
	case Bool, String:
		return v.text == "" || v.Kind == Bool && v.text == "false"
	}
	for _, m := range v.in {
		if !m.Value.Empty() {
			return false
		}
	}
	return true
}

// Plain writes a value for a person: a string, a number or a truth value as it
// is, null as nothing, everything else as [Value.JSON] does.
func (v Value) Plain() string {
	if v.Kind == Array || v.Kind == Object {
		return v.JSON()
	}
	return v.text
}

// JSON writes a value as JSON, without white space, members in their order. What
// gets longer than [box.MaxValue] ends somewhere behind it: no item takes that, and
// what takes little room in a file may take six times as much here.
func (v Value) JSON() string {
	var b bytes.Buffer
	v.write(&b)
	return b.String()
}

func (v Value) write(b *bytes.Buffer) {
	if b.Len() > maxJSON {
		return
	}
	switch v.Kind {
	case Null:
		b.WriteString("null")
	case Bool, Number:
		b.WriteString(v.text)
	case String:
		writeText(b, v.text)
	case Array:
		v.writeAll(b, '[', ']')
	case Object:
		v.writeAll(b, '{', '}')
	}
}

func (v Value) writeAll(b *bytes.Buffer, open, end byte) {
	b.WriteByte(open)
	for i, m := range v.in {
		if b.Len() > maxJSON {
			return
		}
		if i > 0 {
			b.WriteByte(',')
		}
		if v.Kind == Object {
			writeText(b, m.Name)
			b.WriteByte(':')
		}
		m.Value.write(b)
	}
	b.WriteByte(end)
}

func writeText(b *bytes.Buffer, s string) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s[:min(len(s), maxJSON)]) // a string in memory has no error
	b.Truncate(b.Len() - 1)                  // the line feed
}
