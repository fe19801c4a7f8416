package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/vault"
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

// oneFile brings one item with an attachment, then does something.
type oneFile struct{ after func() error }

func (f oneFile) Import(_ context.Context, _ port.Source, s port.Sink) error {
	e := port.Entry{
		Item: box.Item{Label: box.Label{Title: "acme"}},
		Files: []port.File{{Name: "plan", Size: 4, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("plan")), nil
		}}},
	}
	return errors.Join(s.Item(&e), f.after())
}

func TestFailedImportLeavesNoFiles(t *testing.T) {
	for name, c := range map[string]struct {
		after func(cancel func()) error
		left  int
	}{
		"the source fails": {func(func()) error { return errors.New("broken") }, 0},
		"it goes well":     {func(func()) error { return nil }, 1},
		"the commit fails": {func(cancel func()) error { cancel(); return nil }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := testApp(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := newSink(ctx, a, ImportOptions{Into: "work"}).bring(oneFile{func() error { return c.after(cancel) }})
			if (err == nil) != (c.left == 1) {
				t.Fatalf("it ended with %v", err)
			}
			files, err := os.ReadDir(filepath.Join(a.env.Folders.Data, vault.BlobsName))
			if len(files) != c.left {
				t.Errorf("%d files stay: %v", len(files), err)
			}
		})
	}
}

// revised brings one item with many former revisions.
type revised struct{ former int }

func (r revised) Import(_ context.Context, _ port.Source, s port.Sink) error {
	e := port.Entry{Item: box.Item{Label: box.Label{Title: "acme"}}}
	for range r.former {
		e.Former = append(e.Former, e.Item)
	}
	return s.Item(&e)
}

// TestImportKeepsTheHistory whatever the setting is, and says what it cannot.
func TestImportKeepsTheHistory(t *testing.T) {
	a := testApp(t)
	if err := a.SetSetting(t.Context(), "history.keep", "1"); err != nil {
		t.Fatal(err)
	}
	for former, notes := range map[int]int{25: 0, box.MaxKeep + 3: 1} {
		s := newSink(t.Context(), a, ImportOptions{Into: "work"})
		if err := s.bring(revised{former}); err != nil {
			t.Fatal(err)
		}
		s.close()
		if want := min(former, box.MaxKeep); s.done.Revisions != want || len(s.done.Notes) != notes {
			t.Errorf("of %d revisions %d are said to be kept: %v", former, s.done.Revisions, s.done.Notes)
		}
		if notes > 0 && !strings.HasSuffix(s.done.Notes[0].What, "left out: 3") {
			t.Error(s.done.Notes[0])
		}
	}
}
