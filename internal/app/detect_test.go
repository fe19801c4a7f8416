package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box/port/porttest"
)

// TestFormatOf: what each format writes is known as that format and as no other, and so are
// files of others.
func TestFormatOf(t *testing.T) {
	a, ctx := withTwo(t), context.Background()
	files := map[string][]byte{}
	for _, f := range Formats() {
		if f.Export != nil && f.Import != nil && !f.Folder {
			files[f.Name+" of coffer"] = exported(t, a, f.Name)
		}
	}
	for name, path := range map[string]string{
		"1pux": "onepux/sample.1pux", "csv of chrome": "csv/chrome.csv", "csv of lastpass": "csv/lastpass.csv", "keepass-xml of another": "keepassxc/export.xml",
	} {
		data, err := os.ReadFile(filepath.Join("../../testdata", path))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	for name, data := range files {
		want, _, _ := strings.Cut(name, " ")
		if got, err := FormatOf(ctx, porttest.Seekable(data)); err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestFormatOfNothing: what no importer takes is said to be unknown; who gives up does not wait.
func TestFormatOfNothing(t *testing.T) {
	for name, data := range map[string]string{"nothing": "", "text": "some text\n", "HTML": "<html></html>", "JSON": `{"a":[]}`, "ZIP": "PK\x03\x04", "bytes": "\x00\xff\xfe", "table": "a,b\n1,2\n"} {
		got, err := FormatOf(context.Background(), porttest.Seekable([]byte(data)))
		if Explain(err).Kind != Input || got != "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := FormatOf(ctx, porttest.Seekable([]byte("<coffer/>"))); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}
