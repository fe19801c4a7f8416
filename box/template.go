package box

import (
	"slices"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// Template is a form that items are made from. Items keep its name and nothing
// else of it, so that it can change or go without touching them.
type Template struct {
	ID      vault.ID // zero: built in
	Name    string
	Note    string
	Main    string // the field that is meant when none is named; may be empty
	Fields  []TemplateField
	Removed time.Time // zero: in use
	Due     time.Time // when a removed one goes for good
}

// TemplateField is a field that a form asks for.
type TemplateField struct {
	Name string
	Kind Kind
	Tier vault.Tier
}

type wireTemplate struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Note    string
	Main    string
	Fields  []wireTemplateField
	Removed uint64
	Due     uint64
}

type wireTemplateField struct {
	_    struct{} `cbor:",toarray"`
	Name string
	Kind string
	Tier uint8
}

// Builtin returns the built-in template of that name.
func Builtin(name string) (Template, bool) {
	all := Builtins()
	i := slices.IndexFunc(all, func(t Template) bool { return t.Name == name })
	if i < 0 {
		return Template{}, false
	}
	return all[i], true
}

// NewItem returns an item with the template's fields, all of them empty.
func (t *Template) NewItem() Item {
	it := Item{Label: Label{Template: t.Name}}
	for _, f := range t.Fields {
		it.Fields = append(it.Fields, Field{Name: f.Name, Kind: f.Kind, Tier: f.Tier})
	}
	return it
}

// MainOf returns the field that is meant when none is named: the template's if
// the item has it, else the first one in the core tier, else none.
func (t *Template) MainOf(it *Item) (Field, bool) {
	if f, ok := it.Field(t.Main); ok {
		return f, true
	}
	for _, f := range it.Fields {
		if f.Tier == vault.Core {
			return f, true
		}
	}
	return Field{}, false
}

// Field returns the field of that name.
func (it *Item) Field(name string) (Field, bool) {
	name = NFC(name)
	for _, f := range it.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func (t *Template) normalize() (err error) {
	if t.Name, err = cleanName("the name of the template", t.Name); err != nil {
		return err
	}
	if t.Note, err = cleanText("the note", t.Note, MaxNote); err != nil {
		return err
	}
	if t.Main, err = cleanText("the main field", t.Main, MaxName); err != nil {
		return err
	}
	t.Fields = slices.Clone(t.Fields)
	for i := range t.Fields {
		if t.Fields[i].Name, err = cleanName("the name of a field", t.Fields[i].Name); err != nil {
			return err
		}
	}
	return t.check()
}

// check holds a template to the rules for the item that it makes.
func (t *Template) check() error {
	it := t.NewItem()
	if err := it.check(); err != nil {
		return err
	}
	if _, ok := it.Field(t.Main); t.Main != "" && !ok {
		return bound("the main field %s is not one of the fields", quote(t.Main))
	}
	return nil
}

func (t *Template) encode() ([]byte, error) {
	w := wireTemplate{
		Name: t.Name, Note: t.Note, Main: t.Main,
		Removed: codec.Seconds(t.Removed), Due: codec.Seconds(t.Due),
	}
	for _, f := range t.Fields {
		w.Fields = append(w.Fields, wireTemplateField{Name: f.Name, Kind: string(f.Kind), Tier: uint8(f.Tier)})
	}
	return codec.Marshal(w)
}

func decodeTemplate(id vault.ID, plain []byte) (Template, error) {
	var w wireTemplate
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Template{}, malformed("a template", err)
	}
	if w.Name == "" || max(w.Removed, w.Due) > maxSeconds {
		return Template{}, malformed("a template", ErrBound)
	}
	t := Template{
		ID: id, Name: w.Name, Note: w.Note, Main: w.Main,
		Removed: codec.Moment(w.Removed), Due: codec.Moment(w.Due),
	}
	for _, f := range w.Fields {
		t.Fields = append(t.Fields, TemplateField{Name: f.Name, Kind: Kind(f.Kind), Tier: vault.Tier(f.Tier)})
	}
	if err := t.check(); err != nil {
		return Template{}, malformed("a template", err)
	}
	return t, nil
}
