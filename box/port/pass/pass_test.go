package pass

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/porttest"
	"coffer/vault/secret"
)

var update = flag.Bool("update", false, "write the golden files anew; then read the difference")

func sheet(s string) box.Item {
	var it draft.Sheet
	it.Title = "title"
	convert(&it, parse(s), s)
	return it.Item
}

// bare opens entries that begin with "ok:", and has no key for others.
func bare(_ context.Context, _ string, r io.Reader) (io.ReadCloser, error) {
	head := make([]byte, 3)
	if _, err := io.ReadFull(r, head); err != nil || string(head) != "ok:" {
		return nil, port.Shut(errors.New("no secret key"))
	}
	return io.NopCloser(r), nil
}

func source(f porttest.Folder) port.Source { return port.Source{Dir: f.MapFS, Open: bare} }

func store() porttest.Folder {
	f := porttest.NewFolder(map[string]string{
		".gpg-id":                       "0xABCD\n",
		".git/config":                   "x",
		".git/objects/a.gpg":            "ok:never read",
		"README":                        "text",
		"top.gpg":                       "ok:top-Password-1\n",
		"mail/ann@acme.example.gpg":     "ok:secret\nurl: https://acme.example\nlogin: ann\nPIN: 0042\nfloor: 3\ntags: work, mail\notpauth://totp/acme?secret=GEZDGNBV\n\nfree text\nof two lines\n",
		"mail/otp.age":                  "ok:otpauth://totp/acme:ann?secret=GEZDGNBVGY3TQOJQ\n",
		"mail/gopass.gpg":               "ok:secret\n---\nuser: ann\nnested:\n  a: 1\n  b: 2\n",
		"mail/Größe%2F鍵/x.gpg":          "ok:in a folder with a slash",
		"mail/closed.gpg":               "for another key",
		"site/password.gpg":             "ok:one",
		"site/username.gpg":             "ok:ann",
		"files/binary.gpg":              "ok:\x00\x01\xff",
		"files/gopass.gpg":              "ok:\nContent-Disposition: attachment; filename=\"a/key.bin\"\nContent-Transfer-Encoding: Base64\n\nAAEC\n/w==\n",
		"files/with.gpg":                "ok:secret\n",
		"files/with.attachments/a.gpg":  "ok:the file\n",
		"files/with.attachments/b":      "no entry",
		"files/with.attachments/c.gpg":  "for another key",
		"files/alone.attachments/a.gpg": "ok:no entry beside it",
		"empty.gpg":                     "ok:",
	})
	f.MapFS["top.gpg"].ModTime = time.Date(2020, 2, 29, 1, 2, 3, 4, time.UTC)
	f.MapFS["loop"] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("mail")}
	f.MapFS["out.gpg"] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("../../etc/passwd")}
	f.MapFS["same.gpg"] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("top.gpg")}
	f.MapFS["pipe.gpg"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	return f
}

func TestStore(t *testing.T) {
	got := porttest.Read(t, Format{}, source(store())).Describe()
	const golden = "testdata/store.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if diff := porttest.Differ(got, string(want)); err != nil || diff != "" {
		t.Fatalf("%v, %s", err, diff)
	}
}

