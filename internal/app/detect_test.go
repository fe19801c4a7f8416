package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

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

// TestFormatOfSays: what no importer takes is named as far as it can be seen.
func TestFormatOfSays(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"nothing":       {"", "the file is empty"},
		"blanks":        {" \n\xEF\xBB\xBF", "nothing here knows"},
		"only blanks":   {"\xEF\xBB\xBF \n", "nothing but blanks"},
		"half of JSON":  {"{", "the JSON ends in the middle"},
		"other JSON":    {"[1]\n", "this is JSON"},
		"half of XML":   {"<a><b", "the XML ends"},
		"half of a ZIP": {"PK\x03\x04" + strings.Repeat("a", 100), "the ZIP ends"},
		"other ZIP":     {"PK\x03\x04PK\x05\x06", "this is ZIP"},
		"UTF-16":        {"\xFE\xFF\x00a", "the file is UTF-16; iconv -f UTF-16 -t UTF-8 FILE"},
		"UTF-16 of XML": {"\xFF\xFE<\x00?\x00", "sed 1s/UTF-16/UTF-8/I >utf8.xml"},
		"not UTF-8":     {"name,url,username,password\nM\xFCller,,ann,x\n", "iconv -f WINDOWS-1252"},
		"open quote":    {"name,url,username,password\n\"acme,,ann,x\n", "line 2: "},
		"KDBX":          {"\x03\xD9\xA2\x9A\x67\xFB\x4B\xB5\x00\x00", "keepassxc-cli export --format xml FILE"},
		"KeePass 1":     {"\x03\xD9\xA2\x9A\x65\xFB\x4B\xB5", "KeePass 1"},
		"table":         {"a,b\n1,2\n", "coffer import csv FILE --map COLUMN=FIELD; a COLUMN is"},
		"known columns": {"user,password,site\n1,2,3\n", "coffer import csv FILE --map user=username --map password=password --map COLUMN=FIELD"},
		"of an account": {`{"encrypted":true,"items":[]}`, "password protected"},
	} {
		got, err := FormatOf(context.Background(), porttest.Seekable([]byte(c.data)))
		if Explain(err).Kind != Input || got != "" || !strings.Contains(Explain(err).Error(), c.want) {
			t.Errorf("%s: %q, %v", name, got, Explain(err))
		}
	}
}

// brokenAt fails to read at places far in, and so ends no importer in an error of the input.
type brokenAt struct{ io.ReaderAt }

var errBroken = errors.New("the disk is broken")

func (b brokenAt) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > 200 {
		return 0, errBroken
	}
	return b.ReaderAt.ReadAt(p, off)
}

// TestFormatOfBroken: an importer that cannot read does not keep another from saying that the
// file is its own, and where none says so its error is told.
func TestFormatOfBroken(t *testing.T) {
	for _, data := range []string{"{" + strings.Repeat(" ", 300) + "}", strings.Repeat("a", 300)} {
		src := porttest.Seekable([]byte(data))
		src.At = brokenAt{src.At}
		if got, err := FormatOf(context.Background(), src); !errors.Is(err, errBroken) {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// TestFolderFormatOf: links, folders, exports that are encrypted and what is hidden say nothing about a folder.
func TestFolderFormatOf(t *testing.T) {
	file, link, folder := &fstest.MapFile{}, &fstest.MapFile{Data: []byte("x"), Mode: fs.ModeSymlink}, &fstest.MapFile{Mode: fs.ModeDir}
	for name, c := range map[string]struct {
		dir  fstest.MapFS
		want string
	}{
		"vault":            {fstest.MapFS{"vault.db": file}, "vault"},
		"vault as a link":  {fstest.MapFS{"vault.db": link, "x": file}, ""},
		"pass":             {fstest.MapFS{"a/b.gpg": file}, "pass"},
		"passage":          {fstest.MapFS{".git/a.gpg": file, "a/b.age": file}, "passage"},
		"by its keys":      {fstest.MapFS{".gpg-id": file, "a.txt": file}, "pass"},
		"by recipients":    {fstest.MapFS{".age-recipients": file, "a.gpg": file}, "passage"},
		"a home folder":    {fstest.MapFS{".cache/a.age": file, "coffer.zip.age": file, "old.tar.gpg": file}, ""},
		"links":            {fstest.MapFS{"a.gpg": link}, ""},
		"folder of a name": {fstest.MapFS{"a.age": folder}, ""},
	} {
		if got, err := FolderFormatOf(context.Background(), c.dir); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
