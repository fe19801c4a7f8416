package xml_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/xml"
)

const benchItems = 10_000

func benchContent() port.Content {
	return port.Content{Created: porttest.Date(), Boxes: []port.Box{{Name: "work"}}, Items: porttest.Many(benchItems)}
}

// BenchmarkExport includes making the items.
func BenchmarkExport(b *testing.B) {
	var n int64
	b.ReportAllocs()
	for b.Loop() {
		var size count
		if err := (xml.Format{}).Export(context.Background(), port.Target{W: &size}, benchContent()); err != nil {
			b.Fatal(err)
		}
		n = int64(size)
	}
	b.SetBytes(n)
}

func BenchmarkImport(b *testing.B) {
	data := porttest.Write(b, xml.Format{}, benchContent())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var sink nothing
		if err := (xml.Format{}).Import(context.Background(), port.Source{R: bytes.NewReader(data)}, &sink); err != nil || sink != benchItems {
			b.Fatal(sink, err)
		}
	}
}

type count int64

func (c *count) Write(p []byte) (int, error) {
	*c += count(len(p))
	return len(p), nil
}

var _ io.Writer = (*count)(nil)

// nothing counts items.
type nothing int

func (*nothing) Box(port.Box) error          { return nil }
func (*nothing) Template(box.Template) error { return nil }
func (n *nothing) Item(*port.Entry) error    { *n++; return nil }
func (*nothing) Report(port.Note)            {}
