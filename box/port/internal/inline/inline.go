// Package inline is the luggage belt of XML formats: attachments that stand in
// base64 inside an element. They are checked while they pass, and fetched from
// the file a second time when somebody opens them, so that none has to be
// held. Only where the file cannot be read twice do they stay in memory.
package inline

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

// Unpack turns the bytes that stand in the file into the attachment; nil
// leaves them as they are.
type Unpack func(io.Reader) (io.Reader, error)

// Belt takes attachments off one source.
type Belt struct {
	Src  port.Source
	Held int64 // bytes in memory; the owner sets it to 0 when it has let go
	read int64 // of the source so far
	went int64 // bytes that were unpacked, taken and opened alike
}

// Take reads the content of the named element, which was just opened, up to
// its end tag. The file has no name yet. It is at most [box.MaxAttachment]
// long, unpacked; and all that are taken and opened are no longer together than
// [port.Allowance] says of the source, however often one is opened.
func (b *Belt) Take(x *scan.Reader, element string, unpack Unpack) (port.File, error) {
	offset := x.Offset()
	var kept bytes.Buffer
	sink := io.Writer(io.Discard)
	if b.Src.At == nil {
		sink = &kept
	}
	f, err := b.measure(b.count(decode(x.Packed(), unpack)), sink)
	b.read = x.Offset()
	if err != nil {
		return port.File{}, locate(x, err)
	}
	f.Open = func() (io.ReadCloser, error) {
		if b.Src.At == nil || f.Size == 0 {
			return io.NopCloser(b.count(bytes.NewReader(kept.Bytes()))), nil
		}
		rest := io.NewSectionReader(b.Src.At, offset, b.Src.Size-offset)
		again := scan.NewReader(io.MultiReader(strings.NewReader("<"+element+">"), rest))
		if _, err := again.Next(); err != nil {
			return nil, err
		}
		return port.Verify(io.NopCloser(b.count(decode(again.Packed(), unpack))), f), nil
	}
	return f, nil
}

// measure reads to the end and notes size and hash.
func (b *Belt) measure(r io.Reader, sink io.Writer) (port.File, error) {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(sum, sink), io.LimitReader(r, box.MaxAttachment+1))
	if err != nil {
		return port.File{}, err
	}
	if n > box.MaxAttachment {
		return port.File{}, port.Bad("an attachment is larger than %d MiB", box.MaxAttachment>>20)
	}
	if sink != io.Discard {
		b.Held += n
	}
	if b.Held > port.MaxHeld {
		return port.File{}, port.Bad("attachments of more than %d MiB; import from a file, not from a stream", port.MaxHeld>>20)
	}
	return port.File{Size: n, SHA256: [32]byte(sum.Sum(nil))}, nil
}

// decode reads base64 lazily, so that errors come while reading.
func decode(text io.Reader, unpack Unpack) io.Reader {
	raw := base64.NewDecoder(base64.StdEncoding.Strict(), text)
	if unpack == nil {
		return raw
	}
	r, err := unpack(raw)
	if err != nil {
		return failing{err}
	}
	return r
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// locate turns what the decoders complain about into an error with a line.
func locate(x *scan.Reader, err error) error {
	var b64 base64.CorruptInputError
	var packed flate.CorruptInputError
	switch {
	case errors.As(err, &b64), errors.As(err, &packed),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return x.Bad("an attachment is not base64, or not packed as it says")
	}
	return err
}
