package porttest

import (
	"bytes"
	"context"
	"io"
	"testing"

	"coffer/box"
	"coffer/box/port"
)

// Collected is a sink that keeps everything, attachments as bytes.
type Collected struct {
	Boxes     []port.Box
	Templates []box.Template
	Entries   []*port.Entry
	Content   []string // of all files, in the order of Entries
	Notes     []port.Note
}

// Box keeps b.
func (c *Collected) Box(b port.Box) error {
	c.Boxes = append(c.Boxes, b)
	return nil
}

// Template keeps t.
func (c *Collected) Template(t box.Template) error {
	c.Templates = append(c.Templates, t)
	return nil
}

// Item keeps e and reads its files, each of them twice.
func (c *Collected) Item(e *port.Entry) error {
	for _, f := range e.Files {
		first, err := readFile(f)
		if err != nil {
			return err
		}
		second, err := readFile(f)
		if err != nil {
			return err
		}
		if !bytes.Equal(first, second) {
			panic("a file was not the same when it was opened again")
		}
		c.Content = append(c.Content, string(first))
	}
	c.Entries = append(c.Entries, e)
	return nil
}

func readFile(f port.File) ([]byte, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(rc)
}

// Report keeps n.
func (c *Collected) Report(n port.Note) { c.Notes = append(c.Notes, n) }

// Seekable makes a source that can be read again.
func Seekable(data []byte) port.Source {
	r := bytes.NewReader(data)
	return port.Source{R: bytes.NewReader(data), At: r, Size: r.Size()}
}

// Stream makes a source that can be read once.
func Stream(data []byte) port.Source { return port.Source{R: bytes.NewReader(data)} }

// Read imports data and fails the test if that does not work.
func Read(t testing.TB, im port.Importer, src port.Source) *Collected {
	t.Helper()
	var c Collected
	if err := im.Import(context.Background(), src, &c); err != nil {
		t.Fatalf("import: %v", err)
	}
	return &c
}

// Write exports content and fails the test if that does not work.
func Write(t testing.TB, ex port.Exporter, c port.Content) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ex.Export(context.Background(), port.Target{W: &b}, c); err != nil {
		t.Fatalf("export: %v", err)
	}
	return b.Bytes()
}
