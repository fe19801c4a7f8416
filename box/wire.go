package box

import (
	"coffer/vault"
	"coffer/vault/codec"
)

// The records of an item. Their form is part of the vault's format: what
// changes here changes the format version.
//
// The companion record is a CBOR sequence of a label and a rest, the core
// record is one array. Every struct is an array in the order of its fields.
// Times are Unix seconds, zero where there is none; empty lists and byte
// strings are null.

type wireLabel struct {
	_        struct{} `cbor:",toarray"`
	Folder   []string
	Title    string
	Template string
	Flags    uint8
	Tags     []string
	Revision uint32
	Created  uint64
	Changed  uint64
	Expires  uint64
	Trashed  uint64
	Due      uint64
}

// The flags of a label.
const (
	flagFavourite = 1 << iota
	flagDelete    // on expiry
	flagsEnd
)

type wireRest struct {
	_           struct{} `cbor:",toarray"`
	Fields      []wireField
	Attachments []wireAttachment
	Former      []uint32 // revisions in the history, rising
}

type wireField struct {
	_     struct{} `cbor:",toarray"`
	Name  string
	Kind  string
	Tier  uint8
	Value []byte // null in the core tier
}

type wireAttachment struct {
	_      struct{} `cbor:",toarray"`
	Name   string
	Size   uint64
	SHA256 [32]byte
	Blob   [16]byte
}

type wireCore struct {
	_      struct{} `cbor:",toarray"`
	Digest [32]byte
	Values [][]byte // of the core fields, in their order
	Keys   [][]byte // of the attachments, in their order
	Dates  wireDates
}

// wireDates are those of the label by which an item is deleted. The core record
// has them once more, so that they are the owner's.
type wireDates struct {
	_       struct{} `cbor:",toarray"`
	Expires uint64
	Delete  bool // on expiry
	Trashed uint64
	Due     uint64
}

// stored is an item as its two records hold it.
type stored struct {
	Item
	former []uint32
	moved  bool // the core record was written for other surroundings, or other dates
	cut    bool // and its values do not even fit in number
	dated  bool // the core record vouches for the dates
}

// encode returns both records. The caller wipes them.
func (s *stored) encode() (companion, core []byte, err error) {
	if companion, err = s.encodeCompanion(); err != nil {
		return nil, nil, err
	}
	if core, err = s.encodeCore(); err != nil {
		return nil, nil, err
	}
	if len(companion)+len(core) > MaxItem {
		vault.Wipe(core)
		return nil, nil, bound("the item is larger than %d bytes; attach long texts as files", MaxItem)
	}
	return companion, core, nil
}

func (s *stored) encodeCompanion() ([]byte, error) {
	label, err := codec.Marshal(s.Label.wire(s.Revision))
	if err != nil {
		return nil, err
	}
	w := wireRest{Former: s.former}
	for _, f := range s.Fields {
		wf := wireField{Name: f.Name, Kind: string(f.Kind), Tier: uint8(f.Tier)}
		if f.Tier == vault.Companion {
			wf.Value = f.Value.Bytes()
		}
		w.Fields = append(w.Fields, wf)
	}
	for _, a := range s.Attachments {
		w.Attachments = append(w.Attachments, wireAttachment{
			Name: a.Name, Size: uint64(a.Size), SHA256: a.SHA256, Blob: a.Blob,
		})
	}
	rest, err := codec.Marshal(w)
	return append(label, rest...), err
}

func (s *stored) encodeCore() ([]byte, error) {
	digest, err := digest(&s.Item)
	if err != nil {
		return nil, err
	}
	w := wireCore{Digest: digest, Dates: s.Label.dates()}
	for _, f := range s.Fields {
		if f.Tier == vault.Core {
			w.Values = append(w.Values, f.Value.Bytes())
		}
	}
	for _, a := range s.Attachments {
		if a.Key.IsZero() {
			return nil, vault.ErrLocked
		}
		w.Keys = append(w.Keys, a.Key.Bytes())
	}
	return codec.Marshal(w)
}

func (l *Label) wire(revision uint32) wireLabel {
	w := wireLabel{
		Folder: l.Folder, Title: l.Title, Template: l.Template, Tags: l.Tags,
		Revision: revision, Created: codec.Seconds(l.Created), Changed: codec.Seconds(l.Changed),
		Expires: codec.Seconds(l.Expires), Trashed: codec.Seconds(l.Trashed), Due: codec.Seconds(l.Due),
	}
	if l.Favourite {
		w.Flags |= flagFavourite
	}
	if l.OnExpiry == Delete {
		w.Flags |= flagDelete
	}
	return w
}

func (l *Label) dates() wireDates {
	return wireDates{
		Expires: codec.Seconds(l.Expires), Delete: l.OnExpiry == Delete,
		Trashed: codec.Seconds(l.Trashed), Due: codec.Seconds(l.Due),
	}
}
