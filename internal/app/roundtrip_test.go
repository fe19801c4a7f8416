package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/xml"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// standing is a clock that does not move.
type standing struct{}

func (standing) Now() time.Time                { return time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC) }
func (standing) Boot() (string, time.Duration) { return "test", time.Hour }
func (standing) Awake() time.Duration          { return time.Hour }

func testApp(t testing.TB) *App {
	t.Helper()
	dir := t.TempDir()
	env := Env{
		Folders: host.Folders{Data: filepath.Join(dir, "data"), State: filepath.Join(dir, "state")},
		Clock:   standing{}, Rand: rand.NewChaCha8([32]byte([]byte(t.Name() + "................................")[:32])),
		Stretch: func(password, salt []byte, _ vault.Params) []byte {
			sum := sha256.Sum256(append(slices.Clone(salt), password...))
			return sum[:]
		},
	}
	a, err := Init(context.Background(), env, InitOptions{Password: secret.New("correct horse"), Params: vault.Floor})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func exported(t *testing.T, a *App, format string) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := a.Export(context.Background(), port.Target{W: &out}, ExportOptions{Format: format}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func imported(t *testing.T, a *App, format string, data []byte) Imported {
	t.Helper()
	done, err := a.Import(context.Background(), ImportOptions{
		Format: format, Source: porttest.Seekable(data), Boxes: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// collected is what an export holds, in an order and under names that do not
// depend on the vault.
func collected(t *testing.T, im port.Importer, data []byte) *porttest.Collected {
	t.Helper()
	c := porttest.Read(t, im, porttest.Seekable(data))
	key := func(e *port.Entry) string {
		k := e.BoxName + "\x00" + box.JoinFolder(e.Folder) + "\x00" + e.Title
		for _, f := range e.Fields {
			k += "\x00" + f.Value.Reveal()
		}
		return k
	}
	for _, e := range c.Entries {
		e.ID = vault.ID{}
		for i := range e.Former {
			e.Former[i].ID = vault.ID{}
		}
	}
	slices.SortStableFunc(c.Entries, func(a, b *port.Entry) int { return cmp.Compare(key(a), key(b)) })
	slices.Sort(c.Content)
	return c
}

// within leaves out what is larger than an item of a vault can be.
func within(items iter.Seq2[*port.Entry, error], most int) iter.Seq2[*port.Entry, error] {
	return func(yield func(*port.Entry, error) bool) {
		for e, err := range items {
			size := 0
			for _, f := range e.Fields {
				size += f.Value.Len()
			}
			if size <= most && !yield(e, err) {
				return
			}
		}
	}
}

// TestWhatIsExportedImportsAgain takes everything that a format can hold into a
// vault, out, into another vault and out again, and finds the same content.
func TestWhatIsExportedImportsAgain(t *testing.T) {
	for name, content := range porttest.Contents() {
		content.Items = within(content.Items, 4<<20)
		for _, format := range []string{"xml", "zip"} {
			t.Run(name+" "+format, func(t *testing.T) {
				f, err := formatNamed(format)
				if err != nil {
					t.Fatal(err)
				}
				first, second := testApp(t), testApp(t)
				imported(t, first, "xml", porttest.Write(t, xml.Format{}, content))
				out := exported(t, first, format)
				done := imported(t, second, format, out)
				done.Notes = slices.DeleteFunc(done.Notes, func(n port.Note) bool { return n.What == templateCame })
				if len(done.Notes) > 0 { // what is no text became a file the first time
					t.Errorf("notes: %v", done.Notes)
				}
				want := collected(t, f.Import, out)
				have := collected(t, f.Import, exported(t, second, format))
				diff := gocmp.Diff(want, have, gocmp.Comparer(func(a, b secret.Text) bool { return a.Equal(b) }),
					cmpopts.IgnoreFields(port.File{}, "Open"), cmpopts.IgnoreFields(box.Attachment{}, "Key"), cmpopts.EquateEmpty())
				if diff != "" {
					t.Errorf("came back changed (-went +came):\n%s", diff)
				}
				items := 0
				for range content.Items {
					items++
				}
				if len(have.Entries) != items || done.Items != items {
					t.Errorf("%d items went in, %d came out", items, len(have.Entries))
				}
			})
		}
	}
}

// TestFailedImportLeavesNothing breaks an import in its last item and finds the
// vault and its folder as they were.
func TestFailedImportLeavesNothing(t *testing.T) {
	a := testApp(t)
	content := porttest.Contents()["attachments"]
	data := porttest.Write(t, xml.Format{}, content)
	before := exported(t, a, "xml")
	cut := data[:len(data)-20]
	if _, err := a.Import(context.Background(), ImportOptions{Format: "xml", Source: porttest.Seekable(cut), Boxes: true}); err == nil {
		t.Fatal("a truncated file was imported")
	}
	if !bytes.Equal(before, exported(t, a, "xml")) {
		t.Error("a failed import changed the vault")
	}
	files, err := os.ReadDir(filepath.Join(a.env.Folders.Data, vault.BlobsName))
	if err == nil && len(files) > 0 {
		t.Errorf("a failed import left %d files", len(files))
	}
}
