package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box/port/sealed"
	"coffer/vault/secret"
)

// TestExportFile: a file appears whole or not at all, never in the place of another one, and
// what it says is what was tried.
func TestExportFile(t *testing.T) {
	a, ctx := withTwo(t), context.Background()
	path := filepath.Join(t.TempDir(), "all.xml")
	tried, losses, err := a.TryExport(ctx, ExportOptions{Format: "xml"})
	if err != nil || tried.Items != 2 || len(losses) > 0 {
		t.Fatalf("%+v, %v, %v", tried, losses, err)
	}
	if done, err := a.ExportFile(ctx, path, false, ExportOptions{Format: "xml"}); err != nil || done.Items != tried.Items || done.Boxes != tried.Boxes {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := a.ExportFile(ctx, path, false, ExportOptions{Format: "xml"}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second time: %v", err)
	}
	none := filepath.Join(t.TempDir(), "none.age")
	if _, err := a.ExportFile(ctx, none, false, ExportOptions{Format: "xml", Recipients: []string{"nonsense"}}); err == nil || exists(none) {
		t.Errorf("to nobody: %v", err)
	}
	if _, _, err := a.TryExport(ctx, ExportOptions{Format: "xml", Boxes: []string{"nowhere"}}); Explain(err).Kind != NotFound {
		t.Errorf("of no box: %v", err)
	}
	if _, _, err := a.TryExport(ctx, ExportOptions{Format: "1pux"}); Explain(err).Kind != Usage {
		t.Errorf("in a format that only comes in: %v", err)
	}
}

// TestTryExportTellsLosses: what a format has no place for is counted, with the first item of it.
func TestTryExportTellsLosses(t *testing.T) {
	a, ctx := withTwo(t), context.Background()
	if _, err := a.Remove(ctx, []string{"work/one"}, 0); err != nil {
		t.Fatal(err)
	}
	_, losses, err := a.TryExport(ctx, ExportOptions{Format: "keepass-xml"})
	if err != nil || len(losses) != 1 || losses[0].Items != 1 || losses[0].First != "work/one" {
		t.Errorf("%+v, %v", losses, err)
	}
}

// TestImportFrom: what is encrypted is asked for, what opens it opens it, and nothing else does.
func TestImportFrom(t *testing.T) {
	a, ctx := withTwo(t), context.Background()
	plain := exported(t, a, "zip")
	var closed bytes.Buffer
	w, err := sealed.Passphrase(&closed, secret.New("the phrase"), 10)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	file := inFile(t, "all.zip.age", closed.Bytes())
	bring := func(from ImportFile) (Imported, error) {
		return a.ImportFrom(ctx, from, ImportOptions{Format: "zip", DryRun: true})
	}
	if _, err := bring(ImportFile{Path: file}); !errors.Is(err, ErrWantsPassphrase) {
		t.Errorf("without a passphrase: %v", err)
	}
	if _, err := bring(ImportFile{Path: file, Passphrase: secret.New("another")}); Explain(err).Kind != Password {
		t.Errorf("with a wrong one: %v", err)
	}
	for name, from := range map[string]ImportFile{"closed": {Path: file, Passphrase: secret.New("the phrase")}, "open": {Path: inFile(t, "all.zip", plain)}} {
		if done, err := bring(from); err != nil || done.Items != 2 {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
	}
	if _, err := bring(ImportFile{Path: filepath.Dir(file)}); Explain(err).Kind != Input || !strings.Contains(Explain(err).What, "is not a file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := bring(ImportFile{Path: file, Identities: inFile(t, "keys", []byte("none"))}); err == nil {
		t.Error("with no identity")
	}
	ids := inFile(t, "keys.age", closed.Bytes()) // identities under a passphrase, too: here of what are none
	if _, err := bring(ImportFile{Path: file, Identities: ids}); !errors.Is(err, ErrWantsPassphrase) {
		t.Errorf("identities that are closed: %v", err)
	}
	if _, err := bring(ImportFile{Path: file, Identities: ids, Passphrase: secret.New("another")}); Explain(err).Kind != Password {
		t.Errorf("with a wrong passphrase of theirs: %v", err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := a.ImportFrom(done, ImportFile{Path: inFile(t, "all.zip", plain)}, ImportOptions{Format: "zip"}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}

// withTwo has two items in one box.
func withTwo(t *testing.T) *App {
	t.Helper()
	a := testApp(t)
	for _, path := range []string{"work/one", "work/two"} {
		d, err := a.Draft(context.Background(), path, "login", false)
		if err == nil {
			err = d.SetSecret(d.MainField, secret.New("canary"))
		}
		if err == nil {
			_, err = a.Add(context.Background(), d)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func inFile(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
