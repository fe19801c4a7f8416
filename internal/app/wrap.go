package app

import (
	"bytes"
	"context"
	"errors"
	"io"

	"coffer/box/port"
	"coffer/box/port/sealed"
)

// Opener is what opens an encrypted input.
type Opener = sealed.Opener

// Encrypted tells whether the input is an age file, and returns it as it was.
func Encrypted(src port.Source) (bool, port.Source, error) {
	head := make([]byte, sealed.HeadSize)
	n, err := io.ReadFull(src.R, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	src.R = io.MultiReader(bytes.NewReader(head[:n]), src.R)
	return sealed.Detect(head[:n]), src, err
}

// Unwrap opens an encrypted source; one in clear stays as it is. An error of
// kind [Password] if the opener does not fit.
func Unwrap(src port.Source, o Opener) (port.Source, error) {
	encrypted, src, err := Encrypted(src)
	if err != nil || !encrypted {
		return src, err
	}
	return sealed.Open(src, o)
}

// write has a format write content, and protects it as the options say: with a
// passphrase in the way of the format where it has one, else as an age file.
func (a *App) write(ctx context.Context, ex port.Exporter, to ExportTo, c port.Content, o ExportOptions) error {
	if p, ok := ex.(port.Protector); ok && !o.Passphrase.IsZero() {
		return p.Protect(ctx, to.W, c, o.Passphrase, a.env.Rand)
	}
	inside, end, err := wrap(to, o)
	if err != nil {
		return err
	}
	if err := ex.Export(ctx, inside, c); err != nil {
		return err
	}
	return end.Close()
}

// wrap encrypts what is written to a file, if that is wanted. Close ends the file.
// A folder encrypts its files itself.
func wrap(to ExportTo, o ExportOptions) (ExportTo, io.Closer, error) {
	switch {
	case to.Dir != nil:
		to.Recipients = o.Recipients
		return to, io.NopCloser(nil), nil
	case len(o.Recipients) > 0:
		w, err := sealed.EncryptTo(to.W, o.Recipients)
		return ExportTo{W: w}, w, err
	case !o.Passphrase.IsZero():
		w, err := sealed.Passphrase(to.W, o.Passphrase, 0)
		return ExportTo{W: w}, w, err
	}
	return to, io.NopCloser(nil), nil
}
