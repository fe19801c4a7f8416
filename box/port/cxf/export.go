package cxf

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"coffer/box"
	"coffer/box/port"
)

// Export writes the content as one account. Items come first and collections
// after them, because only then is it known which there are; the standard gives
// members of an object no order. Memory does not grow with the items but by
// their ids. Former revisions and the bytes of attachments stay behind.
func (Format) Export(ctx context.Context, to port.Target, c port.Content) error {
	if err := c.Check(); err != nil {
		return err
	}
	x := exporter{writer: newWriter(to.W), boxes: make(map[string]*folder)}
	for _, b := range c.Boxes {
		x.box(b)
	}
	x.header(&c)
	for e, err := range c.Items {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if err := x.item(e); err != nil {
			return err
		}
	}
	x.str("\n],\"collections\":[")
	for i, b := range x.order {
		x.collection(i, b)
	}
	x.str("\n]")
	x.templates(c.Templates)
	x.str("}]}\n")
	return errors.Join(ctx.Err(), x.Flush())
}

type exporter struct {
	*writer
	boxes map[string]*folder
	order []*folder
	items int
}

// header writes everything up to the first item.
func (x *exporter) header(c *port.Content) {
	head := object{{"version", object{{"major", major}, {"minor", minor}}}, {"exporterRpId", exporterID}, {"exporterDisplayName", exporterName}}
	created := c.Created.Unix()
	head.add("timestamp", max(created, 0))
	x.scratch = appendValue(x.scratch[:0], head)
	_, _ = x.Write(x.scratch[:len(x.scratch)-1])
	x.str(`,"accounts":[{"id":`)
	x.value(digest("account"))
	x.str(`,"username":"","email":"","items":[`)
}

func (x *exporter) item(e *port.Entry) error {
	b := x.boxes[e.BoxName]
	if b == nil {
		return fmt.Errorf("item %s lies in a box that is not exported", e.ID)
	}
	if x.items++; x.items > port.MaxItems {
		return port.TooMuch("there are more than %d items", port.MaxItems)
	}
	id := e.ID
	if id.IsZero() { // it never was in a vault
		id = sum("item", fmt.Sprint(x.items))
	}
	if !e.Trashed.IsZero() {
		b = b.trash()
	}
	b.in(e.Folder).add(id)
	if x.element(x.items-1, packed(e, b64url(id[:]))) > maxItem {
		return port.TooMuch("%s is larger than %d MiB", box.Path{Box: e.BoxName, Folder: e.Folder, Title: e.Title}, maxItem>>20)
	}
	return nil
}

// templates writes the owner's forms as an extension of the account.
func (x *exporter) templates(all []box.Template) {
	if len(all) == 0 {
		return
	}
	x.str(`,"extensions":[{"name":`)
	x.value(extTemplates)
	x.str(`,"templates":[`)
	for i, t := range all {
		x.element(i, template(&t))
	}
	x.str("\n]}]")
}

func template(t *box.Template) object {
	o := object{{"name", t.Name}}
	o.text("note", t.Note)
	o.text("main", t.Main)
	var fields array
	for _, f := range t.Fields {
		fields = append(fields, object{{"name", f.Name}, {"kind", string(f.Kind)}, {"tier", f.Tier.String()}})
	}
	o.list("fields", fields)
	return o
}

// digest makes an id of what is named by it: the standard wants one that says
// nothing, and the same content gives the same file.
func digest(parts ...string) string {
	id := sum(parts...)
	return b64url(id[:])
}

func sum(parts ...string) (id box.ID) {
	h := sha256.New()
	for _, p := range parts {
		_ = binary.Write(h, binary.BigEndian, uint64(len(p)))
		_, _ = io.WriteString(h, p)
	}
	copy(id[:], h.Sum(nil))
	return id
}
