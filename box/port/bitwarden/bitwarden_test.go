package bitwarden

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/porttest"
	"coffer/vault/secret"
)

var update = flag.Bool("update", false, "write the golden files anew; then read the difference")

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile("testdata/"+name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := porttest.Differ(got, string(fixture(t, name))); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// What becomes of every type and every kind of field; the golden files say it.
func TestFixtures(t *testing.T) {
	for _, name := range []string{"all", "organisation"} {
		got := porttest.Read(t, Format{}, porttest.Seekable(fixture(t, name+".json"))).Describe()
		golden(t, name+".golden", got)
	}
	stream := porttest.Read(t, Format{}, porttest.Stream(fixture(t, "all.json"))).Describe()
	golden(t, "all.golden", stream)
}

// What came in goes out so that it comes in as the same, and the bytes are pinned.
func TestRoundTrip(t *testing.T) {
	c := porttest.Read(t, Format{}, porttest.Seekable(fixture(t, "all.json")))
	for i, e := range c.Entries {
		e.ID = porttest.ID(uint64(i) + 1)
	}
	once := porttest.Write(t, Format{}, porttest.ContentOf(nil, nil, c.Entries...))
	golden(t, "export.json.golden", string(once))
	d := porttest.Read(t, Format{}, porttest.Seekable(once))
	got, want := items(d), items(c)
	if diff := porttest.Differ(got, want); diff != "" {
		t.Errorf("came back changed, %s", diff)
	}
}

// items describes what was collected without notes and boxes.
func items(c *porttest.Collected) string {
	return (&porttest.Collected{Entries: c.Entries, Content: c.Content}).Describe()
}

func TestConformance(t *testing.T) { porttest.RunLossy(t, Format{}, false, lose) }

// lose takes away what [Format.Loses] names: what is left is the same before and
// after.
func lose(c *porttest.Collected) {
	c.Boxes, c.Templates, c.Content, c.Notes = nil, nil, nil, nil
	for _, e := range c.Entries {
		e.Folder, e.BoxName, e.ID = folder(folderPath(e.BoxName, e.Folder)), "", box.ID{}
		e.Template, e.Tags, e.Files, e.Former = "", nil, nil, nil
		e.Expires, e.OnExpiry, e.Due = time.Time{}, 0, time.Time{}
		e.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(f box.Field) bool {
			return f.Value.IsZero() || f.Name == "tags" || f.Name == "expires"
		})
		for i, f := range e.Fields {
			e.Fields[i] = bare(f)
		}
		slices.SortFunc(e.Fields, func(a, b box.Field) int {
			if a.Name != b.Name {
				return cmp.Compare(a.Name, b.Name)
			}
			return bytes.Compare(a.Value.Bytes(), b.Value.Bytes())
		})
	}
}

// bare is a field without its kind, and a seed without its label.
func bare(f box.Field) box.Field {
	value := f.Value.Reveal()
	if !isText(f) {
		value = base64.StdEncoding.EncodeToString(f.Value.Bytes())
	}
	if uri, ok := draft.ParseTOTP(value, ""); ok {
		_, query, _ := strings.Cut(uri, "?")
		return box.Field{Name: "seed", Value: secret.New(query)}
	}
	return box.Field{Name: f.Name, Value: secret.New(value)}
}

// What was through once comes through again unchanged.
func TestTwice(t *testing.T) {
	for name, c := range porttest.Contents() {
		if name == "every value" {
			continue // as many bytes as all others together, many times over
		}
		t.Run(name, func(t *testing.T) {
			once := porttest.Read(t, Format{}, porttest.Seekable(porttest.Write(t, Format{}, c)))
			out := porttest.Write(t, Format{}, porttest.ContentOf(nil, nil, once.Entries...))
			twice := porttest.Read(t, Format{}, porttest.Seekable(out))
			if diff := porttest.Differ(items(twice), items(once)); diff != "" {
				t.Errorf("the second time it is something else, %s", diff)
			}
		})
	}
}

