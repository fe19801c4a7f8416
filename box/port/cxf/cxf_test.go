package cxf_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/cxf"
	"coffer/box/port/porttest"
)

var update = flag.Bool("update", false, "write the golden files anew; then read the difference")

// What stays behind is what doc.go says: former revisions, the bytes of
// attachments, and fields that are empty.
func TestSuite(t *testing.T) {
	porttest.RunLossy(t, cxf.Format{}, true, func(c *porttest.Collected) {
		c.Content, c.Notes = nil, nil
		for _, e := range c.Entries {
			e.Files, e.Former = nil, nil
			e.Fields = slices.DeleteFunc(e.Fields, func(f box.Field) bool { return f.Value.Len() == 0 })
		}
	})
}

// What becomes of the files of other programs; the golden files say it. The
// first holds every type of credential with every member.
func TestFixtures(t *testing.T) {
	for _, name := range []string{"all", "folders", "strange", "accounts"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/" + name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			got := porttest.Read(t, cxf.Format{}, porttest.Seekable(data)).Describe()
			if stream := porttest.Read(t, cxf.Format{}, porttest.Stream(data)).Describe(); stream != got {
				t.Error("from a stream it is something else than from a file")
			}
			golden := "testdata/" + name + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if diff := porttest.Differ(got, string(want)); err != nil || diff != "" {
				t.Fatalf("%v, %s", err, diff)
			}
		})
	}
}

// doc is a file of one account with such members.
func doc(account string) string {
	return `{"version":{"major":1,"minor":0},"exporterRpId":"other.example","exporterDisplayName":"Other","timestamp":1,"accounts":[{"id":"AA","username":"","email":"",` + account + `}]}`
}

// items is a file of such items.
func items(all ...string) string {
	return doc(`"collections":[],"items":[` + strings.Join(all, ",") + "]")
}

// ours is a file that says that Coffer wrote it.
func ours(doc string) string { return strings.Replace(doc, "other.example", "coffer.invalid", 1) }

func TestRefused(t *testing.T) {
	nested := strings.Repeat(`{"title":"a","subCollections":[`, box.MaxDepth+3) + strings.Repeat("]}", box.MaxDepth+3)
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "ends"},
		{"not JSON", "<xml/>", "not JSON"},
		{"an array", "[]", "not CXF"},
		{"no version", "{}", "no version"},
		{"Bitwarden", `{"encrypted":false,"folders":[],"items":[]}`, "not CXF"},
		{"version 2", `{"version":{"major":2,"minor":0},"accounts":[]}`, "another version"},
		{"version of text", `{"version":{"major":"1","minor":0},"accounts":[]}`, "major"},
		{"cut off", items(`{"id":"AA","title":"a","credentials":[]}`)[:200], "cut off"},
		{"trailing", items() + "x", "something follows"},
		{"member twice", items(`{"id":"AA","id":"AB","title":"a","credentials":[]}`), "twice"},
		{"member twice, deep", items(`{"id":"AA","title":"a","credentials":[{"type":"passkey","key":"a","key":"b"}]}`), "twice"},
		{"not UTF-8", items("{\"id\":\"AA\",\"title\":\"\xff\",\"credentials\":[]}"), "UTF-8"},
		{"half a character", items(`{"id":"AA","title":"\ud800","credentials":[]}`), "half a character"},
		{"UTF-16", "\xff\xfe{\x00", "UTF-16"},
		{"deep", items(`{"id":"AA","title":"a","credentials":[` + strings.Repeat("[", 1000)), "within one another"},
		{"deep collections", doc(`"items":[],"collections":[` + nested + "]"), "within one another"},
		{"cycle", doc(`"items":[],"collections":[{"id":"AA","title":"a","items":[],"subCollections":[{"id":"AB","title":"b","items":[],"subCollections":[{"id":"AA","title":"a","items":[]}]}]}]`), "within itself"},
		{"long title", items(`{"id":"AA","title":"` + strings.Repeat("x", port.MaxName+1) + `","credentials":[]}`), "title is longer"},
		{"long folder", doc(`"items":[],"collections":[{"title":"` + strings.Repeat("x", port.MaxName+1) + `"}]`), "short text"},
		{"many fields", items(`{"id":"AA","title":"a","credentials":[{"type":"custom-fields","fields":[` + list(513, `{"fieldType":"string","value":"x","label":"a"}`) + `]}]}`), "more than 512 fields"},
		{"many tags", items(`{"id":"AA","title":"a","credentials":[],"tags":[` + tags(257) + `]}`), "more than 256"},
		{"many credentials", items(`{"id":"AA","title":"a","credentials":[` + list(1025, `{"type":"file"}`) + `]}`), "credentials"},
		{"item of ours twice", ours(items(list(2, `{"id":"AAAAAAAAAAAAAAAAAAAACQ","title":"a","credentials":[]}`))), "stands twice"},
		{"items are no array", doc(`"items":{}`), "array"},
		{"item is none", items(`7`), "object"},
		{"title is a number", items(`{"id":"AA","title":7,"credentials":[]}`), "title"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, src := range []port.Source{porttest.Seekable([]byte(c.in)), porttest.Stream([]byte(c.in))} {
				err := cxf.Format{}.Import(context.Background(), src, &porttest.Collected{})
				if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("got %v, want %q", err, c.want)
				}
			}
		})
	}
}

