package keepass_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
	"coffer/vault/secret"
)

func TestConformance(t *testing.T) { porttest.RunLossy(t, keepass.Format{}, true, asInKeePass) }

// asInKeePass makes of what went out what comes back: boxes are the first folders,
// and what Loses tells of is gone.
func asInKeePass(c *porttest.Collected) {
	c.Boxes, c.Templates, c.Notes = nil, nil, nil
	type whole struct {
		e       *port.Entry
		content []string
	}
	var all []whole
	for _, e := range c.Entries {
		content := c.Content[:len(e.Files)]
		c.Content = c.Content[len(e.Files):]
		if e.Title != "notes of the folder" { // of a box
			came := entryInKeePass(e)
			all = append(all, whole{came, content})
		}
	}
	slices.SortStableFunc(all, func(a, b whole) int {
		return strings.Compare(fmt.Sprint(a.e.Folder, a.e.Title), fmt.Sprint(b.e.Folder, b.e.Title))
	})
	c.Entries, c.Content = nil, nil
	for _, w := range all {
		c.Entries, c.Content = append(c.Entries, w.e), append(c.Content, w.content...)
	}
}

func entryInKeePass(from *port.Entry) *port.Entry {
	e := *from
	e.Files, e.Former = slices.Clone(e.Files), slices.Clone(e.Former)
	if e.BoxName != "" {
		e.Folder = append([]string{e.BoxName}, e.Folder...)
	}
	e.BoxName, e.Due = "", time.Time{}
	itemInKeePass(&e.Item)
	for i := range e.Files {
		e.Files[i].Name = withoutControls(e.Files[i].Name)
	}
	for i := range e.Former {
		old := &e.Former[i]
		old.Folder, old.Revision, old.Attachments, old.Trashed = e.Folder, uint32(len(e.Former)-i), nil, time.Time{}
		itemInKeePass(old)
	}
	return &e
}

func itemInKeePass(it *box.Item) {
	it.Title = withoutControls(it.Title)
	it.Folder, it.Tags, it.Fields = slices.Clone(it.Folder), slices.Clone(it.Tags), slices.Clone(it.Fields)
	for i := range it.Folder {
		it.Folder[i] = withoutControls(it.Folder[i])
	}
	if withoutControls(it.Template) != it.Template {
		it.Template = ""
	}
	var tags []string
	for _, tag := range it.Tags {
		if tag = strings.TrimSpace(strings.NewReplacer(",", " ", ";", " ").Replace(withoutControls(tag))); tag != "" {
			tags = append(tags, tag)
		}
	}
	it.Tags = tags
	codes := 0
	for i, f := range it.Fields {
		if f.Kind != box.TOTP {
			continue
		}
		if uri, ok := draft.ParseTOTP(f.Value.Reveal(), it.Title); ok {
			if codes++; codes == 1 {
				it.Fields[i].Value = secret.New(uri)
			}
		}
	}
}

// withoutControls puts U+FFFD where XML or KeePassXC has no place for a character.
func withoutControls(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || 0x7F <= r && r <= 0x9F && r != 0x85 || r == 0xFFFE || r == 0xFFFF {
			return 0xFFFD
		}
		return r
	}, s)
}

// What KeePass shows of an item stands where KeePass looks for it.
func TestWritten(t *testing.T) {
	login := &port.Entry{BoxName: "work", Files: []port.File{porttest.FileOf("key.txt", []byte("content"))}}
	login.ID, login.Title, login.Template, login.Folder, login.Tags = porttest.ID(1), "acme <1>", "login", []string{"mail"}, []string{"one", "two; three"}
	login.Created, login.Changed, login.Expires = porttest.Date(), porttest.Date().Add(time.Hour), porttest.Date().Add(2*time.Hour)
	login.Favourite, login.OnExpiry = true, box.Delete
	login.Fields = []box.Field{
		field("username", box.Username, box.Companion, "ann"), field("password", box.Password, box.Core, "a&b\r\n"),
		field("url", box.URL, box.Companion, "https://one.example"), field("other", box.URL, box.Companion, "https://two.example"),
		field("totp", box.TOTP, box.Core, "gezd gnbv"), field("PIN", box.PIN, box.Core, "0042"), field("otp", box.Text, box.Companion, "no code"),
		field("Title", box.Text, box.Companion, "of nobility"), field("bytes", box.File, box.Core, "\x00\x01"), field("notes", box.Multiline, box.Core, "one\ntwo"),
	}
	old := login.Item
	old.Title, old.Fields = "acme, then", login.Fields[1:2]
	login.Former = []box.Item{old}
	pin := &port.Entry{BoxName: "work"}
	pin.ID, pin.Title, pin.Template, pin.Trashed = porttest.ID(2), "door", "pin", porttest.Date()
	pin.Fields = []box.Field{field("pin", box.PIN, box.Core, "1234")}
	boxes := []port.Box{{Name: "work", Note: "a note", Created: porttest.Date()}, {Name: "empty"}}
	got := porttest.Write(t, keepass.Format{}, porttest.ContentOf(boxes, nil, pin, login))
	golden(t, "testdata/written.xml", string(got))
	back := porttest.Read(t, keepass.Format{}, porttest.Seekable(got)).Describe()
	golden(t, "testdata/written.golden", back)
}

