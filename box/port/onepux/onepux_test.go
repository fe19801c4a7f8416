package onepux_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/onepux"
	"coffer/box/port/porttest"
)

var update = flag.Bool("update", false, "write the golden file anew; then read the difference")

// pack makes an archive of names and contents.
func pack(t testing.TB, namesAndContents ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(namesAndContents); i += 2 {
		f, err := w.Create(namesAndContents[i])
		if err == nil {
			_, err = f.Write([]byte(namesAndContents[i+1]))
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

func sample(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/export.json")
	if err != nil {
		t.Fatal(err)
	}
	return pack(t, "export.attributes", `{"version":3}`, "export.data", string(data), "files/face.png", "PNG",
		"files/doc1__größe.txt", "a scan\n", "files/doc2__letter.bin", "\x00\x01\xff", "files/doc3__alone.txt", "alone", "files/nobody.txt", "x")
}

// Every category, every kind of value, both forms of items: the golden file says what
// becomes of them.
func TestSample(t *testing.T) {
	got := porttest.Read(t, onepux.Format{}, porttest.Seekable(sample(t))).Describe()
	if *update {
		if err := os.WriteFile("testdata/export.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/export.golden")
	if diff := porttest.Differ(got, string(want)); err != nil || diff != "" {
		t.Fatalf("%v, %s", err, diff)
	}
}

func vault(items string) string {
	return `{"accounts":[{"attrs":{"accountName":"a"},"vaults":[{"attrs":{"name":"v"},"items":[` + items + `]}]}]}`
}

func details(inner string) string {
	return vault(`{"categoryUuid":"001","details":{` + inner + `},"overview":{"title":"t"}}`)
}

func read(data []byte) (porttest.Collected, error) {
	var c porttest.Collected
	err := onepux.Format{}.Import(context.Background(), porttest.Seekable(data), &c)
	return c, err
}

// Each of these ends with one clear line.
func TestRefused(t *testing.T) {
	long := strings.Repeat("x", port.MaxValue+1)
	for _, c := range []struct{ name, data, want string }{
		{"not JSON", "<xml/>", "not JSON"},
		{"nothing", "", "too early"},
		{"other JSON", `{"items":[]}`, "no accounts"},
		{"list", `[]`, "an object is expected"},
		{"accounts as text", `{"accounts":"x"}`, "an array is expected"},
		{"cut off", vault("{"), "JSON"},
		{"more behind", vault("") + "{}", "follows"},
		{"twice", `{"accounts":[],"accounts":[]}`, "twice"},
		{"twice in an item", details(`"notesPlain":"a","notesPlain":"b"`), "twice"},
		{"UTF-16", "\xff\xfe{\x00", "UTF-16"},
		{"not UTF-8", details("\"notesPlain\":\"\xff\""), "not UTF-8"},
		{"half a character", details(`"notesPlain":"\ud800"`), "half a character"},
		{"deep", details(`"x":` + strings.Repeat("[", 1000)), "within one another"},
		{"long value", details(`"notesPlain":"` + long + `"`), "longer than"},
		{"items before the vault", `{"accounts":[{"attrs":{},"vaults":[{"items":[]}]}]}`, "without a name"},
		{"vaults before the account", `{"accounts":[{"vaults":[]}]}`, "without a name"},
		{"item as text", vault(`"x"`), "an object is expected"},
		{"tags as text", vault(`{"overview":{"tags":"x"}}`), "not an array"},
		{"tag as number", vault(`{"overview":{"tags":[1]}}`), "something else than texts"},
		{"title as list", vault(`{"overview":{"title":[]}}`), "not a text"},
		{"sections as text", details(`"sections":"x"`), "not an array"},
		{"many fields", details(`"sections":[{"fields":[` + strings.Repeat(`{"id":"a","value":{"string":"x"}},`, box.MaxFields) + `{"id":"a","value":{"string":"x"}}]}]`), "more than 512 fields"},
		{"many files", details(`"sections":[{"fields":[` + strings.Repeat(`{"id":"a","value":{"file":{"fileName":"x"}}},`, box.MaxAttachments) + `{"id":"a","value":{"file":{"fileName":"x"}}}]}]`), "1024 files"},
		{"many former passwords", details(`"passwordHistory":[` + strings.Repeat(`{"value":"x","time":1},`, port.MaxParts) + `{"value":"x","time":1}]`), "former passwords"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(pack(t, "export.data", c.data))
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

// An archive that is none, or leads elsewhere, is refused before anything is read.
func TestArchiveRefused(t *testing.T) {
	ok := sample(t)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"no ZIP", []byte("x"), "not a ZIP"},
		{"cut off", ok[:len(ok)/2], "not a ZIP"},
		{"no data", pack(t, "export.attributes", "{}"), "no export.data"},
		{"climbs", pack(t, "export.data", vault(""), "files/../../x", "x"), "leads out"},
		{"absolute", pack(t, "export.data", vault(""), "/etc/passwd", "x"), "leads out"},
		{"twice", pack(t, "export.data", vault(""), "export.data", vault("")), "twice"},
		{"large attachment", pack(t, "export.data", details(`"documentAttributes":{"fileName":"x","documentId":"d"}`), "files/d__x", strings.Repeat("\x00", box.MaxAttachment+1)), "larger than 64 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := read(c.data); !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

// Each hostile file of testdata ends with one clear line, and none of them is forgotten here.
func TestHostile(t *testing.T) {
	want := map[string]string{
		"absolute": "leads out", "bomb": "larger than 64 MiB", "climbs": "leads out", "cut-off": "too early", "deep": "within one another",
		"duplicate-member": "twice", "half-a-character": "half a character", "half-a-file": "not a ZIP", "latin1": "not UTF-8", "link": "a link",
		"long-value": "longer than", "many-fields": "more than 512 fields", "no-data": "no export.data", "twice": "twice", "utf16": "UTF-16",
	}
	files, err := filepath.Glob("testdata/hostile/*.1pux")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files for %d names, %v", len(files), len(want), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".1pux")
		_, err = read(data)
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), want[name]) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q", name, err, want[name])
		}
	}
}

func TestStreamRefused(t *testing.T) {
	err := onepux.Format{}.Import(context.Background(), porttest.Stream(sample(t)), &porttest.Collected{})
	if err == nil || !strings.Contains(err.Error(), "stream") {
		t.Errorf("got %v", err)
	}
}

// A file that two items name is attached to both; no name stands twice in one item.
func TestFilesShared(t *testing.T) {
	const file = `{"title":"f","id":"f","value":{"file":{"fileName":"a.txt","documentId":"d"}}}`
	item := `{"details":{"sections":[{"fields":[` + file + `,` + file + `]}]},"overview":{"title":"t"}}`
	c, err := read(pack(t, "export.data", vault(item+","+item), "files/d__a.txt", "content"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Content) != 4 || c.Content[3] != "content" || c.Entries[1].Files[1].Name != "a.txt 2" || len(c.Notes) > 0 {
		t.Errorf("%d files, %v", len(c.Content), c.Notes)
	}
}

// Who gives up does not wait for the end.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (onepux.Format{}).Import(ctx, porttest.Seekable(sample(t)), &porttest.Collected{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Work grows with the file, whatever there is much of.
func TestWorkIsLinear(t *testing.T) {
	for name, c := range map[string]struct {
		n    int
		data func(n int) string
	}{
		"items": {200, func(n int) string { return vault(strings.Repeat(`{"overview":{"title":"t"}},`, n) + "{}") }},
		"fields": {60, func(n int) string {
			return details(`"sections":[{"fields":[` + strings.Repeat(`{"id":"a","value":{"string":"x"}},`, n) + `{}]}]`)
		}},
		"unknown": {60, func(n int) string { return details(members(n)) }},
		"history": {250, func(n int) string {
			return details(`"passwordHistory":[` + strings.Repeat(`{"value":"x","time":1},`, n) + `{}]`)
		}},
		"tags": {60, func(n int) string { return vault(`{"overview":{"tags":[` + strings.Repeat(`"t",`, n) + `"u"]}}`) }},
	} {
		t.Run(name, func(t *testing.T) {
			porttest.LinearFile(t, onepux.Format{}, func(n int) []byte { return pack(t, "export.data", c.data(n)) }, c.n)
		})
	}
}

func members(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"m%d":"x",`, i)
	}
	return b.String() + `"end":"x"`
}
