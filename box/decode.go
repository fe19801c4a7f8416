package box

import (
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// decodeLabel reads the label at the start of a companion record and returns
// what follows it.
func decodeLabel(companion []byte, l *Label) (revision uint32, rest []byte, err error) {
	return readLabel(companion, new(wireLabel), l)
}

// readLabel is [decodeLabel] by way of w, which keeps nothing that l has.
func readLabel(companion []byte, w *wireLabel, l *Label) (revision uint32, rest []byte, err error) {
	*w = wireLabel{}
	if rest, err = codec.UnmarshalFirst(companion, w); err != nil {
		return 0, nil, malformed("the label of an item", err)
	}
	if w.Title == "" || w.Flags >= flagsEnd || len(w.Folder) > MaxDepth || len(w.Tags) > MaxTags ||
		max(w.Created, w.Changed, w.Expires, w.Trashed, w.Due) > maxSeconds {
		return 0, nil, malformed("the label of an item", ErrBound)
	}
	*l = Label{
		Folder: some(w.Folder), Title: w.Title, Template: w.Template, Tags: some(w.Tags),
		Favourite: w.Flags&flagFavourite != 0,
		Created:   codec.Moment(w.Created), Changed: codec.Moment(w.Changed),
		Expires: codec.Moment(w.Expires), Trashed: codec.Moment(w.Trashed), Due: codec.Moment(w.Due),
	}
	if w.Flags&flagDelete != 0 {
		l.OnExpiry = Delete
	}
	return w.Revision, rest, nil
}

// decode reads an item from its records. Without the core record, when that
// tier is locked, core values and keys stay empty.
func decode(box, id vault.ID, companion, core []byte) (s stored, err error) {
	s.Box, s.ID = box, id
	var rest []byte
	if s.Revision, rest, err = decodeLabel(companion, &s.Label); err != nil {
		return stored{}, err
	}
	if err = s.decodeRest(rest); err != nil {
		return stored{}, malformed("the fields of an item", err)
	}
	if core != nil {
		if err = s.decodeCore(core); err != nil {
			return stored{}, malformed("the secrets of an item", err)
		}
	}
	if err = s.check(); err != nil {
		return stored{}, malformed("an item", err)
	}
	return s, nil
}

func (s *stored) decodeRest(rest []byte) error {
	var w wireRest
	if err := codec.Unmarshal(rest, &w); err != nil {
		return err
	}
	for _, f := range w.Fields {
		if vault.Tier(f.Tier) == vault.Core && len(f.Value) > 0 {
			return bound("a core value outside of the core record")
		}
		s.Fields = append(s.Fields, Field{
			Name: f.Name, Kind: Kind(f.Kind), Tier: vault.Tier(f.Tier), Value: secret.Take(f.Value),
		})
	}
	for _, a := range w.Attachments {
		s.Attachments = append(s.Attachments, Attachment{
			Name: a.Name, Size: int64(min(a.Size, MaxAttachment+1)), SHA256: a.SHA256, Blob: a.Blob,
		})
	}
	for i, revision := range w.Former {
		if revision == 0 || revision >= s.Revision || i > 0 && revision <= w.Former[i-1] {
			return bound("the list of former revisions")
		}
	}
	s.former = some(w.Former)
	return nil
}

// decodeCore fills in what the core record holds, and compares its digest with
// what surrounds it. Values belong to fields by their order, so none is filled
// in when their number differs.
func (s *stored) decodeCore(core []byte) error {
	var w wireCore
	if err := codec.Unmarshal(core, &w); err != nil {
		return err
	}
	digest, err := digest(&s.Item)
	if err != nil {
		return err
	}
	s.dated = w.Dates == s.Label.dates()
	s.moved = digest != w.Digest || !s.dated
	if s.coreFields() != len(w.Values) || len(s.Attachments) != len(w.Keys) {
		wipeAll(w.Values, w.Keys)
		if s.moved {
			s.cut = true
			return nil
		}
		return bound("the number of core values")
	}
	return s.fill(w)
}

// fill takes ownership of the values and wipes the keys, which are copied.
func (s *stored) fill(w wireCore) error {
	defer wipeAll(w.Keys)
	for i, key := range w.Keys {
		k, err := secret.KeyFrom(key)
		if err != nil {
			return bound("the key of an attachment")
		}
		s.Attachments[i].Key = k
	}
	next := 0
	for i := range s.Fields {
		if s.Fields[i].Tier == vault.Core {
			s.Fields[i].Value = secret.Take(w.Values[next])
			next++
		}
	}
	return nil
}

func (it *Item) coreFields() (n int) {
	for i := range it.Fields {
		if it.Fields[i].Tier == vault.Core {
			n++
		}
	}
	return n
}

func wipeAll(lists ...[][]byte) {
	for _, list := range lists {
		for _, b := range list {
			vault.Wipe(b)
		}
	}
}

// some turns an empty list into none, so that equal items are equal.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
