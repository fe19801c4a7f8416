package bitwarden

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"

	"coffer/box/port"
	"coffer/box/port/internal/jsonstream"
	"coffer/box/port/sealed"
	"coffer/vault/secret"
)

// head is what stands in a protected file beside the encrypted text.
type head struct {
	encrypted, protected bool
	salt, validation     string
	cost                 cost
	data                 int64 // where the encrypted text begins; 0: nowhere
}

// Locked tells whether a file is protected with a password of its own. It looks at
// the beginning alone, and takes nothing from src.R; of a stream, and of what is
// no export of Bitwarden, it says no.
func (Format) Locked(src port.Source) (bool, error) {
	if src.At == nil {
		return false, nil
	}
	var h head
	err := h.read(io.NewSectionReader(src.At, 0, src.Size), true)
	if err != nil && !errors.Is(err, errEnough) && !errors.Is(err, port.ErrInput) {
		return false, err
	}
	return h.encrypted && h.protected, nil
}

// Unlock opens a protected file and returns the export in it, which is decrypted
// while it is read and lies nowhere in clear. All of it is authenticated first,
// so that it takes reading the file three times; src.At must be set. The export is
// JSON, never a ZIP. [sealed.ErrKey]
// says that the password is not the one of the file.
func (Format) Unlock(ctx context.Context, src port.Source, pass secret.Text) (port.Source, error) {
	if src.At == nil {
		return src, errors.New("a protected file cannot be read from a stream; save it to a file and import that")
	}
	var h head
	if err := h.read(io.NewSectionReader(src.At, 0, src.Size), false); err != nil {
		return src, err
	}
	if !h.encrypted || !h.protected || h.data == 0 {
		return src, port.Bad("the file is not protected with a password, or is not whole")
	}
	if err := h.formed(ctx, src); err != nil {
		return src, err
	}
	k, err := h.cost.derive(ctx, pass, h.salt)
	if err != nil {
		return src, err
	}
	if err := h.right(k); err != nil {
		return src, err
	}
	in, err := h.open(ctx, src, k)
	if err != nil {
		return src, err
	}
	size, err := io.Copy(io.Discard, in)
	if err != nil {
		return src, err
	}
	if in, err = document(h.open(ctx, src, k)); err != nil {
		return src, err
	}
	again := &rewinding{open: func() (io.Reader, error) { return h.open(ctx, src, k) }}
	return port.Source{R: in, At: again, Size: size}, nil
}

// document refuses a ZIP, which nobody protects that way: each of its entries would
// cost decrypting all that stands before it.
func document(in io.Reader, err error) (io.Reader, error) {
	if err != nil {
		return nil, err
	}
	b := bufio.NewReader(in)
	head, err := b.Peek(len(zipMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if string(head) == zipMagic {
		return nil, port.Bad("a ZIP file is protected here, and no JSON; Bitwarden writes no such file")
	}
	return b, nil
}

// rewinding reads at places by reading from front to back. Going back begins anew,
// which is what a second reader of the whole does once.
type rewinding struct {
	open func() (io.Reader, error)
	in   io.Reader
	at   int64
}

func (r *rewinding) ReadAt(p []byte, off int64) (n int, err error) {
	if r.in == nil || off < r.at {
		if r.in, err = r.open(); err != nil {
			return 0, err
		}
		r.at = 0
	}
	skipped, err := io.CopyN(io.Discard, r.in, off-r.at)
	r.at += skipped
	if err != nil {
		return 0, err
	}
	n, err = io.ReadFull(r.in, p)
	r.at += int64(n)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// formed tells, before a key is made at the cost that a stranger chose, whether the texts are of the form that any key
// could fit.
func (h *head) formed(ctx context.Context, src port.Source) error {
	if err := h.cost.check(); err != nil {
		return err
	}
	none := keys{enc: make([]byte, sha256.Size), mac: make([]byte, sha256.Size)}
	if err := h.right(none); !errors.Is(err, sealed.ErrKey) {
		return err
	}
	_, err := h.open(ctx, src, none)
	return err
}

// right tells whether the keys are those of the file.
func (h *head) right(k keys) error {
	d, err := newDecrypter(strings.NewReader(h.validation), k)
	if err == nil {
		_, err = io.Copy(io.Discard, d)
	}
	if errors.Is(err, errMAC) {
		return sealed.ErrKey
	}
	return err
}

// open decrypts the text from its beginning.
func (h *head) open(ctx context.Context, src port.Source, k keys) (io.Reader, error) {
	at := io.NewSectionReader(src.At, h.data, src.Size-h.data)
	text, err := jsonstream.NewReader(at).Pieces()
	if err != nil {
		return nil, err
	}
	d, err := newDecrypter(text, k)
	if err != nil {
		return nil, err
	}
	return &authentic{ctx: ctx, d: d}, nil
}

// authentic says what a MAC that does not fit means, once the password is known to
// be right.
type authentic struct {
	ctx context.Context
	d   *decrypter
}

func (a *authentic) Read(p []byte) (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := a.d.Read(p)
	if errors.Is(err, errMAC) {
		err = port.Bad("the password is right, but the encrypted text was changed or damaged; take another copy of the file")
	}
	return n, err
}

// errEnough ends the reading of a head when all is known that is wanted.
var errEnough = errors.New("enough")

// read walks the members. brief ends it where the content begins.
func (h *head) read(in io.Reader, brief bool) error {
	r := jsonstream.NewReader(in)
	err := r.Object(func(name string) error {
		err := h.member(r, name, brief)
		if err == nil && brief && (h.encrypted && h.protected || name == "encrypted" && !h.encrypted) {
			err = errEnough
		}
		return err
	})
	if err == nil {
		err = r.End()
	}
	return err
}

func (h *head) member(r *jsonstream.Reader, name string, brief bool) error {
	switch name {
	case "encrypted":
		return truth(r, &h.encrypted)
	case "passwordProtected":
		return truth(r, &h.protected)
	case "salt":
		return text(r, &h.salt)
	case "encKeyValidation_DO_NOT_EDIT":
		return text(r, &h.validation)
	case "kdfType":
		return number(r, &h.cost.kdf)
	case "kdfIterations":
		return number(r, &h.cost.rounds)
	case "kdfMemory":
		return number(r, &h.cost.mib)
	case "kdfParallelism":
		return number(r, &h.cost.parallel)
	case "items", "folders", "collections":
		if brief {
			return errEnough
		}
	case "data":
		if _, err := r.Kind(); err != nil {
			return err
		}
		h.data = r.Offset()
	}
	return nil
}

func text(r *jsonstream.Reader, into *string) (err error) {
	*into, err = r.Text(maxCiphertext)
	return err
}

func number(r *jsonstream.Reader, into *int64) error {
	v, err := r.Value(maxHead)
	if err != nil {
		return err
	}
	n, ok := v.Int()
	if !ok && v.Kind != jsonstream.Null {
		return r.Bad("something else where a whole number is expected")
	}
	*into = n
	return nil
}
