package zip

import (
	"errors"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
)

// TestAttachmentsThatCannotReturn: an archive gets no more of them than an import
// takes, in number and in what the manifest says of them.
func TestAttachmentsThatCannotReturn(t *testing.T) {
	e := &port.Entry{Item: box.Item{ID: box.ID{1}}, Files: []port.File{{Name: strings.Repeat("x", nameLength)}}}
	var much *port.TooMuchError
	x := exporter{waiting: make([]placed, maxEntries-ownEntries-1)}
	if _, err := x.place(e, 0); err != nil {
		t.Error(err)
	}
	if _, err := x.place(e, 0); !errors.As(err, &much) {
		t.Errorf("one more: %v", err)
	}
	x = exporter{}
	var err error
	for err == nil {
		_, err = x.place(e, 0)
	}
	m := manifest{Entries: make([]listed, len(x.waiting)-1)}
	for i := range m.Entries {
		m.Entries[i] = listed{Name: x.waiting[i].path, Size: box.MaxAttachment, SHA256: strings.Repeat("0", 64)}
	}
	if data, err := m.encode(); err != nil || len(data) > maxManifest || !errors.As(err, &much) && len(x.waiting) < 100_000 {
		t.Errorf("%d attachments make a manifest of %d bytes: %v", len(x.waiting), len(data), err)
	}
}
