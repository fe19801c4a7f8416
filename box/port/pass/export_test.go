package pass

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/sealed"
	"coffer/internal/required"
	"coffer/vault/secret"
)

// key makes an identity and what opens stores for it.
func key(t testing.TB) (recipient, identity string, open func(context.Context, string, io.Reader) (io.ReadCloser, error)) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	open = func(_ context.Context, _ string, r io.Reader) (io.ReadCloser, error) {
		src, err := sealed.Open(port.Source{R: r}, sealed.Opener{Identities: secret.New(id.String())})
		if err != nil {
			return nil, port.Shut(err)
		}
		return io.NopCloser(src.R), nil
	}
	return id.Recipient().String(), id.String(), open
}

func exported(t *testing.T, recipient string, c port.Content) porttest.Folder {
	t.Helper()
	f := porttest.NewFolder(nil)
	if err := (Format{}).Export(context.Background(), port.Target{Dir: f, Recipients: []string{recipient}}, c); err != nil {
		t.Fatal(err)
	}
	return f
}

// whole is what a store can hold.
func whole() []*port.Entry {
	login := entryOf("acme/mail 100%", fieldOf("username", box.Username, box.Companion, "ann"), fieldOf("password", box.Password, box.Core, " secret: ✓ "),
		fieldOf("url", box.URL, box.Companion, "https://acme.example/?a=b#c"), fieldOf("url 2", box.Text, box.Core, "https://b.example"),
		fieldOf("totp", box.TOTP, box.Core, "otpauth://totp/acme?secret=GEZDGNBV"), fieldOf("my pin", box.PIN, box.Core, "0042"),
		fieldOf("a: b", box.Text, box.Core, "|"), fieldOf("key", box.Multiline, box.Core, "  one\n\nk: v\n"), fieldOf("edge", box.Text, box.Core, " x\t"),
		fieldOf("notes", box.Multiline, box.Core, "free text\n\nof lines"))
	login.Folder, login.Tags = []string{"a/b", ".hidden", "x.age"}, []string{"one", "two words"}
	login.Files = []port.File{porttest.FileOf("empty", nil), porttest.FileOf("größe/../\x1b", []byte("\x00\xff bytes")), porttest.FileOf("text.age", []byte("text\n"))}
	tricky := entryOf("tricky", fieldOf("password", box.Password, box.Core, "x"), fieldOf("notes", box.Multiline, box.Core, "looks: like\na key"))
	crlf := entryOf("crlf", fieldOf("notes", box.Multiline, box.Core, "one\r\ntwo\r\n"))
	return []*port.Entry{login, tricky, crlf, entryOf("empty")}
}

// What a store can hold comes back as it was.
func TestRoundTrip(t *testing.T) {
	recipient, _, open := key(t)
	entries := whole()
	for _, e := range entries {
		if lost := (Format{}).Loses(e); len(lost) > 0 {
			t.Errorf("%s loses %q", e.Title, lost)
		}
	}
	f := exported(t, recipient, contentOf(entries...))
	got := porttest.Read(t, Format{}, port.Source{Dir: f.MapFS, Open: open})
	want := porttest.Flatten(t, contentOf(entries...))
	want.Boxes = nil
	for _, e := range want.Entries {
		e.Folder, e.BoxName = append([]string{e.BoxName}, e.Folder...), ""
	}
	byTitle := func(a, b *port.Entry) int { return strings.Compare(a.Title, b.Title) }
	slices.SortFunc(got.Entries, byTitle) // only one of them has files
	slices.SortFunc(want.Entries, byTitle)
	if diff := porttest.Differ(got.Describe(), want.Describe()); diff != "" {
		t.Errorf("came back changed, %s", diff)
	}
}

