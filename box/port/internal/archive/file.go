package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"

	"coffer/box"
	"coffer/box/port"
)

// File makes an attachment of an entry, which must be there. It is unpacked to know
// its size and hash, and again whenever somebody opens it. It has no name yet.
func (a *Archive) File(ctx context.Context, name string) (f port.File, err error) {
	if err := ctx.Err(); err != nil {
		return f, err
	}
	rc, err := a.Open(name)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, rc.Close()) }()
	sum := sha256.New()
	if f.Size, err = io.Copy(sum, io.LimitReader(rc, box.MaxAttachment+1)); err != nil {
		return f, err
	}
	if f.Size > box.MaxAttachment {
		return f, port.Bad("an attachment is larger than %d MiB", box.MaxAttachment>>20)
	}
	f.SHA256 = [32]byte(sum.Sum(nil))
	f.Open = func() (io.ReadCloser, error) {
		again, err := a.Open(name)
		if err != nil {
			return nil, err
		}
		return port.Verify(again, f), nil
	}
	return f, nil
}
