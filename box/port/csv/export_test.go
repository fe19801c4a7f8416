package csv

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/vault/secret"
)

func entryOf(template string, fields ...box.Field) *port.Entry {
	e := &port.Entry{BoxName: "work"}
	e.Title, e.Template, e.Fields = "acme", template, fields
	return e
}

func fieldOf(name string, kind box.Kind, tier box.Tier, value string) box.Field {
	return box.Field{Name: name, Kind: kind, Tier: tier, Value: secret.New(value)}
}

func contentOf(entries ...*port.Entry) port.Content {
	return porttest.ContentOf([]port.Box{{Name: "work"}}, nil, entries...)
}

// whole is what the table can hold.
func whole() []*port.Entry {
	login := entryOf(box.TemplateLogin, fieldOf("username", box.Username, box.Companion, "ann, \"quoted\""), fieldOf("password", box.Password, box.Core, " pass\r\nword "),
		fieldOf("url", box.URL, box.Companion, "https://acme.example/?a=b,c"), fieldOf("totp", box.TOTP, box.Core, "otpauth://totp/acme?secret=GEZDGNBV"),
		fieldOf("my pin", box.Text, box.Core, "0042"), fieldOf("key", box.Multiline, box.Core, "one\ntwo"), fieldOf("notes", box.Multiline, box.Core, "k: v\n\n\"text\"\n"))
	login.Folder, login.Tags, login.Favourite = []string{"a/b", "c%"}, []string{"one", "two words"}, true
	login.Created, login.Changed, login.Expires = porttest.Date(), porttest.Date().Add(time.Hour), porttest.Date().Add(time.Minute)
	card := entryOf(box.TemplateCard, fieldOf("holder", box.Text, box.Companion, "Ann"), fieldOf("number", box.Number, box.Core, "4111"), fieldOf("code", box.PIN, box.Core, "042"))
	note := entryOf(box.TemplateNote, fieldOf("text", box.Multiline, box.Core, "only text"))
	return []*port.Entry{login, card, note, entryOf(box.TemplateLogin)}
}

// What the table can hold comes back as it was, and is said to.
func TestRoundTrip(t *testing.T) {
	for _, e := range whole() {
		if lost := (Format{}).Loses(e); len(lost) > 0 {
			t.Errorf("%s loses %q", e.Template, lost)
		}
	}
	data := porttest.Write(t, Format{}, contentOf(whole()...))
	got, want := porttest.Read(t, Format{}, porttest.Stream(data)), porttest.Flatten(t, contentOf(whole()...))
	want.Boxes = nil
	for _, e := range want.Entries {
		e.Folder, e.BoxName = append([]string{e.BoxName}, e.Folder...), ""
	}
	if diff := porttest.Differ(got.Describe(), want.Describe()); diff != "" {
		t.Errorf("came back changed, %s\n%s", diff, data)
	}
}

// The rest of what every format is held to. That a table was cut off between two
// rows cannot be seen.
func TestSuite(t *testing.T) {
	porttest.RunCuttable(t, Format{}, true, func(c *porttest.Collected) {
		c.Boxes, c.Templates, c.Content, c.Notes = nil, nil, nil, nil
		c.Entries = slices.DeleteFunc(c.Entries, func(e *port.Entry) bool { return !e.Trashed.IsZero() })
		for _, e := range c.Entries {
			plainEntry(e)
		}
	})
}

// plainEntry takes away what the table has no place for. Values that fit no line of
// their own are for TestLoses.
func plainEntry(e *port.Entry) {
	if e.BoxName != "" {
		e.Folder = append([]string{e.BoxName}, e.Folder...)
	}
	if e.Template == "" {
		e.Template = box.TemplateLogin
	}
	e.ID, e.Revision, e.BoxName, e.Former, e.Files, e.Attachments, e.Tags, e.OnExpiry = box.ID{}, 0, "", nil, nil, nil, nil, box.Warn
	if e.Title == "values" || len(e.Fields) == 1 {
		e.Fields = nil
	}
	for i := range e.Fields {
		e.Fields[i].Kind, e.Fields[i].Tier = box.Text, box.Core
	}
}

// Nothing stands before a cell that a spreadsheet takes for a formula, and whoever
// exports hears of it.
func TestFormulas(t *testing.T) {
	for _, s := range []string{"=1+1", "+49", "-x", "@SUM(A1)", "\tx"} {
		e := entryOf(box.TemplateLogin, fieldOf("password", box.Password, box.Core, s))
		data := porttest.Write(t, Format{}, contentOf(e))
		if !strings.Contains(string(data), `,"`+s+`",`) {
			t.Errorf("%q: %s", s, data)
		}
		if lost := (Format{}).Loses(e); len(lost) != 1 || !strings.Contains(lost[0], "spreadsheet") {
			t.Errorf("%q: %q", s, lost)
		}
	}
}

