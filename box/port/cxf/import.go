package cxf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/jsonstream"
)

// Import reads one document, twice: where an item lies is said by collections,
// which may stand behind it. A source that cannot go back is kept in memory,
// and bounded.
func (Format) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	first, second, err := twice(ctx, src)
	if err != nil {
		return err
	}
	ix := newIndex(ctx, sink)
	if err := walk(jsonstream.NewReader(first), ix); err != nil {
		return err
	}
	if err := ix.deliver(); err != nil {
		return err
	}
	im := &importer{ctx: ctx, sink: sink, ix: ix, ids: make(map[box.ID]bool)}
	if err := walk(jsonstream.NewReader(second), im); err != nil {
		return err
	}
	im.summary()
	return nil
}

// twice gives two readers of the same bytes.
func twice(ctx context.Context, src port.Source) (first, second io.Reader, err error) {
	if src.At != nil {
		return io.NewSectionReader(src.At, 0, src.Size), src.R, nil
	}
	var a, b []io.Reader
	for size := 0; ; {
		piece := make([]byte, pieceSize)
		n, err := io.ReadFull(src.R, piece)
		a, b = append(a, bytes.NewReader(piece[:n])), append(b, bytes.NewReader(piece[:n]))
		switch size += n; {
		case size > maxStream:
			return nil, nil, port.Bad("more than %d MiB; import from a file, not from a stream", maxStream>>20)
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return io.MultiReader(a...), io.MultiReader(b...), nil
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, nil, err
		}
	}
}

// reading is what either of the two readings does with the parts of a document.
// It takes the member of the name, or leaves it.
type reading interface {
	header(r *jsonstream.Reader, name string) error
	account(n int) error
	member(r *jsonstream.Reader, account int, name string) error
	end(r *jsonstream.Reader) error
}

// walk goes through the header and its accounts.
func walk(r *jsonstream.Reader, to reading) error {
	if kind, err := r.Kind(); err != nil || kind != jsonstream.Object {
		if err == nil {
			err = r.Bad("this is not CXF: its outermost value is no object")
		}
		return err
	}
	n := 0
	err := r.Object(func(name string) error {
		if name != "accounts" {
			return to.header(r, name)
		}
		return r.Array(func() error {
			if n++; n > maxAccounts {
				return r.Bad("more than %d accounts", maxAccounts)
			}
			if err := to.account(n - 1); err != nil {
				return err
			}
			return r.Object(func(name string) error { return to.member(r, n-1, name) })
		})
	})
	if err == nil {
		err = r.End()
	}
	if err == nil {
		err = to.end(r)
	}
	return err
}

// importer is the second reading: it takes the items.
type importer struct {
	ctx   context.Context
	sink  port.Sink
	ix    *index
	items int
	found int // items that a collection links to
	files int
	ids   map[box.ID]bool // of items that came from a vault
}

func (im *importer) header(*jsonstream.Reader, string) error { return im.ctx.Err() }

func (im *importer) account(int) error { return im.ctx.Err() }

func (im *importer) end(*jsonstream.Reader) error { return nil }

func (im *importer) member(r *jsonstream.Reader, account int, name string) error {
	if name != "items" {
		return nil
	}
	return r.Array(func() error {
		if err := im.ctx.Err(); err != nil {
			return err
		}
		if im.items++; im.items > port.MaxItems {
			return r.Bad("more than %d items", port.MaxItems)
		}
		rec, err := r.Record(maxItem)
		if err != nil {
			return err
		}
		return im.item(rec, account)
	})
}

// summary reports what concerns the file as a whole.
func (im *importer) summary() {
	const where = "the file"
	report := func(format string, args ...any) {
		im.sink.Report(port.Note{Where: where, What: port.Cut(fmt.Sprintf(format, args...))})
	}
	if im.ix.owner {
		report("the name and the e-mail address of the account have no place here")
	}
	if im.ix.shared > 0 {
		report("who else something is shared with has no place here (%d)", im.ix.shared)
	}
	if lost := len(im.ix.first) - im.found; lost > 0 {
		report("collections name items that are not in the file (%d)", lost)
	}
	if im.files > 0 {
		report("the files themselves are no part of CXF (%d): save them from the other program and attach them", im.files)
	}
	if left := im.ix.unknown.String(); left != "" {
		report("%s", left)
	}
}
