package app

import (
	"bytes"
	"errors"
	"io"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// An item travels as a [seal.Item]. The contents of its attachments travel beside
// it, each as an age file under a random key that stands in the item.

// itemRef says which item of this vault it is.
type itemRef struct {
	Box, ID  vault.ID
	Revision uint32
	Path     box.Path
}

// outgoing is an item as it leaves the vault. The caller wipes it.
type outgoing struct {
	seal.Item
	Ref   itemRef
	files []box.Attachment // in the order of the attachments
}

// Wipe overwrites the values and keys.
func (o *outgoing) Wipe() {
	o.Item.Wipe()
	for i := range o.files {
		o.files[i].Key.Wipe()
	}
}

// outgoingItem makes the item of a path, a title or an @ID ready to travel. It
// takes the core tier; an item that was changed without its core key is refused
// until it is confirmed, as everywhere where secrets leave.
func outgoingItem(tx *vault.Tx, path string) (outgoing, error) {
	e, err := one(tx, path)
	if err != nil {
		return outgoing{}, err
	}
	return outgoingEntry(tx, e.Box, e.ID, e.Path())
}

func outgoingEntry(tx *vault.Tx, in, id vault.ID, path box.Path) (outgoing, error) {
	if !tx.HasCore() {
		return outgoing{}, vault.ErrLocked
	}
	it, err := box.Get(tx, in, id)
	if errors.Is(err, box.ErrMoved) {
		wipeItem(&it)
		return outgoing{}, errMoved(path, id, err)
	}
	if err != nil {
		return outgoing{}, err
	}
	o := outgoing{
		Item: seal.Item{
			Title: it.Title, Template: it.Template, Created: it.Created, Changed: it.Changed, Expires: it.Expires,
			Fields: it.Fields,
		},
		Ref:   itemRef{Box: in, ID: id, Revision: it.Revision, Path: path},
		files: it.Attachments,
	}
	for _, at := range it.Attachments {
		key, err := secret.NewKey(tx.Rand())
		if err != nil {
			o.Wipe()
			return outgoing{}, err
		}
		o.Attachments = append(o.Attachments, seal.Attachment{Name: at.Name, Size: at.Size, SHA256: at.SHA256, Key: key})
	}
	return o, nil
}

// sealFile reads the content of an attachment and returns it as the age file that
// travels.
func (o *outgoing) sealFile(tx *vault.Tx, i int) (_ []byte, err error) {
	at := &o.Attachments[i]
	recipient, err := contact.OpeningRecipient(at.Key)
	if err != nil {
		return nil, err
	}
	r, err := box.OpenAttachment(tx.Dir(), tx.VaultID(), o.files[i])
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var sealed bytes.Buffer
	w, err := contact.Public{Recipient: recipient}.Encrypt(&sealed)
	if err != nil {
		return nil, err
	}
	if _, err = io.Copy(w, r); err == nil {
		err = w.Close()
	}
	return sealed.Bytes(), err
}

// errFileTooLarge is about an attachment that cannot travel.
func errFileTooLarge(name string, most int64) error {
	return Fail(Refused, "detach it, and hand it over in another way",
		"attachment %q is larger than what can be sent, %d MiB", host.Safe(name), most>>20)
}
