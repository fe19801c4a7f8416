package app

import (
	"errors"
	"slices"

	"coffer/box"
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
	x.done.Boxes = len(x.boxes)
	return nil
}

// stays tells of an item that was read, with err, that it is not chosen.
func (x *exporter) stays(it *box.Whole, err error) bool {
	return x.only != nil && !x.only[it.ID] && (err == nil || errors.Is(err, box.ErrMoved))
}