func TestRefused(t *testing.T) {
	deep := strings.Repeat("a/", maxDepth+1) + "x.gpg"
	for _, c := range []struct {
		name, want string
		src        port.Source
	}{
		{"no folder", "is a folder", porttest.Stream([]byte("x"))},
		{"nothing to open with", "nothing to decrypt", port.Source{Dir: fstest.MapFS{}}},
		{"empty", "no entry in this folder", source(porttest.NewFolder(nil))},
		{"no entries", "no entry in this folder", source(porttest.NewFolder(map[string]string{"a": "x", ".git/b.gpg": "ok:"}))},
		{"for another key", "no secret key", source(porttest.NewFolder(map[string]string{"a.gpg": "x"}))},
		{"deep", "within one another", source(porttest.NewFolder(map[string]string{deep: "ok:x"}))},
		{"attachments without end", "attachments", source(crowded())},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Format{}.Import(context.Background(), c.src, &porttest.Collected{})
			if err == nil || !errors.Is(err, port.ErrInput) && !errors.Is(err, port.ErrShut) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

// crowded is a store whose one entry has more attachments than an item may.
func crowded() porttest.Folder {
	f := porttest.NewFolder(map[string]string{"a.gpg": "ok:x"})
	for i := range box.MaxAttachments + 1 {
		f.MapFS[fmt.Sprintf("a.attachments/%d.gpg", i)] = &fstest.MapFile{Data: []byte("ok:x")}
	}
	return f
}

// endless decrypts to more than anybody has room for.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	clear(p[:n])
	e.left -= int64(n)
	return n, nil
}

// A bomb is read up to the bound and left out; what is long but within it comes as
// an attachment and does not stay in memory.
func TestBomb(t *testing.T) {
	read := int64(0)
	src := source(porttest.NewFolder(map[string]string{"bomb.gpg": "x", "long.gpg": "y", "fine.gpg": "ok:fine"}))
	src.Open = func(ctx context.Context, name string, r io.Reader) (io.ReadCloser, error) {
		switch name {
		case "bomb.gpg":
			e := &endless{left: 1 << 40}
			return io.NopCloser(io.TeeReader(e, counter{&read})), nil
		case "long.gpg":
			return io.NopCloser(&endless{left: maxText + 1}), nil
		}
		return bare(ctx, name, r)
	}
	c := porttest.Read(t, Format{}, src)
	if len(c.Entries) != 2 || c.Entries[1].Title != "long" || len(c.Entries[1].Files) != 1 || len(c.Notes) != 2 {
		t.Errorf("%d entries, notes %v", len(c.Entries), c.Notes)
	}
	if read > maxEntry+1<<20 {
		t.Errorf("%d bytes were read", read)
	}
}

// Many entries that unpack to what one may be are refused as a whole; of a large store
// as many may come.
func TestManyBombs(t *testing.T) {
	files := make(map[string]string)
	for i := range 40 {
		files[fmt.Sprintf("b%d.gpg", i)] = "x"
	}
	src := source(porttest.NewFolder(files))
	read := int64(0)
	src.Open = func(context.Context, string, io.Reader) (io.ReadCloser, error) {
		return io.NopCloser(io.TeeReader(&endless{left: maxEntry}, counter{&read})), nil
	}
	err := Format{}.Import(context.Background(), src, forgetful{})
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "1024 MiB") {
		t.Errorf("got %v", err)
	}
	if read > port.FreeSize+1<<20 {
		t.Errorf("%d bytes were read", read)
	}
	im := importer{sealed: 1 << 30, plain: 50 << 30}
	if got := im.allowance(1 << 20); got != 50<<30+100<<20 {
		t.Errorf("of a large store %d bytes may come", got)
	}
	if got := new(importer).allowance(1 << 50); got != port.MaxRatio*maxEntry {
		t.Errorf("a file that says it is large may give %d bytes", got)
	}
}

// forgetful opens no file.
type forgetful struct{}

func (forgetful) Box(port.Box) error          { return nil }
func (forgetful) Template(box.Template) error { return nil }
func (forgetful) Item(*port.Entry) error      { return nil }
func (forgetful) Report(port.Note)            {}

// Attachments come also where the entry beside them does not.
func TestAttachmentsOfWhatIsLeftOut(t *testing.T) {
	f := porttest.NewFolder(map[string]string{
		"shut.age": "for another key", "shut.attachments/one.age": "ok:first",
		"shut.gpg": "for another key, too", "folder.age/inside.age": "ok:second", "folder.attachments/two.age": "ok:third",
		"link.attachments/three.age": "ok:fourth", "deep.gpg": "for another key", "deep.attachments/more/four.age": "ok:fifth",
		"twice.age": "ok:sixth", "twice.gpg": "ok:seventh", "twice.attachments/five.age": "ok:eighth",
	})
	f.MapFS["link.age"] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("nowhere")}
	c := porttest.Read(t, Format{}, source(f))
	var got []string
	for _, e := range c.Entries {
		got = append(got, strings.Join(append(e.Folder, e.Title), "/"))
		for _, f := range e.Files {
			got = append(got, "file "+f.Name)
		}
	}
	slices.Sort(got)
	want := []string{"deep.attachments/more/four", "file five", "folder.age/inside", "folder.attachments/two",
		"link.attachments/three", "shut.attachments/one", "twice", "twice"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q in %s", got, c.Describe())
	}
	told := 0
	for _, n := range c.Notes {
		if strings.Contains(n.What, "they became items") {
			told++
		}
	}
	if told != 4 {
		t.Errorf("notes %v", c.Notes)
	}
}

