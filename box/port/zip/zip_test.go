package zip_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box/port"
	"coffer/box/port/porttest"
	ourzip "coffer/box/port/zip"
	"coffer/internal/required"
)

func TestConformance(t *testing.T) { porttest.Run(t, ourzip.Format{}, false) }

func TestStream(t *testing.T) {
	data := porttest.Write(t, ourzip.Format{}, porttest.Contents()["label"])
	err := ourzip.Format{}.Import(context.Background(), porttest.Stream(data), &porttest.Collected{})
	if err == nil || !strings.Contains(err.Error(), "save it to a file") {
		t.Fatalf("got %v", err)
	}
}

// The archive is good in the eyes of other programs, and so is the XML in it.
func TestOtherTools(t *testing.T) {
	for _, tool := range []string{"unzip", "xmllint"} {
		required.Program(t, tool)
	}
	for name, c := range porttest.Contents() {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "export.zip")
			if err := os.WriteFile(file, porttest.Write(t, ourzip.Format{}, c), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("unzip", "-tq", file).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			inner, err := exec.Command("unzip", "-p", file, "export.xml").Output()
			if err != nil {
				t.Fatal(err)
			}
			lint := exec.Command("xmllint", "--noout", "--nonet", "--huge", "--schema", "../../../docs/export.xsd", "-")
			lint.Stdin = bytes.NewReader(inner)
			if out, err := lint.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

// The README in the archive says first what matters most.
func TestReadme(t *testing.T) {
	entries := unzip(t, porttest.Write(t, ourzip.Format{}, porttest.Contents()["label"]))
	if e := entries[0]; e.name != "README.txt" || !strings.Contains(string(e.data), "IN CLEAR TEXT") {
		t.Fatalf("first entry: %s\n%s", e.name, e.data)
	}
}

// Attachment names of any kind become paths that the schema allows.
func TestPaths(t *testing.T) {
	for _, e := range unzip(t, porttest.Write(t, ourzip.Format{}, porttest.Contents()["every name"])) {
		if strings.ContainsAny(strings.TrimPrefix(e.name, "files/"), " \\:*?\"<>|\x1b\x00") || strings.Contains(e.name, "/.") || strings.HasSuffix(e.name, ".") || len(e.name) > 130 {
			t.Errorf("path %q", e.name)
		}
	}
}

type entry struct {
	name   string
	data   []byte
	header func(*zip.FileHeader)
}

func unzip(t *testing.T, data []byte) []entry {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var entries []entry
	for _, f := range r.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry{name: f.Name, data: content})
	}
	return entries
}