func TestLoses(t *testing.T) {
	for want, change := range map[string]func(*port.Entry){
		"items in the trash":    func(e *port.Entry) { e.Trashed = porttest.Date() },
		"attachments":           func(e *port.Entry) { e.Files = make([]port.File, 1) },
		"former revisions":      func(e *port.Entry) { e.Former = make([]box.Item, 1) },
		"deletion at a date":    func(e *port.Entry) { e.Expires, e.OnExpiry = porttest.Date(), box.Delete },
		"fields that are files": func(e *port.Entry) { e.Fields = []box.Field{fieldOf("f", box.File, box.Core, "\x00")} },
		"tags with commas":      func(e *port.Entry) { e.Tags = []string{"a,b"} },
		"fields that do not":    func(e *port.Entry) { e.Fields = []box.Field{fieldOf("a:b", box.Text, box.Core, "x")} },
		"the order of fields": func(e *port.Entry) {
			e.Fields = []box.Field{fieldOf("notes", box.Multiline, box.Core, "x"), fieldOf("y", box.Text, box.Core, "z")}
		},
		"items without a template": func(e *port.Entry) { e.Template = "" },
		"kinds and tiers":          func(e *port.Entry) { e.Fields = []box.Field{fieldOf("x", box.Date, box.Core, "2026-01-01")} },
	} {
		e := entryOf(box.TemplateLogin)
		change(e)
		if lost := (Format{}).Loses(e); len(lost) != 1 || !strings.HasPrefix(lost[0], want) {
			t.Errorf("%s: %q", want, lost)
		}
	}
}

// The trash stays here, and other columns come as fields where somebody added them.
func TestExportOfMore(t *testing.T) {
	trashed := entryOf(box.TemplateLogin)
	trashed.Trashed = porttest.Date()
	data := porttest.Write(t, Format{}, contentOf(trashed))
	if n := strings.Count(string(data), "\n"); n != 1 {
		t.Errorf("%d lines", n)
	}
	in := strings.Join(ownHeader(), ",") + ",Farbe\na,,,,,,a//b,,,,,,,,red\n"
	c := porttest.Read(t, Format{}, porttest.Stream([]byte(in)))
	if e := c.Entries[0]; !slices.Equal(e.Folder, []string{"a//b"}) || len(e.Fields) != 1 || e.Fields[0].Name != "Farbe" {
		t.Errorf("%s", c.Describe())
	}
}

func TestExportErrors(t *testing.T) {
	want := errors.New("own")
	c := contentOf()
	c.Items = func(yield func(*port.Entry, error) bool) { yield(nil, want) }
	if err := (Format{}).Export(context.Background(), port.Target{W: io.Discard}, c); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (Format{}).Export(ctx, port.Target{W: io.Discard}, contentOf(whole()...)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := (Format{}).Export(context.Background(), port.Target{W: full{want}}, contentOf(whole()...)); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

// What no import would take again is not written.
func TestExportTooMuch(t *testing.T) {
	big := strings.Repeat("x", maxRow/2)
	e := entryOf(box.TemplateLogin, fieldOf("a", box.Text, box.Core, big), fieldOf("b", box.Text, box.Core, big))
	var tooMuch *port.TooMuchError
	if err := (Format{}).Export(context.Background(), port.Target{W: io.Discard}, contentOf(e)); !errors.As(err, &tooMuch) || !strings.HasPrefix(err.Error(), "work/acme is larger") {
		t.Errorf("got %v", err)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

// FuzzExport: what Loses has nothing to say about comes back as it went.
func FuzzExport(f *testing.F) {
	f.Add("acme", "my field", "value", "text\nof: lines", "a/b")
	f.Add(" ", "url 2", "https://a, b", "\"\r\n", "")
	f.Fuzz(func(t *testing.T, title, name, value, notes, folder string) {
		isText := func(s string) bool { return box.IsText([]byte(s)) }
		if !isText(title) || !isText(name) || !isText(value) || !isText(notes) || !isText(folder) || strings.TrimSpace(title) == "" || name == "" || folder == "" || len(name+value+notes) > 1<<16 {
			return
		}
		e := entryOf(box.TemplateLogin, fieldOf(name, box.Text, box.Core, value))
		if name != "notes" {
			e.Fields = append(e.Fields, fieldOf("notes", box.Multiline, box.Core, notes))
		}
		e.Title, e.Folder = title, []string{folder}
		if len((Format{}).Loses(e)) > 0 {
			return
		}
		c := porttest.Read(t, Format{}, porttest.Stream(porttest.Write(t, Format{}, contentOf(e))))
		have := c.Entries[0]
		fields := slices.DeleteFunc(e.Fields, func(f box.Field) bool { return f.Value.IsZero() })
		if have.Title != title || !slices.Equal(have.Folder, []string{"work", folder}) || !slices.EqualFunc(have.Fields, fields, sameContent) {
			t.Fatalf("%s", c.Describe())
		}
	})
}
