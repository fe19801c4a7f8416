package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"coffer/box/port"
	"coffer/box/port/porttest"
)

// The report of an import is bounded in number and in bytes, and says how much
// of it is missing.
func TestReportIsBounded(t *testing.T) {
	var s sink
	for range maxNotes + 3 {
		s.Report(port.Note{Where: strings.Repeat("é", port.MaxNote), What: strings.Repeat("x", port.MaxNote+1)})
	}
	s.close()
	if len(s.done.Notes) != maxNotes+1 || s.done.Notes[maxNotes].What != "and 3 more like these" {
		t.Fatalf("%d notes", len(s.done.Notes))
	}
	for _, n := range s.done.Notes {
		if len(n.Where) > port.MaxNote || len(n.What) > port.MaxNote || strings.ToValidUTF8(n.Where, "?") != n.Where {
			t.Fatalf("a note of %d and %d bytes", len(n.Where), len(n.What))
		}
	}
}

// An import ends with its context also where the importer does not look at it.
func TestImportEndsWithContext(t *testing.T) {
	a := testApp(t)
	ctx, cancel := context.WithCancel(context.Background())
	var table strings.Builder
	table.WriteString("name,url,username,password,note\n")
	for i := range 10_000 {
		fmt.Fprintf(&table, "x%d,https://a.example,u,p,n\n", i)
	}
	src := porttest.Stream([]byte(table.String()))
	src.R = &cancelling{Reader: src.R, after: 2, cancel: cancel}
	_, err := a.Import(ctx, ImportOptions{Format: "csv", Source: src})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	r := countingReader{ctx: ctx, r: strings.NewReader("x")}
	if n, err := r.Read(make([]byte, 1)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("reading goes on: %d, %v", n, err)
	}
}

// cancelling is a reader that cancels a context at one of its reads.
type cancelling struct {
	io.Reader
	after  int
	cancel func()
}

func (c *cancelling) Read(p []byte) (int, error) {
	if c.after--; c.after == 0 {
		c.cancel()
	}
	return c.Reader.Read(p)
}
