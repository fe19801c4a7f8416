package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// Scheme begins every reference.
const Scheme = "coffer://"

// Reference names a field of an item from outside, in a configuration file or
// a variable: coffer://PATH#FIELD, where PATH may also be an @ID or a title.
type Reference struct {
	Item  string // as [box.Resolve] takes it
	Field string // empty: the main one
}

// IsReference tells whether a text means to be a reference.
func IsReference(s string) bool { return strings.HasPrefix(s, Scheme) }

// ParseReference reads a reference. Any byte of a name may be written as % and
// two hexadecimal digits, and / % # in a name must be; blanks, control
// characters and braces must be, too, so that a reference is one word wherever
// it stands. Errors are of kind [Usage] and quote nothing.
func ParseReference(s string) (Reference, error) {
	rest, ok := strings.CutPrefix(s, Scheme)
	if !ok || len(s) > maxReference {
		return Reference{}, badReference("it is coffer://PATH#FIELD")
	}
	item, field, named := strings.Cut(rest, "#")
	path, err := unescapePath(item)
	if err != nil || !named {
		return Reference{Item: path}, err
	}
	field, err = unescapePart(field)
	if err != nil {
		return Reference{}, err
	}
	return Reference{Item: path, Field: field}, nil
}

func badReference(hint string) error {
	return Fail(Usage, hint, "that is not a reference")
}

// unescapePath turns the path of a reference into one as people write it.
func unescapePath(item string) (string, error) {
	parts := strings.Split(item, "/")
	for i, part := range parts {
		name, err := unescapePart(part)
		if err != nil {
			return "", err
		}
		parts[i] = box.EscapeName(name)
	}
	if strings.HasPrefix(parts[0], "@") && len(parts) > 1 {
		return "", badReference("an @ID stands alone")
	}
	return strings.Join(parts, "/"), nil
}

// unescapePart reads one name of a reference; it comes back in NFC.
func unescapePart(part string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(part); i++ {
		switch c := part[i]; {
		case c == '%':
			n, err := strconv.ParseUint(part[i+1:min(i+3, len(part))], 16, 8)
			if err != nil || i+2 >= len(part) {
				return "", badReference("a % in a name is written %25")
			}
			b.WriteByte(byte(n))
			i += 2
		case mustEscape(c):
			return "", badReference(fmt.Sprintf("that character in a name is written %%%02X", c))
		default:
			b.WriteByte(c)
		}
	}
	names, err := box.SplitFolder(box.EscapeName(b.String()))
	if err != nil || len(names) != 1 {
		return "", badReference("no name in it is empty, longer than 4096 bytes, or not UTF-8")
	}
	return names[0], nil
}

// mustEscape tells which bytes a name in a reference cannot hold as they are.
func mustEscape(c byte) bool {
	return c <= ' ' || c == 0x7f || strings.IndexByte(`/%#{}`, c) >= 0
}

// Revealed is the value that a reference names.
type Revealed struct {
	Value secret.Text
	Core  bool // it is a secret, and not what surrounds one
}

// Reveal returns the values that references name, in their order, all read in
// one view. The first that cannot be had is the error. The caller wipes them.
func (a *App) Reveal(ctx context.Context, refs []Reference) ([]Revealed, error) {
	values := make([]Revealed, 0, len(refs))
	items := map[string]*box.Item{}
	err := a.view(ctx, func(tx *vault.Tx) error {
		for _, ref := range refs {
			f, err := referred(tx, items, ref)
			if err != nil {
				return err
			}
			values = append(values, Revealed{f.Value.Clone(), f.Tier == vault.Core})
		}
		return nil
	})
	for i := 0; i < len(refs) && err == nil; i++ {
		err = a.recordHandOut(ctx, refs[i].Item+"#"+refs[i].Field)
	}
	for _, it := range items {
		wipeItem(it)
	}
	if err != nil {
		WipeRevealed(values)
		return nil, err
	}
	return values, nil
}

// WipeRevealed overwrites values that are no longer needed.
func WipeRevealed(values []Revealed) {
	for _, v := range values {
		v.Value.Wipe()
	}
}

// referred reads the item of a reference unless that was done already.
func referred(tx *vault.Tx, items map[string]*box.Item, ref Reference) (box.Field, error) {
	it, ok := items[ref.Item]
	if !ok {
		read, err := itemAt(tx, ref.Item)
		if err != nil {
			return box.Field{}, err
		}
		it = &read
		items[ref.Item] = it
	}
	return secretField(tx, it, ref.Field)
}

// secretField returns a field whose value is about to be used by a program; the
// main one without a name. [vault.ErrLocked] when its tier is locked. Half a
// secret is refused: no program could do anything with it.
func secretField(tx *vault.Tx, it *box.Item, name string) (box.Field, error) {
	f, err := fieldOf(tx, it, name)
	if err != nil {
		return f, err
	}
	if f.Tier == vault.Core && !tx.HasCore() {
		return f, vault.ErrLocked
	}
	if m, half := it.Complement(f.Name); half && len(m.Positions) > 0 {
		return f, Fail(Refused, "coffer get shows this half",
			"field %q holds one half of a secret", host.Safe(f.Name))
	}
	return f, nil
}

// fieldOf returns the field of that name; the main one without a name.
func fieldOf(tx *vault.Tx, it *box.Item, name string) (box.Field, error) {
	if name == "" {
		return mainField(tx, it)
	}
	f, ok := it.Field(name)
	if !ok {
		return f, Fail(NotFound, "coffer show lists the fields", "%s has no field %q", itemTitle(it), host.Safe(name))
	}
	return f, nil
}

// mainField returns the field that is meant when none is named, by the item's
// template if there still is one.
func mainField(tx *vault.Tx, it *box.Item) (box.Field, error) {
	var t box.Template
	if it.Template != "" {
		var err error
		t, err = box.TemplateByName(tx, it.Template)
		if err != nil && !errors.Is(err, box.ErrNotFound) {
			return box.Field{}, err
		}
	}
	f, ok := t.MainOf(it)
	if !ok {
		return f, Fail(NotFound, "name one of its fields; coffer show lists them", "%s has no main field", itemTitle(it))
	}
	return f, nil
}

func itemTitle(it *box.Item) string { return fmt.Sprintf("item %q", host.Safe(it.Title)) }

func wipeItem(it *box.Item) {
	for i := range it.Fields {
		it.Fields[i].Value.Wipe()
	}
}