func field(name string, kind box.Kind, tier box.Tier, value string) box.Field {
	return box.Field{Name: name, Kind: kind, Tier: tier, Value: secret.New(value)}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if diff := porttest.Differ(got, string(want)); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
}

// What somebody did in KeePass to an entry of ours counts: a string that was
// changed, removed, added or protected.
func TestChangedInKeePass(t *testing.T) {
	e := &port.Entry{}
	e.Title, e.Template = "card", "card"
	e.Fields = []box.Field{field("number", box.Number, box.Core, "4111"), field("issuer", box.Text, box.Companion, "bank"), field("phone", box.Phone, box.Companion, "112")}
	doc := string(porttest.Write(t, keepass.Format{}, porttest.ContentOf(nil, nil, e)))
	for _, change := range [][2]string{
		{"4111", "4222"},
		{"<String><Key>issuer</Key><Value>bank</Value></String>", "<String><Key>added</Key><Value>text</Value></String>"},
		{"<Key>phone</Key><Value>", `<Key>phone</Key><Value ProtectInMemory="True">`},
		{"<Key>UserName</Key><Value>", "<Key>UserName</Key><Value>ann"},
	} {
		if !strings.Contains(doc, change[0]) {
			t.Fatalf("nothing to change in %s", doc)
		}
		doc = strings.Replace(doc, change[0], change[1], 1)
	}
	got := porttest.Read(t, keepass.Format{}, porttest.Stream([]byte(doc)))
	const want = "item \"card\", a card\n  core number \"number\": \"4222\"\n  core phone \"phone\": \"112\"\n" +
		"  companion username \"username\": \"ann\"\n  companion text \"added\": \"text\"\n"
	if diff := porttest.Differ(got.Describe(), want); diff != "" {
		t.Error(diff)
	}
}

