package port_test

import (
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
)

// tagless is a format without tags.
type tagless struct{ port.Exporter }

func (tagless) Loses(e *port.Entry) (what []string) {
	if len(e.Tags) > 0 {
		what = append(what, "tags")
	}
	return what
}

type keeper struct{ tagless }

func (keeper) KeepsTemplates() {}

func (keeper) KeepsBoxes() {}

func TestLosses(t *testing.T) {
	c := porttest.ContentOf(nil, []box.Template{{Name: "router"}},
		&port.Entry{BoxName: "work", Item: box.Item{Label: box.Label{Title: "plain"}}},
		&port.Entry{BoxName: "work", Item: box.Item{Label: box.Label{Title: "a", Folder: []string{"b"}, Tags: []string{"t"}}}},
		&port.Entry{BoxName: "work", Item: box.Item{Label: box.Label{Title: "c", Tags: []string{"t", "u"}}}})
	all, err := port.Losses(tagless{}, c)
	if err != nil || len(all) != 2 || all[0] != (port.Loss{What: "tags", Items: 2, First: "work/b/a"}) || all[1].Items != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	c.Boxes = []port.Box{{Name: "bare"}, {Name: "a/b", Note: "x"}, {Name: "c", Note: "y"}}
	if all, err = port.Losses(tagless{}, c); err != nil || len(all) != 3 || all[2] != (port.Loss{What: "notes of boxes", Items: 2, First: "a%2Fb"}) {
		t.Fatalf("%+v, %v", all, err)
	}
	if all, err = port.Losses(keeper{}, c); err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
}
