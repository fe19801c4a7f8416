package porttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"coffer/box"
	"coffer/box/port"
)

var errOwn = errors.New("an error of the test's own")

type refusing struct {
	Collected
	at int
}

func (r *refusing) step() error {
	if r.at--; r.at < 0 {
		return errOwn
	}
	return nil
}

func (r *refusing) Box(port.Box) error          { return r.step() }
func (r *refusing) Template(box.Template) error { return r.step() }
func (r *refusing) Item(*port.Entry) error      { return r.step() }

// passThrough: errors of the sink, of the content and of writing are not
// swallowed and not dressed up as errors of the input.
func passThrough(t *testing.T, f Format) {
	data := Write(t, f, everything())
	for at := range stepsOf(t, f, data) {
		if err := f.Import(context.Background(), Seekable(data), &refusing{at: at}); !errors.Is(err, errOwn) || errors.Is(err, port.ErrInput) {
			t.Errorf("sink refuses at step %d: got %v", at, err)
		}
	}
	c := everything()
	c.Items = func(yield func(*port.Entry, error) bool) { yield(nil, errOwn) }
	if err := f.Export(context.Background(), port.Target{W: io.Discard}, c); !errors.Is(err, errOwn) {
		t.Errorf("items fail: got %v", err)
	}
	for n := 0; n < len(data); n += 1 + len(data)/20 {
		if err := f.Export(context.Background(), port.Target{W: &full{left: n}}, everything()); !errors.Is(err, errOwn) {
			t.Errorf("disk full after %d bytes: got %v", n, err)
		}
	}
}

type full struct{ left int }

func (w *full) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, errOwn
	}
	w.left -= len(p)
	return len(p), nil
}

// stepsOf counts what a sink is given.
func stepsOf(t *testing.T, f Format, data []byte) int {
	c := Read(t, f, Seekable(data))
	return len(c.Boxes) + len(c.Templates) + len(c.Entries)
}

func cancelled(t *testing.T, f Format) {
	data := Write(t, f, everything())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := f.Import(ctx, Seekable(data), &Collected{}); !errors.Is(err, context.Canceled) {
		t.Errorf("import: got %v", err)
	}
	if err := f.Export(ctx, port.Target{W: io.Discard}, everything()); !errors.Is(err, context.Canceled) {
		t.Errorf("export: got %v", err)
	}
}

func deterministic(t *testing.T, f Format) {
	if !bytes.Equal(Write(t, f, everything()), Write(t, f, everything())) {
		t.Error("the same content gave two different files")
	}
}

// wrongAttachment: content that is not what the vault says must not leave.
func wrongAttachment(t *testing.T, f Format) {
	for name, change := range map[string]func(*port.File){
		"longer":  func(f *port.File) { f.Size-- },
		"shorter": func(f *port.File) { f.Size++ },
		"other":   func(f *port.File) { f.SHA256[0] ^= 1 },
	} {
		file := FileOf("a", []byte("content"))
		change(&file)
		c := ContentOf([]port.Box{{Name: "work"}}, nil, entry(1, "a", func(e *port.Entry) { e.Files = []port.File{file} }))
		if err := f.Export(context.Background(), port.Target{W: io.Discard}, c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
