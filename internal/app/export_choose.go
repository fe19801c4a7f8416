package app

import (
	"errors"
	"slices"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault"
)

// Chosen is which items of the boxes go out. The zero value is all of them, also
// what is in the trash; anything else chooses among what [App.Find] finds.
type Chosen struct {
	Tags []string // all of which an item has
	Text string   // that stands in an item, secret values apart
}

func (c *Chosen) all() bool { return len(c.Tags) == 0 && c.Text == "" }

// narrow leaves the items that are chosen, and the boxes that they are in. It is an
// error of kind [NotFound] if there are none.
func (x *exporter) narrow(c Chosen) error {
	if c.all() {
		return nil
	}
	x.only = make(map[vault.ID]bool)
	found, err := box.Find(x.tx, box.Query{Text: c.Text})
	if err != nil {
		return err
	}
	has := make(map[vault.ID]bool)
	tags := ListQuery{Tags: c.Tags}
	for i := range found {
		e := &found[i].Entry
		if tags.fits(&e.Label) && slices.ContainsFunc(x.boxes, func(b box.Box) bool { return b.ID == e.Box }) {
			x.only[e.ID], has[e.Box] = true, true
		}
	}
	if len(x.only) == 0 {
		return Fail(NotFound, "coffer ls --tag and coffer find show what there is", "no item fits; nothing was written")
	}
	x.boxes = slices.DeleteFunc(x.boxes, func(b box.Box) bool { return !has[b.ID] })
	x.done.Boxes, x.part = len(x.boxes), true
	return nil
}

// box is what goes out of a box beside its items: its note goes with the whole box.
func (x *exporter) box(b *box.Box) port.Box {
	out := port.Box{Name: b.Name, Created: b.Created}
	if x.only == nil {
		out.Note = b.Note
	}
	return out
}

// templates are the owner's that go out: where not everything goes, those that an item which does is made by.
func (x *exporter) templates() ([]box.Template, error) {
	all, err := box.Templates(x.tx)
	if err != nil {
		return nil, err
	}
	made := func(string) bool { return true }
	if x.part {
		if made, err = x.made(); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(t box.Template) bool { return t.ID.IsZero() || !made(t.Name) }), nil
}

// made tells by which templates the items are made that go out.
func (x *exporter) made() (func(template string) bool, error) {
	by := make(map[string]bool)
	for _, b := range x.boxes {
		for _, trashed := range []bool{false, true} {
			list, err := box.List(x.tx, b.ID, box.ListOptions{Trashed: trashed})
			if err != nil {
				return nil, err
			}
			for i := range list {
				if x.only == nil || x.only[list[i].ID] {
					by[list[i].Template] = true
				}
			}
		}
	}
	return func(template string) bool { return by[template] }, nil
}

// stays tells of an item that was read, with err, that it is not chosen.
func (x *exporter) stays(it *box.Whole, err error) bool {
	return x.only != nil && !x.only[it.ID] && (err == nil || errors.Is(err, box.ErrMoved))
}