// Equal names, also those that some systems take for equal, get numbers.
func TestTwins(t *testing.T) {
	recipient, _, _ := key(t)
	c := contentOf(entryOf("a 2"), entryOf("a"), entryOf("A"), entryOf("a"), entryOf("a.age"))
	f := exported(t, recipient, c)
	got := slices.Sorted(maps.Keys(f.MapFS))
	want := []string{".age-recipients", "work/A 3.age", "work/a 2.age", "work/a 4.age", "work/a%2Eage.age", "work/a.age"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	lost, err := port.Losses(Format{}, c)
	if err != nil || !slices.Contains(lost, port.Loss{What: "equal titles in one folder, which get numbers", Items: 2, First: "work/A"}) {
		t.Errorf("of that is told: %+v, %v", lost, err)
	}
}

// What no import takes again does not go out: files and folders are counted alike.
func TestTooMuch(t *testing.T) {
	recipient, _, _ := key(t)
	x := newExporter(context.Background(), port.Target{Dir: porttest.NewFolder(nil), Recipients: []string{recipient}})
	x.left = 4
	e := entryOf("a", fieldOf("password", box.Password, box.Core, "x")) // with the folder of its box
	e.Files = []port.File{porttest.FileOf("f", nil)}                    // with that of its attachments
	if err := x.item(e); err != nil {
		t.Fatal(err)
	}
	e.Files, e.Title = nil, "b"
	if err := new(port.TooMuchError); !errors.As(x.item(e), &err) {
		t.Errorf("got %v", err)
	}
	e.Files = make([]port.File, box.MaxAttachments)
	e.Fields = append(e.Fields, fieldOf("f", box.File, box.Core, "x"))
	x.left = maxFiles
	if err := new(port.TooMuchError); !errors.As(x.item(e), &err) {
		t.Errorf("got %v", err)
	}
}

func TestLoses(t *testing.T) {
	for want, change := range map[string]func(*port.Entry){
		"items in the trash":    func(e *port.Entry) { e.Trashed = porttest.Date() },
		"former revisions":      func(e *port.Entry) { e.Former = make([]box.Item, 1) },
		"marks of favourites":   func(e *port.Entry) { e.Favourite = true },
		"dates of expiry":       func(e *port.Entry) { e.Expires = porttest.Date() },
		"templates":             func(e *port.Entry) { e.Template = box.TemplateCard },
		"fields that are files": func(e *port.Entry) { e.Fields = []box.Field{fieldOf("f", box.File, box.Core, "\x00")} },
		"long names":            func(e *port.Entry) { e.Title = strings.Repeat("x", 1000) },
		"equal names of attachments": func(e *port.Entry) {
			e.Files = []port.File{porttest.FileOf("a", nil), porttest.FileOf("A", nil)}
		},
		"folders so deep": func(e *port.Entry) { e.Folder = strings.Split(strings.Repeat("a", maxDepth-1), "") },
		"items of more than 1 MiB": func(e *port.Entry) {
			e.Fields = append(e.Fields, fieldOf("notes", box.Multiline, box.Core, strings.Repeat("x", maxText)))
		},
		"kinds, tiers and order": func(e *port.Entry) { e.Fields = []box.Field{fieldOf("x", box.Date, box.Core, "2026-01-01")} },
	} {
		e := entryOf("x", fieldOf("password", box.Password, box.Core, "x"))
		if lost := (Format{}).Loses(e); len(lost) > 0 {
			t.Fatalf("a plain login loses %q", lost)
		}
		change(e)
		if lost := (Format{}).Loses(e); len(lost) != 1 || !strings.HasPrefix(lost[0], want) {
			t.Errorf("%s: %q", want, lost)
		}
	}
}

// What is in the trash stays; a field that is a file becomes one; nothing of an
// item is gone.
func TestExportOfMore(t *testing.T) {
	recipient, _, open := key(t)
	e := entryOf(strings.Repeat("long ", 100), fieldOf("blob", box.File, box.Core, "\x00\x01"))
	e.Expires = time.Date(2031, 1, 2, 0, 0, 0, 0, time.UTC)
	trashed := entryOf("trash")
	trashed.Trashed = porttest.Date()
	f := exported(t, recipient, contentOf(e, trashed))
	c := porttest.Read(t, Format{}, port.Source{Dir: f.MapFS, Open: open})
	if len(c.Entries) != 1 || len(c.Entries[0].Files) != 1 || c.Content[0] != "\x00\x01" {
		t.Fatalf("%s", c.Describe())
	}
	if got, ok := c.Entries[0].Field("expires"); !ok || got.Value.Reveal() != "2031-01-02T00:00:00Z" {
		t.Errorf("%s", c.Describe())
	}
}

func TestExportRefuses(t *testing.T) {
	recipient, _, _ := key(t)
	f := porttest.NewFolder(nil)
	for name, to := range map[string]port.Target{
		"no folder": {W: io.Discard, Recipients: []string{recipient}}, "no recipient": {Dir: f}, "no recipient at all": {Dir: f, Recipients: []string{"age1x"}},
	} {
		if err := (Format{}).Export(context.Background(), to, contentOf(entryOf("a"))); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	want := errors.New("own")
	c := contentOf()
	c.Items = func(yield func(*port.Entry, error) bool) { yield(nil, want) }
	if err := (Format{}).Export(context.Background(), port.Target{Dir: porttest.NewFolder(nil), Recipients: []string{recipient}}, c); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
	wrong := entryOf("a")
	wrong.Files = []port.File{porttest.FileOf("a", []byte("content"))}
	wrong.Files[0].Size++
	if err := (Format{}).Export(context.Background(), port.Target{Dir: porttest.NewFolder(nil), Recipients: []string{recipient}}, contentOf(wrong)); !errors.Is(err, port.ErrInput) {
		t.Errorf("got %v", err)
	}
}

// The stock age command reads every file of an export.
func TestStockAge(t *testing.T) {
	tool := required.Program(t, "age")
	recipient, identity, _ := key(t)
	f := exported(t, recipient, contentOf(whole()...))
	dir := t.TempDir()
	ids := filepath.Join(dir, "identities")
	if err := os.WriteFile(ids, []byte(identity+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		cmd := exec.Command(tool, "-d", "-i", ids)
		cmd.Stdin = strings.NewReader(string(f.MapFS[name].Data))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return out
	}
	const login = "work/a%2Fb/%2Ehidden/x%2Eage/acme%2Fmail 100%"
	text := read(login + ".age")
	if first, rest, _ := strings.Cut(string(text), "\n"); first != " secret: ✓ " || !strings.HasPrefix(rest, "username: ann\nurl: https://acme.example/") ||
		!strings.Contains(rest, "\notpauth://totp/acme?secret=GEZDGNBV\n") || !strings.HasSuffix(rest, "\n\nfree text\n\nof lines\n") {
		t.Errorf("%s", text)
	}
	equal(t, read(login+attachments+"/empty.age"), nil)
	equal(t, read(login+attachments+"/größe%2F..%2F%1B.age"), []byte("\x00\xff bytes"))
	equal(t, f.MapFS[".age-recipients"].Data, []byte(recipient+"\n"))
}

// Files made to hurt are told one line each, without a value, and what is whole
// beside them comes.
func TestHostile(t *testing.T) {
	open := func(_ context.Context, _ string, r io.Reader) (io.ReadCloser, error) {
		const identity = "AGE-SECRET-KEY-1KP46UXRQZF0Z3QYYFG5RULV2KFP39J7JW3G5LQC768UZ7VWU2ECQ43RX0A"
		src, err := sealed.Open(port.Source{R: r}, sealed.Opener{Identities: secret.New(identity)})
		if errors.Is(err, sealed.ErrKey) || errors.Is(err, sealed.ErrPassphrase) {
			err = port.Shut(err)
		}
		return io.NopCloser(src.R), err
	}
	c := porttest.Read(t, Format{}, port.Source{Dir: os.DirFS("testdata/hostile"), Open: open})
	var got strings.Builder
	for _, n := range c.Notes {
		got.WriteString(n.Where + ": " + n.What + "\n")
	}
	const golden = "testdata/hostile.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if diff := porttest.Differ(got.String(), string(want)); err != nil || diff != "" {
		t.Fatalf("%v, %s", err, diff)
	}
	if len(c.Entries) != 2 || c.Entries[0].Title != "whole" {
		t.Errorf("%d entries", len(c.Entries))
	}
}
