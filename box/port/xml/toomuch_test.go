package xml_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/xml"
	"coffer/vault/secret"
)

// TestEveryBoxReturns: as many boxes as a vault has come back; more are refused
// before anything is written.
func TestEveryBoxReturns(t *testing.T) {
	var boxes []port.Box
	for i := range port.MaxBoxes {
		boxes = append(boxes, port.Box{Name: fmt.Sprint("box ", i), Created: porttest.Date()})
	}
	c := porttest.ContentOf(boxes, nil)
	got := porttest.Read(t, xml.Format{}, porttest.Stream(porttest.Write(t, xml.Format{}, c)))
	if len(got.Boxes) != port.MaxBoxes {
		t.Errorf("%d boxes came back", len(got.Boxes))
	}
	c.Boxes = append(c.Boxes, port.Box{Name: "one more"})
	refused(t, c, "boxes")
	c.Boxes, c.Templates = nil, make([]box.Template, port.MaxForms+1)
	refused(t, c, "templates")
}

// TestItemThatCannotReturn has more in its history than an import takes.
func TestItemThatCannotReturn(t *testing.T) {
	value := secret.New(strings.Repeat("x", box.MaxValue))
	it := box.Item{ID: porttest.ID(1), Label: box.Label{Title: "acme"}, Fields: []box.Field{
		{Name: "notes", Kind: box.Multiline, Tier: box.Core, Value: value},
	}}
	e := &port.Entry{Item: it, BoxName: "work"}
	for range port.MaxEntry / box.MaxValue {
		e.Former = append(e.Former, it)
	}
	refused(t, porttest.ContentOf([]port.Box{{Name: "work"}}, nil, e), "work/acme is larger")
}

func refused(t *testing.T, c port.Content, want string) {
	t.Helper()
	err := xml.Format{}.Export(context.Background(), port.Target{W: io.Discard}, c)
	var much *port.TooMuchError
	if !errors.As(err, &much) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}