type counter struct{ n *int64 }

func (c counter) Write(p []byte) (int, error) { *c.n += int64(len(p)); return len(p), nil }

// Errors of reading, of the sink and of the key's program end the import as they
// are.
func TestErrorsPass(t *testing.T) {
	want := errors.New("own")
	src := source(porttest.NewFolder(map[string]string{"a.gpg": "ok:x"}))
	src.Open = func(context.Context, string, io.Reader) (io.ReadCloser, error) { return nil, want }
	if err := (Format{}).Import(context.Background(), src, &porttest.Collected{}); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (Format{}).Import(ctx, source(store()), &porttest.Collected{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// An entry of more lines than an item has fields is kept as text.
func TestManyLines(t *testing.T) {
	s := "secret\n" + strings.Repeat("k: v\n", 100_000)
	it := sheet(s)
	if len(it.Fields) != 2 || it.Fields[1].Value.Len() != len(s)-len("secret\n") {
		t.Errorf("%d fields", len(it.Fields))
	}
}

// The work for one entry grows with its length.
func TestWorkIsLinear(t *testing.T) {
	for name, line := range map[string]string{"keys": "k: v\n", "blank": "\n", "blocks": "k: |\n  a\n", "blank in a block": "  a\n\n\n", "colons": "::::\n", "percent": "%41%41: v\n"} {
		t.Run(name, func(t *testing.T) {
			porttest.Linear(t, folderOf{}, func(n int) []byte { return []byte("ok:x\nb: |\n" + strings.Repeat(line, n)) }, 20_000)
		})
	}
}

// folderOf imports one entry.
type folderOf struct{}

func (folderOf) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	data, err := io.ReadAll(src.R)
	if err != nil {
		return err
	}
	return Format{}.Import(ctx, source(porttest.NewFolder(map[string]string{"a.gpg": string(data)})), sink)
}

// Links of a real folder do not lead out of it.
func TestRealFolder(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(dir, "outside.gpg")
	inside := filepath.Join(dir, "store")
	err := errors.Join(os.WriteFile(outside, []byte("ok:stolen"), 0o600), os.Mkdir(inside, 0o700),
		os.WriteFile(filepath.Join(inside, "own.gpg"), []byte("ok:own"), 0o600),
		os.Symlink(outside, filepath.Join(inside, "link.gpg")), os.Symlink("..", filepath.Join(inside, "up")))
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c := porttest.Read(t, Format{}, port.Source{Dir: root.FS(), Open: bare})
	if len(c.Entries) != 1 || c.Entries[0].Title != "own" || len(c.Notes) != 2 {
		t.Errorf("%d entries, notes %v", len(c.Entries), c.Notes)
	}
}

func entryOf(title string, fields ...box.Field) *port.Entry {
	e := &port.Entry{BoxName: "work"}
	e.Title, e.Template, e.Fields = title, box.TemplateLogin, fields
	return e
}

func fieldOf(name string, kind box.Kind, tier box.Tier, value string) box.Field {
	return box.Field{Name: name, Kind: kind, Tier: tier, Value: secret.New(value)}
}

func contentOf(entries ...*port.Entry) port.Content {
	return porttest.ContentOf([]port.Box{{Name: "work"}}, nil, entries...)
}

func equal(t *testing.T, a, b []byte) {
	t.Helper()
	if !bytes.Equal(a, b) {
		t.Errorf("%q, want %q", a, b)
	}
}