// Whatever a file says of our fields, the strings of its entry come in, each once.
func TestStrangeFields(t *testing.T) {
	const strings = "<String><Key>Title</Key><Value>t</Value></String><String><Key>a</Key><Value>1</Value></String><String><Key>b</Key><Value>2</Value></String>"
	for name, c := range map[string]struct{ fields, want string }{
		"nothing":      {"", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"no words":     {"a\n\nb c d", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"unknown kind": {"riddle core text a x", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"bad escape":   {"pin core text a %zz", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"NUL":          {"pin core text a %00", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"twice":        {"pin core text a x\npin core text a y", "  core pin \"x\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"one name":     {"pin core text a x\npin core text b x", "  core pin \"x\": \"1\"\n  core pin \"x 2\": \"2\"\n"},
		"not base64":   {"file core base64 a x", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"the title":    {"pin core text Title x", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
		"not there":    {"pin core text c x", "  companion text \"a\": \"1\"\n  companion text \"b\": \"2\"\n"},
	} {
		data := entries(strings + "<CustomData><Item><Key>coffer.template</Key><Value>x</Value></Item><Item><Key>coffer.fields</Key><Value>" + c.fields + "</Value></Item></CustomData>")
		got := porttest.Read(t, keepass.Format{}, porttest.Stream(data)).Describe()
		if diff := porttest.Differ(got, "item \"t\", a x\n"+c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What Loses says is what does not come back, and nothing else.
func TestLoses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*port.Entry)
		want   string
	}{
		"nothing":     {func(e *port.Entry) { e.Favourite, e.Template, e.BoxName = true, "own", "work" }, ""},
		"attachments": {func(e *port.Entry) { e.Former = []box.Item{{Attachments: []box.Attachment{{Name: "a"}}}} }, "attachments of former revisions"},
		"folders":     {func(e *port.Entry) { e.Former = []box.Item{{Label: box.Label{Folder: []string{"then"}}}} }, "where former revisions lay"},
		"trash":       {func(e *port.Entry) { e.Trashed, e.Due = porttest.Date(), porttest.Date() }, "when the trash"},
		"tags":        {func(e *port.Entry) { e.Tags = []string{"a,b"} }, "commas"},
		"seed":        {func(e *port.Entry) { e.Fields = []box.Field{field("totp", box.TOTP, box.Core, "gezd gnbv")} }, "how seeds"},
		"code": {func(e *port.Entry) {
			e.Fields = []box.Field{field("totp", box.TOTP, box.Core, "otpauth://totp/acme?secret=GEZDGNBV")}
		}, ""},
		"blanks":   {func(e *port.Entry) { e.Title = " " }, "characters in names"},
		"controls": {func(e *port.Entry) { e.Files = []port.File{porttest.FileOf("\x1b", nil)} }, "characters in names"},
	} {
		e := &port.Entry{}
		e.Title = "acme"
		c.change(e)
		got := keepass.Format{}.Loses(e)
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], c.want)) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestCannotReturn(t *testing.T) {
	deep := &port.Entry{}
	deep.Title = "deep"
	for range 101 {
		deep.Folder = append(deep.Folder, "x")
	}
	large := &port.Entry{}
	large.Title = "large"
	value := secret.New(strings.Repeat("x", port.MaxValue))
	for range port.MaxEntry/port.MaxValue + 1 {
		large.Former = append(large.Former, box.Item{Fields: []box.Field{{Name: "a", Kind: box.Text, Tier: box.Core, Value: value}}})
	}
	for name, e := range map[string]*port.Entry{"deep": deep, "larger than": large} {
		var much *port.TooMuchError
		err := keepass.Format{}.Export(context.Background(), port.Target{W: io.Discard}, porttest.ContentOf(nil, nil, e))
		if !errors.As(err, &much) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// As deep and as wide as an item of a vault can be, it comes back.
func TestLargestComesBack(t *testing.T) {
	e := &port.Entry{BoxName: "work"}
	e.Title, e.Template = "large", "login"
	for range box.MaxDepth {
		e.Folder = append(e.Folder, "x")
	}
	for i := range box.MaxFields {
		e.Fields = append(e.Fields, field(fmt.Sprint("field ", i), box.Text, box.Companion, "x"))
	}
	for i := range box.MaxTags {
		e.Tags = append(e.Tags, fmt.Sprintf("tag,%03d", i))
	}
	for i := range box.MaxAttachments {
		e.Files = append(e.Files, porttest.FileOf(fmt.Sprint(i), []byte("x")))
	}
	for range box.MaxKeep {
		e.Former = append(e.Former, box.Item{Label: box.Label{Title: "then", Folder: e.Folder}})
	}
	data := porttest.Write(t, keepass.Format{}, porttest.ContentOf(nil, nil, e))
	got := porttest.Read(t, keepass.Format{}, porttest.Seekable(data)).Entries[0]
	if len(got.Fields) != box.MaxFields || len(got.Tags) != box.MaxTags || len(got.Files) != box.MaxAttachments || len(got.Former) != box.MaxKeep {
		t.Errorf("%d fields, %d tags, %d files, %d revisions", len(got.Fields), len(got.Tags), len(got.Files), len(got.Former))
	}
}

// Attachments and disks that fail are no silent end.
func TestExportFails(t *testing.T) {
	own := errors.New("own")
	e := &port.Entry{Files: []port.File{{Name: "a", Open: func() (io.ReadCloser, error) { return nil, own }}}}
	e.Title = "acme"
	if err := (keepass.Format{}).Export(context.Background(), port.Target{W: io.Discard}, porttest.ContentOf(nil, nil, e)); !errors.Is(err, own) {
		t.Errorf("got %v", err)
	}
	wrong := porttest.FileOf("a", []byte("content"))
	wrong.SHA256[0] ^= 1
	e.Files = []port.File{wrong}
	if err := (keepass.Format{}).Export(context.Background(), port.Target{W: &bytes.Buffer{}}, porttest.ContentOf(nil, nil, e)); err == nil {
		t.Error("an attachment that was changed went out")
	}
}
