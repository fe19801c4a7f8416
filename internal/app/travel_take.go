package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
)

// arrived is what came of an item that somebody sent.
type arrived struct {
	Ref    itemRef
	NewBox bool // the box was missing and has been made
	// Template is one that this vault does not have, so that the item became a plain
	// one; empty otherwise.
	Template string
}

// sealedFile returns the i-th attachment of an item as it travelled: see
// [outgoing.sealFile].
type sealedFile func(i int) ([]byte, error)

// takeItem puts an item that travelled into BOX or BOX/FOLDER…; a box that is
// missing is made. The title stays what it is, whether or not another item has it.
// [Input] for a file that is not the one that the item names. When the transaction
// fails after this, files of attachments are left to [box.Sweep].
func takeItem(ctx context.Context, tx *vault.Tx, it seal.Item, file sealedFile, where string) (done arrived, err error) {
	names, err := placeFor(where)
	if err != nil {
		return done, err
	}
	b, made, err := box.EnsureBox(tx, names[0])
	if err != nil {
		return done, err
	}
	n := box.Item{Box: b.ID, Label: box.Label{Folder: names[1:], Title: it.Title, Created: it.Created, Changed: it.Changed}}
	unknown, err := fillTravelled(ctx, tx, &n, it, file, func(n *box.Item) error { return box.Put(tx, n) })
	if err != nil {
		return done, err
	}
	return arrived{Ref: refOf(&n, b.Name), NewBox: made, Template: unknown}, nil
}

// renewItem gives an item of the vault the content of a newer one that travelled,
// and keeps what it had in its history. Folder, tags and favourite are the owner's;
// so is the title, unless the sender changed it from what it was.
func renewItem(ctx context.Context, tx *vault.Tx, in, id vault.ID, it seal.Item, file sealedFile, was string) (done arrived, err error) {
	b, err := boxByID(tx, in)
	if err != nil {
		return done, err
	}
	n, err := box.Get(tx, in, id)
	if errors.Is(err, box.ErrMoved) {
		err = errMoved(box.Path{Box: b.Name, Folder: n.Folder, Title: n.Title}, id, err)
	}
	if err != nil {
		return done, err
	}
	if it.Title != was {
		n.Title = it.Title
	}
	unknown, err := fillTravelled(ctx, tx, &n, it, file, func(n *box.Item) error { return put(tx, n) })
	if err != nil {
		return done, err
	}
	return arrived{Ref: refOf(&n, b.Name), Template: unknown}, nil
}

func refOf(it *box.Item, boxName string) itemRef {
	return itemRef{
		Box: it.Box, ID: it.ID, Revision: it.Revision,
		Path: box.Path{Box: boxName, Folder: it.Folder, Title: it.Title},
	}
}

// placeFor reads where an item is to go: the box, then folders.
func placeFor(where string) ([]string, error) {
	names, err := box.SplitFolder(strings.TrimSuffix(where, "/"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 || strings.HasPrefix(where, "@") {
		return nil, Fail(Usage, "name a BOX or BOX/FOLDER", "%q is no place for an item", host.Safe(where))
	}
	return names, nil
}

// boxByID finds a box that is in use.
func boxByID(tx *vault.Tx, id vault.ID) (box.Box, error) {
	all, err := box.Boxes(tx)
	for _, b := range all {
		if b.ID == id && b.Removed.IsZero() {
			return b, nil
		}
	}
	if err == nil {
		err = Fail(NotFound, "coffer box ls shows what there is", "the box of this item is not in use any more")
	}
	return box.Box{}, err
}

// fillTravelled gives an item what travelled, and writes it. It returns the name
// of a template that this vault does not have.
func fillTravelled(ctx context.Context, tx *vault.Tx, n *box.Item, it seal.Item, file sealedFile, write func(*box.Item) error) (unknown string, err error) {
	if !tx.HasCore() {
		return "", vault.ErrLocked
	}
	n.Template = it.Template
	if _, err := box.TemplateByName(tx, it.Template); it.Template != "" && errors.Is(err, box.ErrNotFound) {
		n.Template, unknown = "", it.Template
	} else if it.Template != "" && err != nil {
		return "", err
	}
	n.Fields = it.Fields
	if n.OnExpiry != box.Delete { // nobody else says when an item of the owner's goes
		n.Expires = it.Expires
	}
	files := fileTaker{ctx: ctx, tx: tx, have: n.Attachments}
	if n.Attachments, err = files.all(it.Attachments, file); err == nil {
		err = write(n)
	}
	if err != nil {
		discard(files.staged)
	}
	return unknown, err
}

// fileTaker stores attachments that travelled.
type fileTaker struct {
	ctx    context.Context
	tx     *vault.Tx
	have   []box.Attachment // that the item has already
	staged []*box.Staged
}

func (t *fileTaker) all(list []seal.Attachment, file sealedFile) (all []box.Attachment, err error) {
	for i, a := range list {
		same := func(b box.Attachment) bool { return b.Size == a.Size && b.SHA256 == a.SHA256 }
		if at := slices.IndexFunc(t.have, same); at >= 0 {
			kept := t.have[at]
			kept.Name = a.Name
			all = append(all, kept)
			continue
		}
		data, err := file(i)
		if err != nil {
			return nil, err
		}
		at, err := t.one(a, data)
		if err != nil {
			return nil, err
		}
		all = append(all, at)
	}
	return all, nil
}

func (t *fileTaker) one(a seal.Attachment, data []byte) (at box.Attachment, err error) {
	other := Fail(Input, "ask for it again", "attachment %q is not the file that was sent with the item", host.Safe(a.Name))
	r, err := contact.DecryptOpening(a.Key, bytes.NewReader(data))
	if err != nil {
		return at, other
	}
	st, err := box.Stage(t.ctx, t.tx.Dir(), t.tx.Rand(), t.tx.VaultID(), a.Name, blaming{r, other})
	if err != nil {
		return at, err
	}
	t.staged = append(t.staged, st)
	if st.Size != a.Size || st.SHA256 != a.SHA256 {
		return at, other
	}
	return st.Commit(t.tx)
}

// blaming gives every failure to read its error.
type blaming struct {
	r   io.Reader
	err error
}

func (b blaming) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		err = b.err
	}
	return n, err
}
