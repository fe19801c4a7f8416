package keepass

import (
	"context"
	"errors"
	"io"
	"iter"

	"coffer/box/port"
	"coffer/box/port/internal/emit"
)

// Export writes one document that KeePass, KeePassXC and Import read. Boxes and
// folders become groups, what is in the trash lies in the recycle bin, and
// attachments stand inside their entries. What does not go out whole, Loses
// says.
//
// Groups lie within one another, and items come in any order; so it goes through
// the items more than once, each time for as many folders as memory may hold, and
// for a large folder alone. Attachments are copied through. What an import would
// not take is a [port.TooMuchError].
func (Format) Export(ctx context.Context, to port.Target, c port.Content) error {
	if err := c.Check(); err != nil {
		return err
	}
	return newExporter(ctx, to.W, c, maxGathered).export(c)
}

type exporter struct {
	*emit.Writer
	ctx     context.Context
	items   iter.Seq2[*port.Entry, error]
	tree    tree
	budget  int                       // of what is gathered
	held    map[*folder][]*port.Entry // the entries of the folders whose turn comes
	counted int                       // entries that there are
	written int
}

func newExporter(ctx context.Context, w io.Writer, c port.Content, budget int) *exporter {
	return &exporter{Writer: emit.New(w), ctx: ctx, items: c.Items, budget: budget, tree: newTree()}
}

func (x *exporter) export(c port.Content) error {
	if err := x.survey(c.Boxes); err != nil {
		return err
	}
	x.Str("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<KeePassFile>\n")
	x.meta(c.Created)
	x.Str("<Root>\n")
	if err := x.group(x.tree.root); err != nil {
		return err
	}
	x.Str("</Root>\n</KeePassFile>\n")
	if x.written != x.counted {
		return errors.New("the items changed while they were exported")
	}
	return x.Flush()
}

// survey makes the tree of folders and measures what is in each of them.
func (x *exporter) survey(boxes []port.Box) error {
	for _, b := range boxes {
		f := x.tree.root.child(b.Name)
		f.note, f.created = b.Note, b.Created
	}
	err := x.each(func(e *port.Entry) error {
		size := weigh(e)
		if size > port.MaxEntry {
			return port.TooMuch("%s is larger than %d MiB with its former revisions", port.Cut(e.Title), port.MaxEntry>>20)
		}
		if x.counted++; x.counted > port.MaxItems {
			return port.TooMuch("there are more than %d items", port.MaxItems)
		}
		f := x.tree.of(e)
		f.size += size
		return nil
	})
	if err != nil {
		return err
	}
	return x.tree.settle()
}

// each goes through all items once.
func (x *exporter) each(fn func(*port.Entry) error) error {
	for e, err := range x.items {
		if err := errors.Join(err, x.ctx.Err()); err != nil {
			return err
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

// entries writes what lies in a folder, but for its folders.
func (x *exporter) entries(f *folder) error {
	if f.size == 0 {
		return nil
	}
	if f.size > x.budget {
		return x.each(func(e *port.Entry) error {
			if x.tree.of(e) != f {
				return nil
			}
			return x.entry(e)
		})
	}
	if _, here := x.held[f]; !here {
		if err := x.gather(f); err != nil {
			return err
		}
	}
	defer delete(x.held, f)
	for _, e := range x.held[f] {
		if err := x.entry(e); err != nil {
			return err
		}
	}
	return nil
}

// gather collects the entries of a folder, and of those after it for as long as
// they fit.
func (x *exporter) gather(first *folder) error {
	x.held = make(map[*folder][]*port.Entry)
	left := x.budget
	for _, f := range x.tree.order[first.at:] {
		if left -= f.size; left < 0 {
			break
		}
		if f.size > 0 {
			x.held[f] = nil
		}
	}
	return x.each(func(e *port.Entry) error {
		f := x.tree.of(e)
		if _, wanted := x.held[f]; wanted {
			x.held[f] = append(x.held[f], e)
		}
		return nil
	})
}
