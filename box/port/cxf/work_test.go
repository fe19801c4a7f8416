package cxf_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/cxf"
	"coffer/box/port/porttest"
	"coffer/vault/secret"
)

// What a file holds costs no more than its length.
func TestWorkIsLinear(t *testing.T) {
	one := `{"id":"AA","title":"a","credentials":[{"type":"basic-auth","username":{"fieldType":"string","value":"ann"}}]}`
	links := func(n int) string { return list(n, `{"item":"AA"}`) }
	for name, c := range map[string]struct {
		n     int
		input func(n int) []byte
	}{
		"items": {2000, func(n int) []byte { return []byte(items(list(n, one))) }},
		"links": {2000, func(n int) []byte {
			return []byte(doc(`"items":[` + one + `],"collections":[{"title":"a","items":[` + links(n) + "]}]"))
		}},
		"collections": {2000, func(n int) []byte {
			return []byte(doc(`"items":[],"collections":[` + list(n, `{"title":"a","items":[{"item":"AA"}]}`) + "]"))
		}},
		"empty collections": {2000, func(n int) []byte { return []byte(doc(`"items":[],"collections":[` + list(n, `{"title":"a"}`) + "]")) }},
		"equal fields": {100, func(n int) []byte {
			return []byte(items(`{"id":"AA","title":"a","credentials":[{"type":"custom-fields","fields":[` + list(n, `{"fieldType":"string","value":"x","label":"a"}`) + `]}]}`))
		}},
		"unknown members": {100, func(n int) []byte {
			var all []string
			for i := range n {
				all = append(all, fmt.Sprintf(`"m%d":"x"`, i))
			}
			return []byte(items(`{"id":"AA","title":"a","credentials":[],` + strings.Join(all, ",") + `}`))
		}},
	} {
		t.Run(name, func(t *testing.T) { porttest.Linear(t, cxf.Format{}, c.input, c.n) })
	}
}

// What is more than one item may be is refused while it comes.
func TestItemTooLarge(t *testing.T) {
	head := strings.TrimSuffix(items(`{"id":"AA","title":"a","credentials":[{"type":"x","v":[`), "]}]}")
	parts := []io.Reader{strings.NewReader(head)}
	for range 100 {
		parts = append(parts, strings.NewReader(`"`+strings.Repeat("x", 1<<20)+`",`))
	}
	err := cxf.Format{}.Import(context.Background(), port.Source{R: io.MultiReader(parts...)}, &porttest.Collected{})
	if !errors.Is(err, port.ErrInput) {
		t.Errorf("got %v", err)
	}
}

// What is noted of boxes is bounded, all together.
func TestNotesOfBoxes(t *testing.T) {
	head, tail, _ := strings.Cut(ours(doc(`"items":[],"collections":[@]`)), "@")
	one := `{"title":"a","extensions":[{"name":"coffer.invalid/box","note":"` + strings.Repeat("x", 7<<20) + `"}]},`
	parts := []io.Reader{strings.NewReader(head)}
	for range 10 {
		parts = append(parts, strings.NewReader(one))
	}
	parts = append(parts, strings.NewReader(strings.TrimSuffix(one, ",")+tail))
	err := cxf.Format{}.Import(context.Background(), port.Source{R: io.MultiReader(parts...)}, &porttest.Collected{})
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "notes of accounts and collections are larger than 64 MiB") {
		t.Errorf("got %v", err)
	}
}

// A stream without end stops at its bound.
func TestEndlessStream(t *testing.T) {
	src := port.Source{R: io.MultiReader(strings.NewReader(`{"version":`), endless{})}
	err := cxf.Format{}.Import(context.Background(), src, &porttest.Collected{})
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "not from a stream") {
		t.Errorf("got %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestItemThatCannotReturn has more in it than an import takes.
func TestItemThatCannotReturn(t *testing.T) {
	e := &port.Entry{Item: box.Item{ID: porttest.ID(1), Label: box.Label{Title: "acme"}}, BoxName: "work"}
	for i := range 20 {
		e.Fields = append(e.Fields, box.Field{Name: fmt.Sprint(i), Kind: box.Text, Tier: box.Companion, Value: secret.New(strings.Repeat("x", 4<<20))})
	}
	err := cxf.Format{}.Export(context.Background(), port.Target{W: io.Discard}, porttest.ContentOf([]port.Box{{Name: "work"}}, nil, e))
	var much *port.TooMuchError
	if !errors.As(err, &much) || !strings.Contains(err.Error(), "work/acme is larger") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkImport(b *testing.B) {
	const n = 10_000
	data := porttest.Write(b, cxf.Format{}, port.Content{Created: porttest.Date(), Boxes: []port.Box{{Name: "work"}}, Items: porttest.Many(n)})
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var sink nothing
		if err := (cxf.Format{}).Import(context.Background(), porttest.Seekable(data), &sink); err != nil || sink != n {
			b.Fatal(sink, err)
		}
	}
}

func BenchmarkExport(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		c := port.Content{Created: porttest.Date(), Boxes: []port.Box{{Name: "work"}}, Items: porttest.Many(10_000)}
		if err := (cxf.Format{}).Export(context.Background(), port.Target{W: io.Discard}, c); err != nil {
			b.Fatal(err)
		}
	}
}

// nothing counts items.
type nothing int

func (*nothing) Box(port.Box) error          { return nil }
func (*nothing) Template(box.Template) error { return nil }
func (n *nothing) Item(*port.Entry) error    { *n++; return nil }
func (*nothing) Report(port.Note)            {}
