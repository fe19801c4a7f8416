package box

import (
	"crypto/sha256"

	"coffer/vault"
	"coffer/vault/codec"
)

// wireDigest is what a core record vouches for: everything by which a person
// or a program decides where a secret belongs and where to send it.
type wireDigest struct {
	_           struct{} `cbor:",toarray"`
	Box         [16]byte
	Folder      []string
	Title       string
	Template    string      // it says which field is meant when none is named
	Fields      []wireField // the value only of an address in the companion tier
	Attachments []wireAttachment
}

// digest is the SHA-256 of the deterministic encoding of what surrounds the
// secrets of an item.
func digest(it *Item) ([32]byte, error) {
	w := wireDigest{Box: it.Box, Folder: it.Folder, Title: it.Title, Template: it.Template}
	for _, f := range it.Fields {
		wf := wireField{Name: f.Name, Kind: string(f.Kind), Tier: uint8(f.Tier)}
		if f.Kind == URL && f.Tier == vault.Companion {
			wf.Value = f.Value.Bytes()
		}
		w.Fields = append(w.Fields, wf)
	}
	for _, a := range it.Attachments {
		w.Attachments = append(w.Attachments, wireAttachment{
			Name: a.Name, Size: uint64(a.Size), SHA256: a.SHA256, Blob: a.Blob,
		})
	}
	data, err := codec.Marshal(w)
	return sha256.Sum256(data), err
}
