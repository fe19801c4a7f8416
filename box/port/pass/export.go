package pass

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/sealed"
)

// Export writes a store of passage into to.Dir, encrypted to to.Recipients: boxes
// and folders are folders, every item is a file. In memory stays a path for each
// item. What is in the trash does not go out; what else has no place, see Loses.
func (Format) Export(ctx context.Context, to port.Target, c port.Content) error {
	switch {
	case to.Dir == nil:
		return errors.New("a store of passage is a folder")
	case len(to.Recipients) == 0:
		return errors.New("a store of passage is encrypted to an age recipient; name one")
	}
	if err := c.Check(); err != nil {
		return err
	}
	x := newExporter(ctx, to)
	if err := x.recipients(); err != nil {
		return err
	}
	for e, err := range c.Items {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if err := x.item(e); err != nil {
			return err
		}
	}
	return nil
}

type exporter struct {
	ctx   context.Context
	to    port.Target
	taken paths
	dirs  map[string]bool
	left  int // files and folders that may still come
}

func newExporter(ctx context.Context, to port.Target) *exporter {
	return &exporter{ctx: ctx, to: to, taken: make(paths), dirs: map[string]bool{".": true}, left: maxFiles}
}

// recipients writes for whom passage encrypts what is added later.
func (x *exporter) recipients() error {
	return x.write(".age-recipients", func(w io.Writer) error {
		_, err := io.WriteString(w, strings.Join(x.to.Recipients, "\n")+"\n")
		return err
	})
}

func (x *exporter) item(e *port.Entry) error {
	if !e.Trashed.IsZero() {
		return nil
	}
	stem := x.taken.free(stemOf(e))
	if err := x.seal(stem, strings.NewReader(render(&e.Item))); err != nil {
		return err
	}
	return x.files(stem+attachments, e)
}

// stemOf is the path of an entry, without an ending.
func stemOf(e *port.Entry) string {
	var dir string
	for _, name := range append([]string{e.BoxName}, e.Folder...) {
		if name != "" {
			dir = path.Join(dir, fileName(name))
		}
	}
	return path.Join(dir, fileName(e.Title))
}

// files writes the attachments, and the fields that are files.
func (x *exporter) files(dir string, e *port.Entry) error {
	n := len(e.Files)
	for _, f := range e.Fields {
		if f.Kind == box.File {
			n++
		}
	}
	if n > box.MaxAttachments {
		return port.TooMuch("%s has more than %d attachments and fields that are files", port.Where(e), box.MaxAttachments)
	}
	for _, f := range e.Files {
		rc, err := f.Open()
		if err != nil {
			return err
		}
		err = x.seal(x.taken.free(path.Join(dir, fileName(f.Name))), port.Verify(rc, f))
		if err := errors.Join(err, rc.Close()); err != nil {
			return err
		}
	}
	for _, f := range e.Fields {
		if f.Kind != box.File {
			continue
		}
		if err := x.seal(x.taken.free(path.Join(dir, fileName(f.Name))), strings.NewReader(f.Value.Reveal())); err != nil {
			return err
		}
	}
	return nil
}

// paths are those that were given, in lower case as some systems have them, and how often
// each was wanted.
type paths map[string]int

// free returns a path that nothing has: of several equal ones the later ones get a
// number.
func (p paths) free(stem string) string {
	key := strings.ToLower(stem)
	for {
		p[key]++
		n := p[key]
		if n == 1 {
			return stem
		}
		numbered := fmt.Sprintf("%s %d", stem, n)
		if p[strings.ToLower(numbered)] == 0 {
			p[strings.ToLower(numbered)] = 1
			return numbered
		}
	}
}

// seal writes one encrypted file.
func (x *exporter) seal(stem string, r io.Reader) error {
	return x.write(stem+".age", func(w io.Writer) error {
		inside, err := sealed.EncryptTo(w, x.to.Recipients)
		if err != nil {
			return err
		}
		if _, err := io.Copy(inside, r); err != nil {
			return err
		}
		return inside.Close()
	})
}

// count counts a file with the folders above it, as an import does.
func (x *exporter) count(name string) error {
	x.left--
	for dir := path.Dir(name); !x.dirs[dir]; dir = path.Dir(dir) {
		x.dirs[dir] = true
		x.left--
	}
	if x.left < 0 {
		return port.TooMuch("a store takes %d files and folders, and there are more", maxFiles)
	}
	return nil
}

func (x *exporter) write(name string, write func(io.Writer) error) error {
	if err := x.count(name); err != nil {
		return err
	}
	w, err := x.to.Dir.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(w), w.Close())
}
