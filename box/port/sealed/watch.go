package sealed

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"filippo.io/age"
	"filippo.io/age/armor"

	"coffer/box/port"
)

// watch stands between age and the file. It remembers errors of the file
// itself, so that everything else that age complains about can be told from
// them: that is damage.
type watch struct {
	r   io.Reader
	at  io.ReaderAt
	err error
}

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	return n, w.note(err)
}

func (w *watch) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.at.ReadAt(p, off)
	return n, w.note(err)
}

func (w *watch) note(err error) error {
	if err != nil && !errors.Is(err, io.EOF) && w.err == nil {
		w.err = err
	}
	return err
}

// judge returns the file's own error if it had one, and damage otherwise. What
// age says about identities stays, and so does the plain end of the content;
// an end within a longer story is damage.
func (w *watch) judge(err error) error {
	var none *age.NoIdentityMatchError
	switch {
	case err == nil, err == io.EOF, errors.Is(err, port.ErrInput), errors.As(err, &none):
		return err
	case w.err != nil:
		return w.err
	}
	return port.Bad("the sealed file was cut off or changed; take another copy of it")
}

// disarm puts the watch before the source and takes the armor off, if there is
// one. That needs memory, but what lies there is still sealed.
func (w *watch) disarm(src port.Source) (port.Source, error) {
	w.r, w.at = src.R, src.At
	r := bufio.NewReaderSize(w, maxHeader)
	head, err := r.Peek(HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return src, err
	}
	switch {
	case !Detect(head):
		return src, port.Bad("the file is not sealed with age")
	case armored(head):
		return w.dearmor(r)
	}
	if head, err = r.Peek(maxHeader); err != nil && !errors.Is(err, io.EOF) {
		return src, err
	}
	if !bytes.Contains(head, []byte("\n--- ")) {
		return src, port.Bad("the sealed file was cut off, or is sealed to too many recipients")
	}
	src.R = r
	if src.At != nil {
		src.At = w
	}
	return src, nil
}

func (w *watch) dearmor(r io.Reader) (port.Source, error) {
	data, err := io.ReadAll(io.LimitReader(armor.NewReader(r), maxArmored+1))
	if err != nil {
		return port.Source{}, w.judge(err)
	}
	if len(data) > maxArmored {
		return port.Source{}, port.Bad("an armored file of more than %d MiB; seal it without armor", maxArmored>>20)
	}
	at := bytes.NewReader(data)
	return port.Source{R: bytes.NewReader(data), At: at, Size: at.Size()}, nil
}

// reader and readerAt judge the errors of decrypting.
type reader struct {
	r io.Reader
	w *watch
}

func (r reader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	return n, r.w.judge(err)
}

type readerAt struct {
	at io.ReaderAt
	w  *watch
}

func (r readerAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.at.ReadAt(p, off)
	return n, r.w.judge(err)
}
