package porttest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/iotest"

	"coffer/box/port"
)

// Format is what the suite tests.
type Format interface {
	port.Importer
	port.Exporter
}

// Run puts a format through everything. streams says that it also imports
// from a source that cannot go back.
func Run(t *testing.T, f Format, streams bool) {
	RunLossy(t, f, streams, func(*Collected) {})
	t.Run("wrong attachment", func(t *testing.T) { wrongAttachment(t, f) })
}

// RunLossy is Run for a format that cannot hold everything: lose takes away from
// what went, and from what came back, what need not be the same. Attachments
// need not be read.
func RunLossy(t *testing.T, f Format, streams bool, lose func(*Collected)) {
	RunCuttable(t, f, streams, lose)
	t.Run("truncated", func(t *testing.T) { truncated(t, f) })
}

// RunCuttable is RunLossy for a format without an end, of which nobody can see that
// something is missing there.
func RunCuttable(t *testing.T, f Format, streams bool, lose func(*Collected)) {
	for name, c := range Contents() {
		t.Run(name, func(t *testing.T) { roundTrip(t, f, c, streams, lose) })
	}
	t.Run("flipped", func(t *testing.T) { flipped(t, f) })
	t.Run("errors pass through", func(t *testing.T) { passThrough(t, f) })
	t.Run("cancelled", func(t *testing.T) { cancelled(t, f) })
	t.Run("deterministic", func(t *testing.T) { deterministic(t, f) })
}

func roundTrip(t *testing.T, f Format, c port.Content, streams bool, lose func(*Collected)) {
	data := Write(t, f, c)
	sources := map[string]port.Source{"file": Seekable(data)}
	if streams {
		sources["stream"] = port.Source{R: iotest.HalfReader(bytes.NewReader(data))}
	}
	for name, src := range sources {
		got, want := Read(t, f, src), Flatten(t, c)
		lose(got)
		lose(want)
		if diff := Differ(got.Describe(), want.Describe()); diff != "" {
			t.Errorf("%s: came back changed, %s", name, diff)
		}
	}
}

// Flatten collects content as if it had been imported.
func Flatten(t testing.TB, c port.Content) *Collected {
	t.Helper()
	out := &Collected{Boxes: c.Boxes, Templates: c.Templates}
	for e, err := range c.Items {
		if err == nil {
			err = out.Item(e)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// truncated cuts a file at many places: each time there is an error of the
// input, never a silent loss.
func truncated(t *testing.T, f Format) {
	data := bytes.TrimRight(Write(t, f, everything()), "\n")
	for i := range 50 {
		n := len(data) * i / 50
		for _, n := range []int{n, len(data) - 1 - i} {
			err := f.Import(context.Background(), Seekable(data[:n]), &Collected{})
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("cut to %d of %d bytes: got %v", n, len(data), err)
			}
		}
	}
}

// flipped changes bits all over a file: whatever comes, it comes without a
// panic, and errors are errors of the input.
func flipped(t *testing.T, f Format) {
	const flips = 500
	data := Write(t, f, everything())
	for i := range flips {
		broken := bytes.Clone(data)
		broken[i*len(data)/flips] ^= 1 << (i % 8)
		err := f.Import(context.Background(), Seekable(broken), &Collected{})
		if err != nil && !errors.Is(err, port.ErrInput) {
			t.Fatalf("flip %d: an error of another kind: %v", i, err)
		}
	}
}
