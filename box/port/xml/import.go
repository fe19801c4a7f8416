package xml

import (
	"context"
	"errors"
	"io"
	"slices"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/inline"
	"coffer/box/port/internal/scan"
)

// FetchFunc is described at [Format].
type FetchFunc func(path string, f port.File) (open func() (io.ReadCloser, error), err error)

// Import reads one document and hands on what is in it, in its order. It
// checks all that the schema and its preface say. Attachments that stand in
// the XML are read again when they are opened if src.At is set, and lie in
// memory until their item was taken if not.
func (f Format) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	im := importer{
		ctx: ctx, x: scan.NewReader(src.R), sink: sink, fetch: f.Fetch,
		belt:  inline.Belt{Src: src},
		names: make(map[string]string), folders: make(map[string]string),
		boxes: make(map[string]bool), templates: make(map[string]bool),
		ids: make(map[box.ID]struct{}),
	}
	root, err := im.x.Next()
	if err != nil {
		return err
	}
	if err := im.root(&root); err != nil {
		return err
	}
	if err := im.children(im.top); err != nil {
		return err
	}
	if _, err := im.x.Next(); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

type importer struct {
	ctx       context.Context
	x         *scan.Reader
	sink      port.Sink
	fetch     FetchFunc
	belt      inline.Belt
	names     map[string]string // percent text that came before, and what it means
	folders   map[string]string // the same for parts of folders
	tok       scan.Token        // the last one; pointers to it are good until the next
	value     []byte            // the text being read
	bytes     int               // of values in this entry
	stage     stage
	boxes     map[string]bool
	templates map[string]bool
	ids       map[box.ID]struct{}
}

// stage is how far a list of children has come: they stand in a fixed order.
type stage int

const (
	boxes stage = iota
	templates
	items
)

const (
	tags stage = iota
	fields
	attachments
	revisions
)

// children calls fn for every element within the one that was just opened, and
// consumes the end tag. Between them only white space may stand.
func (im *importer) children(fn func(*scan.Token) error) error {
	for {
		var err error
		if im.tok, err = im.x.Next(); err != nil {
			return err
		}
		switch im.tok.Kind {
		case scan.End:
			return nil
		case scan.Text:
			if !blank(im.tok.Text) {
				return im.x.Bad("text between elements")
			}
		case scan.Start:
			if err := fn(&im.tok); err != nil {
				return err
			}
		}
	}
}

func blank(text []byte) bool {
	for _, c := range text {
		if c != '\n' && c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// leaf refuses everything within the element that was just opened.
func (im *importer) leaf() error { return im.children(im.unknown) }

func (im *importer) unknown(tok *scan.Token) error {
	return im.x.Bad("element %q is unknown here", tok.Name)
}

// advance moves to a stage, and refuses to go back.
func (im *importer) advance(at *stage, to stage, tok *scan.Token) error {
	if to < *at {
		return im.x.Bad("element %q stands too late", tok.Name)
	}
	*at = to
	return nil
}

func (im *importer) root(tok *scan.Token) error {
	if tok.Name != "coffer" {
		return im.x.Bad("this is not a Coffer export: its first element is %q", tok.Name)
	}
	space, _ := tok.Attr("xmlns")
	v, _ := tok.Attr("version")
	if string(space) != namespace || string(v) != version {
		return im.x.Bad("this version of the export format is unknown; a newer coffer may read it")
	}
	a := attrs{im: im, tok: tok, used: 2}
	a.time("created", true)
	for _, name := range []string{"xmlns:xsi", "xsi:schemaLocation"} {
		a.raw(name, false)
	}
	return a.done()
}

// top takes one element below the root.
func (im *importer) top(tok *scan.Token) error {
	if err := im.ctx.Err(); err != nil {
		return err
	}
	im.bytes = 0
	switch tok.Name {
	case "box":
		return im.in(boxes, tok, im.box)
	case "template":
		return im.in(templates, tok, im.template)
	case "item":
		return im.in(items, tok, im.item)
	}
	return im.unknown(tok)
}

// in takes an element that belongs to a stage.
func (im *importer) in(s stage, tok *scan.Token, take func(*scan.Token) error) error {
	if err := im.advance(&im.stage, s, tok); err != nil {
		return err
	}
	return take(tok)
}

func (im *importer) box(tok *scan.Token) error {
	a := attrs{im: im, tok: tok}
	b := port.Box{Name: a.name("name", true), Note: a.text("note", false), Created: a.time("created", false)}
	if err := a.done(); err != nil {
		return err
	}
	if im.boxes[b.Name] || len(im.boxes) == port.MaxBoxes {
		return im.x.Bad("a box stands twice, or there are more than %d", port.MaxBoxes)
	}
	im.boxes[b.Name] = true
	if err := im.leaf(); err != nil {
		return err
	}
	return im.sink.Box(b)
}

func (im *importer) template(tok *scan.Token) error {
	a := attrs{im: im, tok: tok}
	t := box.Template{Name: a.name("name", true), Note: a.text("note", false), Main: a.name("main", false)}
	if err := a.done(); err != nil {
		return err
	}
	if im.templates[t.Name] || len(im.templates) == port.MaxForms {
		return im.x.Bad("a template stands twice, or there are more than %d", port.MaxForms)
	}
	im.templates[t.Name] = true
	err := im.children(func(tok *scan.Token) error { return im.templateField(tok, &t) })
	if err != nil {
		return err
	}
	if t.Main != "" && !hasField(t, t.Main) {
		return im.x.Bad("the main of a template is none of its fields")
	}
	return im.sink.Template(t)
}

func (im *importer) templateField(tok *scan.Token, t *box.Template) error {
	if tok.Name != "field" {
		return im.unknown(tok)
	}
	if len(t.Fields) == box.MaxFields {
		return im.x.Bad("a template has more than %d fields", box.MaxFields)
	}
	a := attrs{im: im, tok: tok}
	f := box.TemplateField{Name: a.name("name", true), Kind: a.kind(), Tier: a.tier()}
	if err := a.done(); err != nil {
		return err
	}
	if hasField(*t, f.Name) {
		return im.x.Bad("a field stands twice in one template")
	}
	t.Fields = append(t.Fields, f)
	return im.leaf()
}

func hasField(t box.Template, name string) bool {
	return slices.ContainsFunc(t.Fields, func(f box.TemplateField) bool { return f.Name == name })
}
