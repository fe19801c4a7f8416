package box

import (
	"slices"

	"coffer/vault"
)

// Clean brings an item that comes from elsewhere into the one form that is stored,
// and checks every bound, as [Put] does. It does not look at sizes of the whole.
func Clean(it *Item) error { return it.normalize() }

// normalize brings an item into the one form that is stored and checks every
// bound. It replaces slices instead of changing what the caller may share.
func (it *Item) normalize() error {
	if err := it.Label.normalize(); err != nil {
		return err
	}
	fields := slices.Clone(it.Fields)
	for i := range fields {
		name, err := cleanName("the name of a field", fields[i].Name)
		if err != nil {
			return err
		}
		fields[i].Name = name
	}
	files := slices.Clone(it.Attachments)
	for i := range files {
		name, err := cleanName("the name of an attachment", files[i].Name)
		if err != nil {
			return err
		}
		files[i].Name = name
	}
	it.Fields, it.Attachments = fields, files
	return it.check()
}

func (l *Label) normalize() error {
	var err error
	if l.Title, err = cleanName("the title", l.Title); err != nil {
		return err
	}
	if l.Template, err = cleanText("the name of the template", l.Template, MaxName); err != nil {
		return err
	}
	if l.Folder, err = cleanNames("a folder", l.Folder, MaxDepth); err != nil {
		return err
	}
	if l.Tags, err = cleanNames("a tag", l.Tags, MaxTags); err != nil {
		return err
	}
	slices.Sort(l.Tags)
	l.Tags = slices.Compact(l.Tags)
	l.Created, l.Changed = wholeSecond(l.Created), wholeSecond(l.Changed)
	l.Expires = wholeSecond(l.Expires)
	l.Trashed, l.Due = wholeSecond(l.Trashed), wholeSecond(l.Due)
	if len(indexName(l.Folder, l.Title)) > maxIndexName {
		return bound("folders and title are longer than %d bytes together", maxIndexName)
	}
	return nil
}

func cleanNames(what string, names []string, most int) ([]string, error) {
	if len(names) > most {
		return nil, bound("%s too many: there may be %d", what, most)
	}
	if len(names) == 0 {
		return nil, nil
	}
	out := make([]string, len(names))
	for i, name := range names {
		var err error
		if out[i], err = cleanName(what, name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// check holds the rules that are true of every item, also of one just read.
func (it *Item) check() error {
	if it.OnExpiry > Delete {
		return bound("what happens on expiry is unknown")
	}
	if len(it.Fields) > MaxFields {
		return bound("more than %d fields", MaxFields)
	}
	if len(it.Attachments) > MaxAttachments {
		return bound("more than %d attachments", MaxAttachments)
	}
	for i := range it.Fields {
		if err := it.Fields[i].check(); err != nil {
			return err
		}
		for j := range i {
			if it.Fields[j].Name == it.Fields[i].Name {
				return bound("field %q twice", it.Fields[i].Name)
			}
		}
	}
	return checkAttachments(it.Attachments)
}

func (f *Field) check() error {
	if f.Name == "" {
		return bound("a field without a name")
	}
	if f.Tier != vault.Companion && f.Tier != vault.Core {
		return bound("field %q has no tier", f.Name)
	}
	if !f.Kind.known() {
		return bound("field %q is of an unknown kind", f.Name)
	}
	value := f.Value.Bytes()
	if len(value) > MaxValue {
		return bound("field %q is longer than %d bytes; attach it as a file", f.Name, MaxValue)
	}
	if f.Kind != File && !IsText(value) {
		return bound("field %q is not UTF-8 or holds a NUL", f.Name)
	}
	return nil
}

func checkAttachments(files []Attachment) error {
	for i := range files {
		a := &files[i]
		if a.Name == "" || a.Blob.IsZero() {
			return bound("an attachment without a name or a file")
		}
		if a.Size < 0 || a.Size > MaxAttachment {
			return bound("attachment %q is larger than %d bytes", a.Name, MaxAttachment)
		}
		for j := range i {
			if files[j].Name == a.Name {
				return bound("attachment %q twice", a.Name)
			}
		}
	}
	return nil
}

// Kinds lists every kind in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{Text, Username, Password, PIN, TOTP, URL, Email, Phone, Number, Date, Multiline, File, Hint}
}

// ParseKind reads the name of a kind.
func ParseKind(s string) (Kind, error) {
	if k := Kind(s); k.known() {
		return k, nil
	}
	return "", bound("unknown kind of field")
}

// UsualTier is where a field of the kind lies when nobody says.
func (k Kind) UsualTier() vault.Tier {
	switch k {
	case Password, PIN, TOTP, Multiline, File:
		return vault.Core
	}
	return vault.Companion
}

func (k Kind) known() bool {
	switch k {
	case Text, Username, Password, PIN, TOTP, URL, Email, Phone, Number, Date, Multiline, File, Hint:
		return true
	}
	return false
}