// An item of which nothing is said to be lost comes back as it was, but for the order
// of its fields; and of ordinary items nothing is lost.
func TestNothingLost(t *testing.T) {
	c := porttest.Read(t, Format{}, porttest.Seekable(fixture(t, "all.json")))
	kept := 0
	for _, e := range c.Entries {
		if e.Folder = nil; len((Format{}).Loses(e)) > 0 {
			continue
		}
		kept++
		again := porttest.Read(t, Format{}, porttest.Seekable(porttest.Write(t, Format{}, porttest.ContentOf(nil, nil, e))))
		if diff := porttest.Differ(items(again), items(&porttest.Collected{Entries: []*port.Entry{e}})); diff != "" {
			t.Errorf("%q: %s", e.Title, diff)
		}
	}
	if kept < 7 {
		t.Errorf("of %d items something is lost", len(c.Entries)-kept)
	}
}

func TestLoses(t *testing.T) {
	lost := map[string][]string{
		"label":   {"tags, which become a field", "expiry dates, which become a field", "a slash in the name of a box or folder, which divides it"},
		"history": {"former revisions, but for their passwords"}, "attachments": {"attachments"},
	}
	for name, want := range lost {
		for e := range porttest.Contents()[name].Items {
			got := strings.Join((Format{}).Loses(e), "; ")
			for _, w := range want {
				if !strings.Contains(got, w) {
					t.Errorf("%s: %q does not say %q", name, got, w)
				}
			}
		}
	}
	for name, c := range map[string]struct {
		f    box.Field
		want string
	}{
		"a place":       {box.Field{Name: "username", Kind: box.Username, Tier: box.Companion, Value: secret.New("a")}, ""},
		"an address":    {box.Field{Name: "url", Kind: box.URL, Tier: box.Companion, Value: secret.New("a")}, ""},
		"a seed":        {box.Field{Name: "totp", Kind: box.TOTP, Tier: box.Core, Value: secret.New("otpauth://totp/a?secret=GEZDGNBV")}, ""},
		"text":          {box.Field{Name: "x", Kind: box.Text, Tier: box.Companion, Value: secret.New("a")}, ""},
		"hidden":        {box.Field{Name: "x", Kind: box.Password, Tier: box.Core, Value: secret.New("a")}, ""},
		"another kind":  {box.Field{Name: "x", Kind: box.Date, Tier: box.Companion, Value: secret.New("a")}, "no place of their own"},
		"another tier":  {box.Field{Name: "PIN", Kind: box.PIN, Tier: box.Companion, Value: secret.New("a")}, "no place of their own"},
		"a place's":     {box.Field{Name: "username", Kind: box.Text, Tier: box.Companion, Value: secret.New("a")}, "those of the place"},
		"a bare seed":   {box.Field{Name: "totp", Kind: box.TOTP, Tier: box.Core, Value: secret.New("GEZDGNBV")}, "those of the place"},
		"second of one": {box.Field{Name: "url 2", Kind: box.URL, Tier: box.Companion, Value: secret.New("a")}, "those of the place"},
		"nothing":       {box.Field{Name: "x", Kind: box.Text, Tier: box.Companion}, "empty"},
		"bytes":         {box.Field{Name: "x", Kind: box.File, Tier: box.Core, Value: secret.New("a")}, "base64"},
	} {
		e := &port.Entry{BoxName: "work", Item: box.Item{Label: box.Label{Template: box.TemplateLogin, Title: "t"}, Fields: []box.Field{c.f}}}
		got := (Format{}).Loses(e)
		if c.want == "" != (len(got) == 0) || !strings.Contains(strings.Join(got, "; "), c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Of an item that goes out as another type, and of a card whose date is none that
// fits, it is said; and nothing that was secret goes out to be seen.
func TestLosesOfTypes(t *testing.T) {
	text := func(name string, tier box.Tier, value string) box.Field {
		return box.Field{Name: name, Kind: box.Text, Tier: tier, Value: secret.New(value)}
	}
	key := box.Field{Name: "private-key", Kind: box.Multiline, Tier: box.Core, Value: secret.New("P")}
	for name, c := range map[string]struct {
		template string
		fields   []box.Field
		want     []string
	}{
		"half a key":       {box.TemplateSSHKey, []box.Field{key, {Name: "notes", Kind: box.Multiline, Tier: box.Core, Value: secret.New("n")}}, []string{"templates of items", "those of the place"}},
		"a date":           {box.TemplateCard, []box.Field{text("expiry", box.Companion, "04/2027")}, nil},
		"another date":     {box.TemplateCard, []box.Field{text("expiry", box.Companion, "April 2027")}, nil},
		"a secret one":     {box.TemplateCard, []box.Field{text("expiry", box.Core, "2027-04")}, []string{"no place of their own"}},
		"a secret date":    {box.TemplateCard, []box.Field{text("expiry", box.Core, "04/2027")}, []string{"those of the place"}},
		"true":             {box.TemplateLogin, []box.Field{text("x", box.Companion, "true")}, nil},
		"a secret that is": {box.TemplateLogin, []box.Field{{Name: "x", Kind: box.Password, Tier: box.Core, Value: secret.New("true")}}, nil},
	} {
		e := &port.Entry{Item: box.Item{Label: box.Label{Template: c.template, Title: "t"}, Fields: c.fields}}
		got := strings.Join((Format{}).Loses(e), "; ")
		if len(c.want) == 0 && got != "" {
			t.Errorf("%s: %q", name, got)
		}
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q does not say %q", name, got, want)
			}
		}
		comesBack(t, []*port.Entry{e})
		back := porttest.Read(t, Format{}, porttest.Seekable(porttest.Write(t, Format{}, porttest.ContentOf(nil, nil, e))))
		for _, f := range back.Entries[0].Fields {
			if f.Tier != c.fields[0].Tier && name != "a secret date" {
				t.Errorf("%s: %s came back as %s", name, f.Name, f.Tier)
			}
		}
	}
}

// Folders that nothing lies in, and what is said of folders beside their names, are
// reported.
func TestEmptyFolders(t *testing.T) {
	const in = `{"folders":[{"id":"1","name":"Work"},{"id":"2","name":"Work/Mail"},{"id":"3","name":"bare/below"},{"id":"4","name":"bare"},{"id":"5","name":"Wor"}],` +
		`"collections":[{"id":"6","name":"also","organizationId":"o","externalId":null},{"id":"7","name":"tag","externalId":"x"}],` +
		`"items":[{"type":2,"folderId":"2"},{"type":2,"collectionIds":["6","7"]}]}`
	want := []string{`"bare": an empty`, `"bare/below": an empty`, `"Wor": an empty`, "left out: externalId"}
	got := porttest.Read(t, Format{}, porttest.Seekable([]byte(in))).Describe()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("no %s in\n%s", w, got)
		}
	}
	if n := strings.Count(got, "an empty folder"); n != 3 {
		t.Errorf("%d empty folders in\n%s", n, got)
	}
}

