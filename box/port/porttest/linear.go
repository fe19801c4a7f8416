package porttest

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"coffer/box"
	"coffer/box/port"
)

// Linear fails the test if an import of four times as much does much more than
// four times the work. Work is what is allocated, in pieces and in bytes: a
// count that is nearly the same on every machine.
func Linear(t *testing.T, im port.Importer, input func(n int) []byte, n int) {
	t.Helper()
	linear(t, im, func(n int) port.Source { return Stream(input(n)) }, n)
}

// LinearFile is Linear for a format that does not come from a stream.
func LinearFile(t *testing.T, im port.Importer, input func(n int) []byte, n int) {
	t.Helper()
	linear(t, im, func(n int) port.Source { return Seekable(input(n)) }, n)
}

func linear(t *testing.T, im port.Importer, input func(n int) port.Source, n int) {
	t.Helper()
	pieces, size := work(t, im, input(n))
	morePieces, moreSize := work(t, im, input(4*n))
	const most, start = 5, 2 << 20 // what every import costs, whatever is in it
	if morePieces > most*pieces+10_000 || moreSize > most*size+start {
		t.Errorf("%d: %d pieces, %d bytes; four times as much: %d pieces, %d bytes", n, pieces, size, morePieces, moreSize)
	}
}

func work(t *testing.T, im port.Importer, src port.Source) (pieces, size uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := im.Import(context.Background(), src, forgetful{})
	runtime.ReadMemStats(&after)
	if err != nil && !errors.Is(err, port.ErrInput) {
		t.Fatal(err)
	}
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
}

// forgetful is a sink that keeps nothing.
type forgetful struct{}

func (forgetful) Box(port.Box) error          { return nil }
func (forgetful) Template(box.Template) error { return nil }
func (forgetful) Item(*port.Entry) error      { return nil }
func (forgetful) Report(port.Note)            {}
