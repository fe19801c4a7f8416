package app

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/secret"
)

// parseForm reads a form of an item that was read before and returns that item
// with what the form says. Errors are of type [FormError].
func parseForm(text secret.Text, before *box.Item) (box.Item, error) {
	it := *before
	it.Fields, it.Tags, it.Favourite, it.Expires = nil, nil, false, time.Time{}
	body := bytes.TrimPrefix(text.Bytes(), []byte("\ufeff"))
	r := formReader{rest: body, it: &it, before: before, seen: map[string]bool{}}
	for r.next() {
		if err := r.statement(); err != nil {
			wipeItem(&it)
			return box.Item{}, &FormError{r.number, err.Error()}
		}
	}
	return it, nil
}

type formReader struct {
	rest       []byte
	line       []byte
	number     int
	it, before *box.Item
	seen       map[string]bool // attributes
}

// next takes a line off the rest; the end of a line may be that of DOS.
func (r *formReader) next() bool {
	if len(r.rest) == 0 {
		return false
	}
	line, rest, _ := bytes.Cut(r.rest, []byte("\n"))
	r.line, r.rest = bytes.TrimSuffix(line, []byte("\r")), rest
	r.number++
	return true
}

// formFault is what is wrong with a line.
type formFault string

func (f formFault) Error() string { return string(f) }

func (r *formReader) statement() error {
	line := bytes.Trim(r.line, " \t")
	if len(line) == 0 || line[0] == '#' {
		return nil
	}
	name, rest, err := takeName(line)
	if err != nil {
		return err
	}
	rest = bytes.TrimLeft(rest, " \t")
	switch {
	case len(rest) == 0:
	case rest[0] == ':':
		return r.attribute(name, string(bytes.Trim(rest[1:], " \t")))
	case rest[0] == '(':
		return r.field(name, rest[1:])
	}
	return formFault("a line is NAME (KIND, TIER): VALUE, or # and a comment")
}

// takeName takes a name, in quotes or not, off a line.
func takeName(line []byte) (name string, rest []byte, err error) {
	if line[0] == '"' {
		quoted, err := strconv.QuotedPrefix(string(line))
		if err != nil {
			return "", nil, formFault("the quotes around a name do not end, or an escape in them is unknown")
		}
		name, err = strconv.Unquote(quoted)
		return name, line[len(quoted):], err
	}
	end := bytes.IndexAny(line, "(),:")
	if end < 0 {
		end = len(line)
	}
	name = string(bytes.Trim(line[:end], " \t"))
	if !plainName(name) {
		return "", nil, formFault("a name that is not made of letters, digits, blanks and plain signs stands in quotes")
	}
	return name, line[end:], nil
}

func (r *formReader) attribute(name, value string) error {
	if r.seen[name] {
		return formFault("this stands here for the second time")
	}
	r.seen[name] = true
	switch name {
	case "tags":
		return r.tags(value)
	case "favourite":
		return r.favourite(value)
	case "expires":
		return r.expires(value)
	}
	return formFault("a field needs its kind and tier: NAME (KIND, TIER): VALUE")
}

func (r *formReader) tags(value string) error {
	for rest := []byte(value); len(rest) > 0; {
		if len(r.it.Tags) == box.MaxTags {
			return formFault("there are more tags than an item may have")
		}
		tag, after, err := takeName(rest)
		if err != nil {
			return err
		}
		r.it.Tags = append(r.it.Tags, tag)
		after = bytes.TrimLeft(after, " \t")
		if len(after) == 0 {
			return nil
		}
		rest = bytes.TrimLeft(after[1:], " \t")
		if after[0] != ',' || len(rest) == 0 {
			return formFault("there is a comma between two tags and none elsewhere")
		}
	}
	return nil
}

func (r *formReader) favourite(value string) error {
	switch value {
	case "yes":
		r.it.Favourite = true
	case "no", "":
	default:
		return formFault("favourite is yes or no")
	}
	return nil
}

func (r *formReader) expires(value string) error {
	if value == "never" || value == "" {
		return nil
	}
	at, action, err := parseExpiry(value)
	if err != nil {
		return formFault("a date is written 2031-05-06 or 2031-05-06T07:08:09Z, and may be followed by a comma and delete")
	}
	r.it.Expires, r.it.OnExpiry = at, action
	return nil
}

// field reads what follows the opening bracket.
func (r *formReader) field(name string, rest []byte) error {
	head, rest, closed := bytes.Cut(rest, []byte(")"))
	kindName, tierName, both := strings.Cut(string(head), ",")
	rest, colon := bytes.CutPrefix(bytes.TrimLeft(rest, " \t"), []byte(":"))
	if !closed || !both || !colon {
		return formFault("a field is written NAME (KIND, TIER): VALUE")
	}
	kind, err := box.ParseKind(strings.TrimSpace(kindName))
	if err != nil {
		return formFault("that is no kind of field; there are " + kindNames())
	}
	tier, err := vault.ParseTier(strings.TrimSpace(tierName))
	if err != nil {
		return formFault("the tier of a field is core or companion")
	}
	value, err := r.value(name, bytes.Trim(rest, " \t"))
	if err != nil {
		return err
	}
	return r.add(box.Field{Name: name, Kind: kind, Tier: tier, Value: value})
}

func (r *formReader) add(f box.Field) error {
	if _, twice := r.it.Field(f.Name); twice {
		return formFault("there is a field of this name already")
	}
	if len(r.it.Fields) == box.MaxFields {
		return formFault("there are more fields than an item may have")
	}
	if f.Kind != box.File && !box.IsText(f.Value.Bytes()) {
		return formFault("the value of this field is not UTF-8, or holds a NUL")
	}
	r.it.Fields = append(r.it.Fields, f)
	return nil
}

func (r *formReader) value(name string, text []byte) (secret.Text, error) {
	switch {
	case len(text) == 0:
		return secret.Text{}, nil
	case text[0] == '"':
		s, err := strconv.Unquote(string(text))
		if err != nil {
			return secret.Text{}, formFault("the quotes around the value do not end, or an escape in them is unknown")
		}
		return secret.New(s), nil
	case bytes.HasPrefix(text, []byte("<<")):
		return r.block(string(text[2:]))
	case text[0] == '<':
		return r.kept(name, string(text))
	}
	return secret.Take(bytes.Clone(text)), nil
}

// block takes lines up to the one that is the given word.
func (r *formReader) block(end string) (secret.Text, error) {
	if end == "" || strings.ContainsAny(end, " \t") {
		return secret.Text{}, formFault("<< is followed by the one word that will end the value; a value that begins with < stands in quotes")
	}
	begin := r.number
	value := make([]byte, 0, len(r.rest)+1)
	for r.next() {
		if string(bytes.TrimRight(r.line, " \t")) == end {
			return secret.Take(bytes.TrimSuffix(value, []byte("\n"))), nil
		}
		value = append(append(value, r.line...), '\n')
	}
	clear(value)
	r.number = begin
	return secret.Text{}, formFault("the line that ends this value is missing")
}

// kept returns the value that the form did not show.
func (r *formReader) kept(name, text string) (secret.Text, error) {
	f, ok := r.before.Field(name)
	if !ok || text != fmt.Sprintf("<kept, %d bytes>", f.Value.Len()) {
		return secret.Text{}, formFault("a value that is kept stands as it was, in the field that it was in; one that begins with < stands in quotes")
	}
	return f.Value.Clone(), nil
}