// Files that mean harm, or were harmed: each gives one line that says what is wrong.
func TestHostile(t *testing.T) {
	wants := map[string]string{
		"cut-off.json": "cut off", "cycle.json": "within itself", "deep-collections.json": "within one another", "deep.json": "within one another",
		"duplicate-item.json": "stands twice", "duplicate-member.json": "twice in an object", "half-a-character.json": "half a character", "latin1.json": "UTF-8",
		"many-credentials.json": "credentials", "trailing.json": "something follows", "utf16.json": "UTF-16", "version.json": "another version",
	}
	files, err := filepath.Glob("testdata/hostile/*")
	if err != nil || len(files) != len(wants) {
		t.Fatalf("%d files for %d errors, %v", len(files), len(wants), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := wants[filepath.Base(file)]
			for _, src := range []port.Source{porttest.Seekable(data), porttest.Stream(data)} {
				err = cxf.Format{}.Import(context.Background(), src, &porttest.Collected{})
				if !errors.Is(err, port.ErrInput) || want == "" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
					t.Fatalf("got %v, want %q", err, want)
				}
			}
		})
	}
}

func list(n int, one string) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }

func tags(n int) string {
	var all []string
	for i := range n {
		all = append(all, `"`+strings.Repeat("t", i+1)+`"`)
	}
	return strings.Join(all, ",")
}