func export1(items string) string { return `{"encrypted":false,"folders":[],"items":[` + items + `]}` }

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "ends too early"},
		{"text", "hello", "not JSON"},
		{"other JSON", `{"a":1}`, "no export of Bitwarden"},
		{"an array", `[]`, "an object is expected"},
		{"account", string(fixture(t, "account.json")), "encrypted for one Bitwarden account"},
		{"account without items", `{"encrypted":true}`, "encrypted for one Bitwarden account"},
		{"protected", `{"encrypted":true,"passwordProtected":true,"salt":"x","data":"2.a|b|c"}`, "protected with a password"},
		{"UTF-16", "\xFF\xFE{\x00", "UTF-16"},
		{"latin1", export1("{\"type\":2,\"name\":\"gr\xfc\xdfe\"}"), "not UTF-8"},
		{"duplicate key", export1(`{"type":2,"name":"a","name":"b"}`), "twice"},
		{"duplicate list", `{"items":[],"items":[]}`, "twice"},
		{"cut off", export1(`{"type":2`)[:50], "ends too early"},
		{"more", export1("") + "x", "something follows"},
		{"no type", export1(`{"name":"a"}`), "without a type"},
		{"item no object", export1(`3`), "object"},
		{"name no text", export1(`{"type":2,"name":{"a":1}}`), `"name" is not a text`},
		{"uris no array", export1(`{"type":1,"login":{"uris":{}}}`), `"uris" is not an array`},
		{"uris of texts", export1(`{"type":1,"login":{"uris":["a"]}}`), `"uris" holds`},
		{"deep", export1(`{"type":2,"x":` + strings.Repeat("[", 1000)), "within one another"},
		{"long value", export1(`{"type":2,"notes":"` + strings.Repeat("x", port.MaxValue+1) + `"}`), "longer than"},
		{"many fields", export1(`{"type":2,"fields":[` + strings.Repeat(`{"name":"a","value":"b","type":0},`, box.MaxFields) + `{"name":"a","value":"b","type":0}]}`), "more than 512 fields"},
		{"many members", export1(`{"type":2` + manyMembers(box.MaxFields+1) + `}`), "more than 512 fields"},
		{"many passwords", export1(`{"type":1,"passwordHistory":[` + strings.Repeat(`{"password":"a"},`, port.MaxParts) + `{"password":"a"}]}`), "former passwords"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Format{}.Import(context.Background(), porttest.Seekable([]byte(c.in)), &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"m` + strings.Repeat("x", i) + `":"v"`)
	}
	return b.String()
}

// Files made to hurt, kept as files so that whole commands can be tried on them too;
// each ends with one clear line, and none of them is forgotten here.
func TestHostile(t *testing.T) {
	want := map[string]string{
		"account.json": "one Bitwarden account", "bomb.zip": "larger than 64 MiB", "climbs.zip": "leads out", "cut-off.json": "too early", "deep.json": "within one another",
		"duplicate-key.json": "twice", "half-a-character.json": "half a character", "kdf-memory.json": "is to be hashed", "kdf-rounds.json": "is to be hashed",
		"latin1.json": "not UTF-8", "utf16.json": "UTF-16",
	}
	files, err := filepath.Glob("testdata/hostile/*")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files for %d names, %v", len(files), len(want), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		err = bring(porttest.Seekable(data), "halibut", &porttest.Collected{})
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), want[name]) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q", name, err, want[name])
		}
	}
}

// A stream cannot go back for the folders that stand behind the items.
func TestFoldersBehind(t *testing.T) {
	const in = `{"items":[{"type":2,"name":"a","folderId":"f"}],"folders":[{"id":"f","name":"x"}]}`
	c := porttest.Read(t, Format{}, porttest.Seekable([]byte(in)))
	if got := c.Entries[0].Folder; len(got) != 1 || got[0] != "x" {
		t.Errorf("it lies in %q", got)
	}
	if len(c.Notes) > 0 {
		t.Errorf("it says %v", c.Notes)
	}
	err := Format{}.Import(context.Background(), porttest.Stream([]byte(in)), &porttest.Collected{})
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "not from a stream") {
		t.Errorf("got %v", err)
	}
	const both = `{"folders":[],"items":[{"type":2,"collectionIds":["c"]}],"collections":[{"id":"c","name":"x"}]}`
	if err := (Format{}).Import(context.Background(), porttest.Seekable([]byte(both)), &porttest.Collected{}); !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "behind them") {
		t.Errorf("got %v", err)
	}
}

// Errors do not print what may be a secret.
func TestErrorsKeepSecrets(t *testing.T) {
	for _, in := range []string{
		export1(`{"type":1,"login":{"password":"hunter2-canary}`), export1(`{"type":1,"login":{"password":["hunter2-canary"]}}`),
		export1(`{"type":1,"name":"a","login":"hunter2-canary"}`), `{"encrypted":"hunter2-canary"}`,
	} {
		if err := (Format{}).Import(context.Background(), porttest.Seekable([]byte(in)), &porttest.Collected{}); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", in, err)
		}
	}
}
