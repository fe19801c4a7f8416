package pass

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
)

// packed is a store as one file, so that it can be put through the suite: what its
// entries hold once they are decrypted, by name.
type packed struct {
	recipient string
	open      func(context.Context, string, io.Reader) (io.ReadCloser, error)
}

func (p packed) Export(ctx context.Context, to port.Target, c port.Content) error {
	f := porttest.NewFolder(nil)
	if err := (Format{}).Export(ctx, port.Target{Dir: f, Recipients: []string{p.recipient}}, c); err != nil {
		return err
	}
	inside := make(map[string][]byte)
	for name, file := range f.MapFS {
		if !strings.HasSuffix(name, ".age") {
			continue
		}
		rc, err := p.open(ctx, name, bytes.NewReader(file.Data))
		if err != nil {
			return err
		}
		if inside[name], err = io.ReadAll(rc); err != nil {
			return err
		}
	}
	return json.NewEncoder(to.W).Encode(inside)
}

func (p packed) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	var inside map[string][]byte
	if err := json.NewDecoder(src.R).Decode(&inside); err != nil {
		return port.Bad("the pack: %v", err)
	}
	f := porttest.NewFolder(map[string]string{".gpg-id": "x"})
	for _, name := range slices.Sorted(maps.Keys(inside)) {
		w, err := f.Create(name)
		if err != nil {
			return port.Bad("the pack: %v", err)
		}
		_, _ = w.Write(inside[name])
		_ = w.Close()
	}
	open := func(_ context.Context, _ string, r io.Reader) (io.ReadCloser, error) { return io.NopCloser(r), nil }
	err := Format{}.Import(ctx, port.Source{Dir: f.MapFS, Open: open}, sink)
	if len(inside) == 0 && err != nil {
		return nil // an empty store is none, which TestRefused says
	}
	return err
}

// What every format is held to, but for what a store has no place for. What is lost of
// fields is for TestLoses and FuzzParse.
func TestSuite(t *testing.T) {
	recipient, _, open := key(t)
	porttest.RunLossy(t, packed{recipient, open}, false, func(c *porttest.Collected) {
		c.Boxes, c.Templates, c.Notes, c.Content = nil, nil, nil, nil
		c.Entries = slices.DeleteFunc(c.Entries, func(e *port.Entry) bool { return !e.Trashed.IsZero() })
		for _, e := range c.Entries {
			plainEntry(e)
		}
		slices.SortFunc(c.Entries, func(a, b *port.Entry) int {
			return slices.Compare(slices.Concat(a.Folder, []string{a.Title}), slices.Concat(b.Folder, []string{b.Title}))
		})
	})
}

func plainEntry(e *port.Entry) {
	cut := func(s string) string { return unescape(fileName(s)) }
	if e.BoxName != "" {
		e.Folder = append([]string{e.BoxName}, e.Folder...)
	}
	for i := range e.Folder {
		e.Folder[i] = cut(e.Folder[i])
	}
	e.Title = strings.TrimRight(cut(e.Title), " 0123456789") // the numbers are of twins
	e.Fields = slices.DeleteFunc(e.Fields, func(f box.Field) bool { return f.Name != "password" })
	label := box.Label{Title: e.Title, Folder: e.Folder}
	*e = port.Entry{Item: box.Item{Label: label, Fields: e.Fields}}
}

// An item of which nothing is said to be lost comes back as it was, with everything.
func TestLosesNothingComesBack(t *testing.T) {
	recipient, _, open := key(t)
	whole := 0
	for _, e := range porttest.Samples() {
		e.Created, e.Changed = time.Time{}, time.Time{}
		if lost := (Format{}).Loses(e); len(lost) > 0 {
			continue
		}
		whole++
		c := porttest.ContentOf([]port.Box{{Name: e.BoxName}}, nil, e)
		want := porttest.Flatten(t, c)
		c = porttest.ContentOf([]port.Box{{Name: e.BoxName}}, nil, e)
		got := porttest.Read(t, packed{recipient, open}, porttest.Stream(porttest.Write(t, packed{recipient, open}, c)))
		for _, e := range want.Entries {
			e.Folder, e.BoxName, e.ID = append([]string{e.BoxName}, e.Folder...), "", box.ID{}
			e.Fields = slices.DeleteFunc(e.Fields, func(f box.Field) bool { return f.Value.IsZero() })
			slices.SortFunc(e.Files, func(a, b port.File) int { return strings.Compare(fileName(a.Name), fileName(b.Name)) })
		}
		for _, e := range got.Entries {
			e.Changed, e.ID = time.Time{}, box.ID{}
		}
		want.Boxes, want.Templates, got.Notes = nil, nil, nil
		if diff := porttest.Differ(got.Describe(), want.Describe()); diff != "" {
			t.Errorf("%s: %s", e.Title, diff)
		}
	}
	if whole < 10 {
		t.Errorf("only %d samples lose nothing", whole)
	}
}
