package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault"
)

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
