package cli

import (
	"encoding/hex"

	"coffer/internal/app"
)

// jsonLabel is what lists tell of an item.
type jsonLabel struct {
	ID        string   `json:"id"`
	Path      string   `json:"path"`
	Box       string   `json:"box"`
	Folder    []string `json:"folder"`
	Title     string   `json:"title"`
	Template  string   `json:"template"`
	User      string   `json:"user,omitempty"`
	Favourite bool     `json:"favourite"`
	Tags      []string `json:"tags"`
	Created   string   `json:"created"`
	Changed   string   `json:"changed"`
	Expires   string   `json:"expires,omitempty"`
	OnExpiry  string   `json:"on_expiry,omitempty"`
	Trashed   string   `json:"trashed,omitempty"`
	Due       string   `json:"due,omitempty"`
	Revision  uint32   `json:"revision"`
}

// jsonItem is an item with everything that may be told of it.
type jsonItem struct {
	jsonLabel
	MainField   string           `json:"main_field,omitempty"`
	Moved       bool             `json:"moved,omitempty"`
	Fields      []jsonField      `json:"fields"`
	Attachments []jsonAttachment `json:"attachments"`
}

// jsonField has no value where that is covered or locked.
type jsonField struct {
	Name    string       `json:"name"`
	Kind    string       `json:"kind"`
	Tier    string       `json:"tier"`
	Empty   bool         `json:"empty,omitempty"`
	Locked  bool         `json:"locked,omitempty"`
	Value   *string      `json:"value,omitempty"`
	Base64  *string      `json:"value_base64,omitempty"`
	Missing *jsonMissing `json:"missing,omitempty"`
}

type jsonMissing struct {
	Positions []int  `json:"positions"`
	Hint      string `json:"hint"`
}

type jsonAttachment struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func entryDoc(e *app.Entry) jsonLabel {
	doc := labelDoc(e.ID, e.Path(), e.Revision, &e.Label)
	doc.User = e.User
	return doc
}

func labelDoc(id app.ID, path app.Path, revision uint32, l *app.Label) jsonLabel {
	doc := jsonLabel{
		ID: id.String(), Path: path.String(), Box: path.Box,
		Folder: orNone(l.Folder), Title: l.Title, Template: l.Template,
		Favourite: l.Favourite, Tags: orNone(l.Tags), Revision: revision,
		Created: jsonTime(l.Created), Changed: jsonTime(l.Changed),
		Expires: jsonTime(l.Expires), Trashed: jsonTime(l.Trashed), Due: jsonTime(l.Due),
	}
	if !l.Expires.IsZero() {
		doc.OnExpiry = app.ExpiryText(l)
	}
	return doc
}

// orNone is never null in JSON.
func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// itemDoc is the document of an item; core values are in it only when they are
// to be revealed.
func itemDoc(s *app.Shown, reveal bool) jsonItem {
	doc := jsonItem{
		jsonLabel: labelDoc(s.ID, s.Path(), s.Revision, &s.Label),
		MainField: s.MainField, Moved: s.Moved,
		Fields: []jsonField{}, Attachments: []jsonAttachment{},
	}
	for i := range s.Fields {
		doc.Fields = append(doc.Fields, fieldDoc(s, &s.Fields[i], reveal))
	}
	for i := range s.Attachments {
		at := &s.Attachments[i]
		doc.Attachments = append(doc.Attachments, jsonAttachment{
			Name: at.Name, Size: at.Size, SHA256: hex.EncodeToString(at.SHA256[:]),
		})
	}
	return doc
}

func fieldDoc(s *app.Shown, f *app.Field, reveal bool) jsonField {
	covered := f.Tier == app.Core
	doc := jsonField{Name: f.Name, Kind: string(f.Kind), Tier: f.Tier.String(), Locked: covered && s.Locked}
	doc.Empty = f.Value.IsZero() && !doc.Locked
	if !covered || reveal && !s.Moved && !s.Locked {
		doc.Value, doc.Base64 = jsonValue(f)
	}
	if m, half := s.Complement(f.Name); half {
		doc.Missing = missingDoc(&m)
	}
	return doc
}

func missingDoc(m *app.Missing) *jsonMissing {
	if m == nil {
		return nil
	}
	return &jsonMissing{Positions: append([]int{}, m.Positions...), Hint: m.Hint}
}