// pack makes an archive, with a manifest of what is in it unless there is one.
func pack(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.header != nil {
			e.header(h)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func manifestOf(entries ...entry) entry {
	type listed struct {
		Name   string `json:"name"`
		Size   int    `json:"size"`
		SHA256 string `json:"sha256"`
	}
	var list []listed
	for _, e := range entries {
		sum := sha256.Sum256(e.data)
		list = append(list, listed{e.name, len(e.data), hex.EncodeToString(sum[:])})
	}
	data, _ := json.Marshal(map[string]any{"format": "coffer-zip", "version": 1, "created": porttest.Date(), "entries": list})
	return entry{name: "manifest.json", data: data}
}

func export(files string) entry {
	return entry{name: "export.xml", data: []byte(`<coffer xmlns="urn:coffer:export:1" version="1" created="2026-01-02T03:04:05Z"><box name="w"/><item id="00000000000000000000000004" box="w" title="t">` + files + `</item></coffer>`)}
}

const emptySum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func TestRefused(t *testing.T) {
	ok := export("")
	attach := func(path string) entry {
		return export(`<attachment name="a" size="0" sha256="` + emptySum + `" file="` + path + `"/>`)
	}
	evil := func(name string) []byte {
		e := entry{name: name}
		return pack(t, ok, e, manifestOf(ok, e))
	}
	with := func(change func(*zip.FileHeader)) []byte {
		e := entry{name: "files/x", header: change}
		return pack(t, ok, e, manifestOf(ok, e))
	}
	bad := entry{name: "export.xml", data: []byte("other")}
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"empty", nil, "not a ZIP"},
		{"text", []byte("hello"), "not a ZIP"},
		{"no entries", pack(t), "no manifest"},
		{"no manifest", pack(t, ok), "no manifest"},
		{"no export", pack(t, manifestOf()), "no export.xml"},
		{"listed but missing", pack(t, ok, manifestOf(ok, entry{name: "files/x"})), "lacks"},
		{"there but not listed", pack(t, ok, entry{name: "files/x"}, manifestOf(ok)), "does not list"},
		{"wrong hash", pack(t, ok, manifestOf(entry{name: "export.xml", data: bytes.Replace(ok.data, []byte("title"), []byte("titel"), 1)})), "SHA-256"},
		{"wrong size", pack(t, ok, manifestOf(bad)), "another size"},
		{"manifest not JSON", pack(t, ok, entry{name: "manifest.json", data: []byte("{")}), "not a manifest"},
		{"manifest and more", pack(t, ok, entry{name: "manifest.json", data: append(manifestOf(ok).data, "{}"...)}), "follows"},
		{"manifest of another", pack(t, ok, entry{name: "manifest.json", data: []byte(`{"format":"x"}`)}), "not a manifest"},
		{"manifest newer", pack(t, ok, entry{name: "manifest.json", data: []byte(`{"format":"coffer-zip","version":2}`)}), "newer coffer"},
		{"manifest unknown field", pack(t, ok, entry{name: "manifest.json", data: []byte(`{"format":"coffer-zip","x":2}`)}), "not a manifest"},
		{"manifest with a key twice", pack(t, ok, entry{name: "manifest.json", data: bytes.Replace(manifestOf(ok).data, []byte(`"format"`), []byte(`"version":1,"format"`), 1)}), "twice"},
		{"manifest with an entry's key twice", pack(t, ok, entry{name: "manifest.json", data: bytes.Replace(manifestOf(ok).data, []byte(`"size"`), []byte(`"size":1,"size"`), 1)}), "twice"},
		{"manifest in capitals", pack(t, ok, entry{name: "manifest.json", data: bytes.Replace(manifestOf(ok).data, []byte(`"size"`), []byte(`"SIZE"`), 1)}), "capitals"},
		{"climbs", evil("../../evil"), "leads out"},
		{"climbs inside", evil("files/../../evil"), "leads out"},
		{"absolute", evil("/etc/evil"), "leads out"},
		{"backslash", evil(`..\evil`), "leads out"},
		{"drive", evil(`C:evil`), "leads out"},
		{"hidden", evil("files/.bashrc"), "leads out"},
		{"escape sequence", evil("files/\x1b[2J"), "leads out"},
		{"long name", evil("files/" + strings.Repeat("x", 5000)), "leads out"},
		{"twice", pack(t, ok, ok, manifestOf(ok)), "twice"},
		{"manifest twice", pack(t, ok, manifestOf(ok), manifestOf(ok)), "twice"},
		{"symlink", with(func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }), "link"},
		{"device", with(func(h *zip.FileHeader) { h.SetMode(fs.ModeDevice) }), "link"},
		{"encrypted", with(func(h *zip.FileHeader) { h.Flags |= 1 }), "encrypted"},
		{"attachment not there", pack(t, attach("files/x"), manifestOf(attach("files/x"))), "not in the ZIP"},
		{"attachment is the export", pack(t, attach("export.xml"), manifestOf(attach("export.xml"))), "not in the ZIP"},
		{"XML in it is bad", pack(t, bad, manifestOf(bad)), "outside the root"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var sink porttest.Collected
			err := ourzip.Format{}.Import(context.Background(), porttest.Seekable(c.in), &sink)
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

// An attachment whose bytes were changed is found out when it is opened, and
// the rest of the archive does not matter any more.
func TestChangedAttachment(t *testing.T) {
	data := porttest.Write(t, ourzip.Format{}, porttest.Contents()["attachments"])
	at := bytes.Index(data, []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) // stored as it is
	if at < 0 {
		t.Fatal("the attachment is not where it should be")
	}
	data[at] ^= 1
	err := ourzip.Format{}.Import(context.Background(), porttest.Seekable(data), &porttest.Collected{})
	if !errors.Is(err, port.ErrInput) {
		t.Fatalf("got %v", err)
	}
}

// What no item names is reported, not dropped in silence.
func TestUnnamed(t *testing.T) {
	ok, extra := export(""), entry{name: "files/x", data: []byte("x")}
	c := porttest.Read(t, ourzip.Format{}, porttest.Seekable(pack(t, ok, extra, manifestOf(ok, extra))))
	if len(c.Notes) != 1 || c.Notes[0].Where != "files/x" {
		t.Fatalf("got %v", c.Notes)
	}
}

// Packed again with folders by another program, it still reads.
func TestFolders(t *testing.T) {
	ok := export("")
	if c := porttest.Read(t, ourzip.Format{}, porttest.Seekable(pack(t, entry{name: "files/"}, ok, manifestOf(ok)))); len(c.Entries) != 1 {
		t.Fatal("no item")
	}
}

// Files made to hurt, kept as files so that whole commands can be tried on
// them as well.
func TestHostile(t *testing.T) {
	files, err := filepath.Glob("testdata/hostile/*.zip")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			err = ourzip.Format{}.Import(context.Background(), porttest.Seekable(data), &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestReadError(t *testing.T) {
	want := errors.New("disk")
	err := ourzip.Format{}.Import(context.Background(), port.Source{At: brokenAt{want}, Size: 1000}, &porttest.Collected{})
	if !errors.Is(err, want) {
		t.Fatalf("got %v", err)
	}
}

type brokenAt struct{ err error }

func (b brokenAt) ReadAt([]byte, int64) (int, error) { return 0, b.err }
