package bitwarden

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
)

type packed struct {
	name, data string
	header     func(*zip.FileHeader)
}

func pack(t testing.TB, entries ...packed) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.header != nil {
			e.header(h)
		}
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = f.Write([]byte(e.data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func archived1(t testing.TB) []byte {
	return pack(t,
		packed{name: "data.json", data: `{"items":[{"id":"i-1","type":2,"name":"a","folderId":"f"},{"id":"i-2","type":2,"name":"b"}],"folders":[{"id":"f","name":"x"}]}`},
		packed{name: "attachments/"}, packed{name: "attachments/i-1/"},
		packed{name: "attachments/i-1/plan.txt", data: "dig here"}, packed{name: "attachments/i-1/.hidden", data: ""},
		packed{name: "attachments/i-1/C:\\sub/größe\x1b.bin", data: strings.Repeat("x", 100_000)},
		packed{name: "attachments/i-gone/lost.txt", data: "nobody's"}, packed{name: "other.txt", data: "?"})
}

func TestArchive(t *testing.T) {
	c := porttest.Read(t, Format{}, porttest.Seekable(archived1(t)))
	golden(t, "archive.golden", c.Describe())
	err := Format{}.Import(context.Background(), porttest.Stream(archived1(t)), &porttest.Collected{})
	if err == nil || !strings.Contains(err.Error(), "save it to a file") {
		t.Errorf("got %v", err)
	}
}

func TestArchiveRefused(t *testing.T) {
	data := packed{name: "data.json", data: export1(`{"id":"i","type":2,"name":"a"}`)}
	file := func(name string) packed { return packed{name: name, data: "x"} }
	with := func(change func(*zip.FileHeader)) packed {
		return packed{name: "attachments/i/x", header: change}
	}
	var many []packed
	for i := range box.MaxAttachments + 1 {
		many = append(many, file("attachments/i/"+strings.Repeat("x", i+1)))
	}
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"no data", pack(t, file("x")), "no data.json"},
		{"cut off", pack(t, data)[:60], "not a ZIP"},
		{"climbs", pack(t, data, file("attachments/../../evil")), "leads out"},
		{"absolute", pack(t, data, file("/etc/evil")), "leads out"},
		{"twice", pack(t, data, data), "twice"},
		{"link", pack(t, data, with(func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) })), "link"},
		{"encrypted", pack(t, data, with(func(h *zip.FileHeader) { h.Flags |= 1 })), "encrypted"},
		{"not JSON", pack(t, packed{name: "data.json", data: "{"}), "ends too early"},
		{"account", pack(t, packed{name: "data.json", data: string(fixture(t, "account.json"))}), "one Bitwarden account"},
		{"many", pack(t, append(many, data)...), "more than 1024 attachments"},
		{"large", pack(t, data, packed{name: "attachments/i/x", data: strings.Repeat("\x00", box.MaxAttachment+1)}), "larger than 64 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Format{}.Import(context.Background(), porttest.Seekable(c.in), &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}
