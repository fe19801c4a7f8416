package seal

import (
	"time"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// Item is a kept thing as it travels. Where it lies, its tags, and what happens
// to it on a date are the sender's own order and stay with them.
type Item struct {
	Title       string
	Template    string
	Created     time.Time // UTC, whole seconds, like every time here; zero: unknown
	Changed     time.Time
	Expires     time.Time // zero: never
	Fields      []box.Field
	Attachments []Attachment
}

// Attachment is a file that belongs to an item. Its content travels beside, as an
// age file that Key opens: see [contact.DecryptOpening].
type Attachment struct {
	Name   string
	Size   int64
	SHA256 [32]byte // of the content
	Key    secret.Key
}

type wireItem struct {
	_           struct{} `cbor:",toarray"`
	Title       string
	Template    string
	Created     uint64
	Changed     uint64
	Expires     uint64
	Fields      []wireField
	Attachments []wireAttachment
}

type wireField struct {
	_     struct{} `cbor:",toarray"`
	Name  string
	Kind  string
	Tier  uint8
	Value []byte
}

type wireAttachment struct {
	_      struct{} `cbor:",toarray"`
	Name   string
	Size   uint64
	SHA256 [32]byte
	Key    []byte
}

// clean brings an item into its one form, and holds it to the bounds of items in
// a vault.
func (it *Item) clean() error {
	b := box.Item{Label: box.Label{
		Title: it.Title, Template: it.Template, Created: it.Created, Changed: it.Changed, Expires: it.Expires,
	}, Fields: it.Fields}
	for _, a := range it.Attachments {
		if a.Key.IsZero() {
			return errAttachmentKey
		}
		b.Attachments = append(b.Attachments, box.Attachment{Name: a.Name, Size: a.Size, Blob: vault.ID{1}}) // it has none yet
	}
	if err := box.Clean(&b); err != nil {
		return err
	}
	it.Title, it.Template, it.Fields = b.Title, b.Template, b.Fields
	it.Created, it.Changed, it.Expires = b.Created, b.Changed, b.Expires
	files := append([]Attachment{}, it.Attachments...)
	for i := range files {
		files[i].Name = b.Attachments[i].Name
	}
	it.Attachments = files
	return nil
}

func (it *Item) wire() wireItem {
	w := wireItem{
		Title: it.Title, Template: it.Template,
		Created: codec.Seconds(it.Created), Changed: codec.Seconds(it.Changed), Expires: codec.Seconds(it.Expires),
	}
	for _, f := range it.Fields {
		w.Fields = append(w.Fields, wireField{Name: f.Name, Kind: string(f.Kind), Tier: uint8(f.Tier), Value: filledBytes(f.Value.Bytes())})
	}
	for _, a := range it.Attachments {
		w.Attachments = append(w.Attachments, wireAttachment{Name: a.Name, Size: uint64(a.Size), SHA256: a.SHA256, Key: a.Key.Bytes()})
	}
	return w
}

// item takes the values of the wire over.
func (w *wireItem) item() (it Item, err error) {
	if max(w.Created, w.Changed, w.Expires) > maxSeconds {
		return it, ErrBound
	}
	it = Item{Title: w.Title, Template: w.Template,
		Created: codec.Moment(w.Created), Changed: codec.Moment(w.Changed), Expires: codec.Moment(w.Expires)}
	for _, f := range w.Fields {
		it.Fields = append(it.Fields, box.Field{
			Name: f.Name, Kind: box.Kind(f.Kind), Tier: vault.Tier(f.Tier), Value: secret.Take(f.Value),
		})
	}
	for _, a := range w.Attachments {
		if a.Size > box.MaxAttachment {
			return it, ErrBound
		}
		key, err := secret.KeyFrom(a.Key)
		clear(a.Key)
		if err != nil {
			return it, ErrBound
		}
		it.Attachments = append(it.Attachments, Attachment{a.Name, int64(a.Size), a.SHA256, key})
	}
	return it, it.clean()
}

// Wipe overwrites the values and keys.
func (it *Item) Wipe() {
	for _, f := range it.Fields {
		f.Value.Wipe()
	}
	for _, a := range it.Attachments {
		a.Key.Wipe()
	}
}

// filledBytes writes an empty value as null.
func filledBytes(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}
