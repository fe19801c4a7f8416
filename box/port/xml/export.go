package xml

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"coffer/box"
	"coffer/box/port"
)

// PlaceFunc is described at [Format].
type PlaceFunc func(e *port.Entry, file int) (path string, err error)

// Export writes the content as one XML document. Memory does not grow with the
// number of items; attachments are copied through. What the schema does not
// allow, such as an item whose box is not listed, is an error; what an import
// would not take is a [port.TooMuchError].
func (f Format) Export(ctx context.Context, to port.Target, c port.Content) error {
	if err := c.Check(); err != nil {
		return err
	}
	x := exporter{writer: newWriter(to.W), place: f.Place, boxes: make(map[string]bool)}
	x.Str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<coffer")
	x.attr("xmlns", namespace)
	x.attr("version", version)
	x.when("created", c.Created)
	x.Str(">\n")
	for _, b := range c.Boxes {
		x.box(b)
	}
	for _, t := range c.Templates {
		x.template(t)
	}
	n := 0
	for e, err := range c.Items {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if n++; n > port.MaxItems {
			return port.TooMuch("there are more than %d items", port.MaxItems)
		}
		if err := x.item(e); err != nil {
			return err
		}
	}
	x.Str("</coffer>\n")
	return x.Flush()
}

type exporter struct {
	*writer
	place PlaceFunc
	boxes map[string]bool
}

func (x *exporter) box(b port.Box) {
	x.boxes[b.Name] = true
	x.Str("<box")
	x.name("name", b.Name)
	x.time("created", b.Created)
	if b.Note != "" {
		x.name("note", b.Note)
	}
	x.Str("/>\n")
}

func (x *exporter) template(t box.Template) {
	x.Str("<template")
	x.name("name", t.Name)
	if t.Note != "" {
		x.name("note", t.Note)
	}
	if t.Main != "" {
		x.name("main", t.Main)
	}
	if len(t.Fields) == 0 {
		x.Str("/>\n")
		return
	}
	x.Str(">\n")
	for _, f := range t.Fields {
		x.Str("<field")
		x.name("name", f.Name)
		x.attr("kind", string(f.Kind))
		x.attr("tier", f.Tier.String())
		x.Str("/>\n")
	}
	x.Str("</template>\n")
}

func (x *exporter) item(e *port.Entry) error {
	if e.ID.IsZero() {
		return errID
	}
	if !x.boxes[e.BoxName] {
		return fmt.Errorf("item %s lies in a box that is not exported", e.ID)
	}
	x.held = 0
	x.open("item")
	x.attr("id", e.ID.String())
	x.name("box", e.BoxName)
	x.label(&e.Label)
	if len(e.Tags)+len(e.Fields)+len(e.Files)+len(e.Former) == 0 {
		x.Str("/>\n")
		return nil
	}
	x.Str(">\n")
	x.body(&e.Item)
	for i := range e.Files {
		if err := x.attachment(e, i); err != nil {
			return err
		}
	}
	for i := range e.Former {
		x.revision(&e.Former[len(e.Former)-1-i])
	}
	x.Str("</item>\n")
	if x.held > port.MaxEntry {
		path := box.Path{Box: e.BoxName, Folder: e.Folder, Title: e.Title}
		return port.TooMuch("%s is larger than %d MiB with its former revisions", path, port.MaxEntry>>20)
	}
	return nil
}

func (x *exporter) label(l *box.Label) {
	x.folder(l.Folder)
	x.name("title", l.Title)
	if l.Template != "" {
		x.name("template", l.Template)
	}
	if l.Favourite {
		x.attr("favourite", "true")
	}
	x.time("created", l.Created)
	x.time("changed", l.Changed)
	x.time("expires", l.Expires)
	if l.OnExpiry == box.Delete && !l.Expires.IsZero() {
		x.attr("on-expiry", "delete")
	}
	x.time("trashed", l.Trashed)
	if !l.Trashed.IsZero() {
		x.time("due", l.Due)
	}
}

// body writes tags and fields.
func (x *exporter) body(it *box.Item) {
	for _, tag := range it.Tags {
		x.open("tag")
		x.Str(">")
		x.scratch = appendPercent(x.scratch[:0], tag, false)
		x.held += partCost + len(tag)
		x.Text(x.scratch, false)
		x.Str("</tag>\n")
	}
	for i := range it.Fields {
		x.field(&it.Fields[i])
	}
}

func (x *exporter) field(f *box.Field) {
	x.open("field")
	x.name("name", f.Name)
	x.attr("kind", string(f.Kind))
	x.attr("tier", f.Tier.String())
	if value := f.Value.Bytes(); f.Kind == box.File || !plain(value) {
		x.attr("encoding", encoding)
		x.Str(">")
		x.base64(value)
	} else {
		x.Str(">")
		x.held += len(value)
		x.Text(value, false)
	}
	x.Str("</field>\n")
}

func (x *exporter) attachment(e *port.Entry, i int) error {
	f := e.Files[i]
	x.open("attachment")
	x.head(f.Name, f.Size, f.SHA256)
	if x.place != nil {
		path, err := x.place(e, i)
		if err != nil {
			return err
		}
		if path != "" {
			x.attr("file", path)
			x.Str("/>\n")
			return nil
		}
	}
	x.Str(">")
	if err := x.File(f); err != nil {
		return err
	}
	x.Str("</attachment>\n")
	return nil
}

func (x *exporter) revision(it *box.Item) {
	x.open("revision")
	x.attr("number", strconv.FormatUint(uint64(it.Revision), 10))
	x.label(&it.Label)
	if len(it.Tags)+len(it.Fields)+len(it.Attachments) == 0 {
		x.Str("/>\n")
		return
	}
	x.Str(">\n")
	x.body(it)
	for i := range it.Attachments {
		a := &it.Attachments[i]
		x.open("attachment")
		x.head(a.Name, a.Size, a.SHA256)
		x.Str("/>\n")
	}
	x.Str("</revision>\n")
}
