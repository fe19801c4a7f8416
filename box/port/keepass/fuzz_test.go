package keepass_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
)

// FuzzImport: no input panics or gives an error of another kind, a file and a
// stream give the same, and every item has what an item needs.
func FuzzImport(f *testing.F) {
	for _, name := range []string{fixtures + "export.xml", fixtures + "source.xml", "testdata/keepass2.xml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(doc(`<Binaries><Binary ID="0">AAAA</Binary></Binaries>`, `<Group><Entry><Binary><Key>a</Key><Value Ref="0"/></Binary></Entry></Group>`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, d porttest.Collected
		err := keepass.Format{}.Import(context.Background(), porttest.Seekable(data), &c)
		if err != nil && !errors.Is(err, port.ErrInput) {
			t.Fatalf("an error of another kind: %v", err)
		}
		_ = keepass.Format{}.Import(context.Background(), porttest.Stream(data), &d)
		if c.Describe() != d.Describe() {
			t.Fatal("a stream gave something else")
		}
		for _, e := range c.Entries {
			seen := make(map[string]bool)
			for _, field := range e.Fields {
				if seen[field.Name] || field.Name == "" || !utf8.ValidString(field.Name) {
					t.Fatalf("field %q", field.Name)
				}
				seen[field.Name] = true
			}
			if e.Title == "" {
				t.Fatal("no title")
			}
		}
	})
}

// FuzzExport: what comes in goes out again, and comes back the same; of values that XML has no
// place for as well.
func FuzzExport(f *testing.F) {
	f.Add("acme", "PIN", "0042", "one;two", "otpauth://totp/a?secret=GEZDGNBV")
	f.Add(" \x00", "Title", "\xff]]>\r\n", "a,b", "no code")
	f.Add("&lt;", "KP2A_URL_1", "\u0085\ufffe", "", "")
	f.Fuzz(func(t *testing.T, title, name, value, tag, code string) {
		if strings.TrimSpace(title) == "" || name == "" || !box.IsText([]byte(title)) || !box.IsText([]byte(name)) || len(title)+len(name) > 1000 {
			return
		}
		e := &port.Entry{}
		e.Title, e.Template, e.Folder = title, "login", []string{"top"}
		if box.IsText([]byte(tag)) && tag != "" {
			e.Tags = []string{tag}
		}
		e.Fields = []box.Field{field("username", box.Username, box.Companion, value), field("password", box.Password, box.Core, value), field("totp", box.TOTP, box.Core, code)}
		if !slices.ContainsFunc(e.Fields, func(f box.Field) bool { return f.Name == name }) {
			e.Fields = append(e.Fields, field(name, box.Text, box.Companion, value))
		}
		c := porttest.ContentOf(nil, nil, e)
		got, want := porttest.Read(t, keepass.Format{}, porttest.Seekable(porttest.Write(t, keepass.Format{}, c))), porttest.Flatten(t, c)
		asInKeePass(got)
		asInKeePass(want)
		if diff := porttest.Differ(got.Describe(), want.Describe()); diff != "" {
			t.Fatal(diff)
		}
	})
}