// An error must not print what may be a secret.
func TestErrorsKeepSecrets(t *testing.T) {
	for _, in := range []string{
		"hunter2-canary", `{"hunter2-canary":1}`, items(`{"title":"a","credentials":["hunter2-canary",}`), items(`{"title":"a","tags":[["hunter2-canary"]]}`),
		items(`{"title":"a","creationAt":"hunter2-canary","favorite":"hunter2-canary"}`),
	} {
		err := cxf.Format{}.Import(context.Background(), porttest.Stream([]byte(in)), &porttest.Collected{})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// Notes name members and types of the format, and no values.
func TestNotesKeepSecrets(t *testing.T) {
	c := porttest.Read(t, cxf.Format{}, porttest.Stream([]byte(items(`{"id":"AA","title":"a","extra":"canary","credentials":[
		{"type":"passkey","key":"canary"},{"type":"totp","secret":"canary!"},{"type":"of-tomorrow","x":"canary"},{"type":"basic-auth","password":{"fieldType":"concealed-string","value":"canary","more":"canary"}}]}`))))
	if len(c.Notes) < 5 {
		t.Errorf("%d notes", len(c.Notes))
	}
	for _, n := range c.Notes {
		if strings.Contains(n.What+n.Where, "canary") {
			t.Error(n)
		}
	}
}

func TestReadError(t *testing.T) {
	want := errors.New("disk")
	whole := items(`{"id":"AA","title":"a","credentials":[]}`)
	for _, n := range []int{0, 20, len(whole) - 3} {
		src := port.Source{R: io.MultiReader(strings.NewReader(whole[:n]), iotest.ErrReader(want))}
		if err := (cxf.Format{}).Import(context.Background(), src, &porttest.Collected{}); !errors.Is(err, want) {
			t.Errorf("%d: got %v", n, err)
		}
	}
}

// Only a file that says that Coffer wrote it moves fields to another tier.
func TestOthersCannotSpeakForUs(t *testing.T) {
	in := items(`{"id":"AA","title":"a","credentials":[{"type":"basic-auth","password":{"fieldType":"concealed-string","value":"x",
		"extensions":[{"name":"coffer.invalid/field","tier":"companion","kind":"text"}]}}],"extensions":[{"name":"coffer.invalid/item","template":"note","trashed":7}]}`)
	for name, c := range map[string]struct {
		in   string
		tier box.Tier
	}{"others": {in, box.Core}, "ours": {ours(in), box.Companion}} {
		e := porttest.Read(t, cxf.Format{}, porttest.Stream([]byte(c.in))).Entries[0]
		f, _ := e.Field("password")
		if f.Tier != c.tier || !e.Trashed.IsZero() {
			t.Errorf("%s: %s, trashed %v", name, f.Tier, e.Trashed)
		}
	}
}

// What came as JSON leaves as the credential that it was.
func TestPasskeyReturns(t *testing.T) {
	const passkey = `{"type":"passkey","credentialId":"AAEC","rpId":"a.example","username":"ann","userDisplayName":"Ann","userHandle":"AAEC","key":"AAEC"}`
	const unknown = `{"type":"of-tomorrow","value":{"a":[1,2.50,"<&>"]}}`
	c := porttest.Read(t, cxf.Format{}, porttest.Stream([]byte(items(`{"id":"AA","title":"a","credentials":[`+passkey+","+unknown+","+passkey+`]}`))))
	out := string(porttest.Write(t, cxf.Format{}, contentOf(c)))
	if strings.Count(out, passkey) != 2 || strings.Count(out, unknown) != 1 {
		t.Error(out)
	}
}

// contentOf makes content of what was imported.
func contentOf(c *porttest.Collected) port.Content {
	boxes := c.Boxes
	for _, e := range c.Entries {
		if e.BoxName == "" {
			e.BoxName = "imported"
		}
		if !slices.ContainsFunc(boxes, func(b port.Box) bool { return b.Name == e.BoxName }) {
			boxes = append(boxes, port.Box{Name: e.BoxName})
		}
	}
	return porttest.ContentOf(boxes, c.Templates, c.Entries...)
}

// As deep as folders may lie in a vault, and in its trash, they come back.
func TestDeepestFolder(t *testing.T) {
	e := &port.Entry{Item: box.Item{ID: porttest.ID(1), Label: box.Label{Title: "a", Trashed: porttest.Date()}}, BoxName: "work"}
	for range box.MaxDepth {
		e.Folder = append(e.Folder, "f")
	}
	out := porttest.Write(t, cxf.Format{}, porttest.ContentOf([]port.Box{{Name: "work"}}, nil, e))
	back := porttest.Read(t, cxf.Format{}, porttest.Seekable(out)).Entries[0]
	if !slices.Equal(back.Folder, e.Folder) || back.Trashed.IsZero() {
		t.Errorf("%d folders, in the trash %v", len(back.Folder), back.Trashed)
	}
}
