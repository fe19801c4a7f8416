package zip

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
)

// No single attachment is larger than the XML may say, however it is packed.
func TestLargeEntry(t *testing.T) {
	data := bomb(t)
	err := Format{}.Import(context.Background(), port.Source{At: bytes.NewReader(data), Size: int64(len(data))}, nobody{})
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "within bounds") {
		t.Fatalf("got %v", err)
	}
}

// nobody takes everything and keeps nothing.
type nobody struct{}

func (nobody) Box(port.Box) error          { return nil }
func (nobody) Template(box.Template) error { return nil }
func (nobody) Item(*port.Entry) error      { return nil }
func (nobody) Report(port.Note)            {}

// bomb makes an archive of entries that hold zeros, each larger than an
// attachment may be; they are packed once and written raw.
func bomb(t *testing.T) []byte {
	t.Helper()
	zeros := make([]byte, box.MaxAttachment+1)
	sum := hex.EncodeToString(sum256(zeros))
	packed, header := deflated(t, zeros)
	m := manifest{Format: manifestFormat, Version: manifestVersion}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	xml := `<coffer xmlns="urn:coffer:export:1" version="1" created="2026-01-02T03:04:05Z"><box name="w"/><item id="00000000000000000000000004" box="w" title="t">`
	for i := range 20 {
		name := fmt.Sprintf("files/%d", i)
		h := header
		h.Name = name
		f, err := w.CreateRaw(&h)
		write(t, f, err, packed)
		m.Entries = append(m.Entries, listed{name, int64(len(zeros)), sum})
		xml += fmt.Sprintf(`<attachment name="%s" size="%d" sha256="%s" file="%s"/>`, name, len(zeros), sum, name)
	}
	xml += `</item></coffer>`
	f, err := w.Create(exportName)
	write(t, f, err, []byte(xml))
	m.Entries = append(m.Entries, listed{exportName, int64(len(xml)), hex.EncodeToString(sum256([]byte(xml)))})
	data, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	f, err = w.Create(manifestName)
	write(t, f, err, data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sum256(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}

func write(t *testing.T, w io.Writer, err error, data []byte) {
	t.Helper()
	if err == nil {
		_, err = w.Write(data)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// deflated packs data once and returns it with the header that belongs to it.
func deflated(t *testing.T, data []byte) ([]byte, zip.FileHeader) {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("x")
	write(t, f, err, data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := io.ReadAll(raw)
	if err != nil {
		t.Fatal(err)
	}
	return packed, r.File[0].FileHeader
}
