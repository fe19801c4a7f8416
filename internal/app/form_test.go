package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/secret"
)

func formItem() *box.Item {
	field := func(name string, kind box.Kind, tier vault.Tier, value string) box.Field {
		return box.Field{Name: name, Kind: kind, Tier: tier, Value: secret.New(value)}
	}
	return &box.Item{
		ID: vault.ID{1}, Revision: 7,
		Label: box.Label{
			Folder: []string{"mail"}, Title: "acme", Template: "login", Favourite: true,
			Tags: []string{"mail", "two words, one comma"}, Expires: time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC), OnExpiry: box.Delete,
		},
		Fields: []box.Field{
			field("username", box.Username, vault.Companion, "ann"),
			field("password", box.Password, vault.Core, " begins with a blank"),
			field("url", box.URL, vault.Companion, ""),
			field("notes", box.Multiline, vault.Core, "first line\nEND\n\nlast line\n"),
			field("odd (name)", box.Text, vault.Companion, "\x1b[31m\u202e"),
			field("content", box.File, vault.Core, "\x00\xff\x00"),
		},
	}
}

// formText pins the text of [formItem].
const formText = `# acme
# two lines
tags: mail, "two words, one comma"
favourite: yes
expires: 2031-05-06T07:08:09Z, delete

username (username, companion): ann
password (password, core): " begins with a blank"
url (url, companion):
notes (multiline, core): <<END2
first line
END

last line

END2
"odd (name)" (text, companion): "\x1b[31m\u202e"
content (file, core): <kept, 3 bytes>
`

func TestWriteForm(t *testing.T) {
	if got := writeForm(formItem(), "acme\ntwo lines\n").Reveal(); got != formText {
		t.Errorf("the form is\n%s", got)
	}
}

func sameItem(a, b *box.Item) error {
	if fmt.Sprint(a.Label) != fmt.Sprint(b.Label) || a.ID != b.ID || a.Revision != b.Revision {
		return fmt.Errorf("labels %+v and %+v", a.Label, b.Label)
	}
	if !slices.EqualFunc(a.Fields, b.Fields, func(f, g box.Field) bool {
		return f.Name == g.Name && f.Kind == g.Kind && f.Tier == g.Tier && f.Value.Equal(g.Value)
	}) {
		return errors.New("fields differ")
	}
	return nil
}

func TestParseForm(t *testing.T) {
	for name, text := range map[string]string{
		"as written": formText,
		"DOS":        "\ufeff" + strings.ReplaceAll(formText, "\n", "\r\n"),
		"no end":     strings.TrimSuffix(formText, "\n"),
	} {
		it, err := parseForm(secret.New(text), formItem())
		if err == nil {
			err = sameItem(&it, formItem())
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseFormLenient(t *testing.T) {
	it, err := parseForm(secret.New("\t user name( text ,core ) :  a: b \nexpires:2031-05-06\nx (file, core): \"\\x00\"\n"), &box.Item{})
	if err != nil {
		t.Fatal(err)
	}
	want := box.Item{
		Label: box.Label{Expires: time.Date(2031, 5, 6, 0, 0, 0, 0, time.UTC)},
		Fields: []box.Field{
			{Name: "user name", Kind: box.Text, Tier: vault.Core, Value: secret.New("a: b")},
			{Name: "x", Kind: box.File, Tier: vault.Core, Value: secret.New("\x00")},
		},
	}
	if err := sameItem(&it, &want); err != nil {
		t.Error(err)
	}
}

// TestParseFormRefuses holds that an error names its line and quotes nothing.
func TestParseFormRefuses(t *testing.T) {
	for text, line := range map[string]int{
		"hunter2":                                           1,
		"\n# x\npassword: hunter2":                          3,
		"a (text, core) hunter2":                            1,
		"a (text): hunter2":                                 1,
		"a (hunter2, core): x":                              1,
		"a (text, hunter2): x":                              1,
		"a (text, core): \"hunter2":                         1,
		"a (text, core): \"hunter2\" x":                     1,
		"a (text, core): <hunter2":                          1,
		"a (text, core): <<":                                1,
		"a (text, core): <<hunter 2":                        1,
		"tags: x\na (text, core): <<E\n\n\n":                2,
		"a (text, core): <kept, 7 bytes>":                   1,
		"content (text, core): <kept, 4 bytes>":             1,
		"a (text, core): hunter2\na (text, core): x":        2,
		"a (text, core): \"hunter2\\xff\"":                  1,
		"a (text, core): \"hunter2\\x00\"":                  1,
		"a (text, core): hunter2\xff":                       1,
		"favourite: hunter2":                                1,
		"favourite: yes\nfavourite: yes":                    2,
		"expires: hunter2":                                  1,
		"expires: never, delete":                            1,
		"expires: 2031-05-06, hunter2":                      1,
		"expires: 9999-12-31T23:59:59-23:00":                1,
		"tags: a,,b":                                        1,
		"tags: a b, hunter2,":                               1,
		"tags: \"hunter2":                                   1,
		"\x1b[31m (text, core): hunter2":                    1,
		strings.Repeat("tags: a\n", 2):                      2,
		"tags: " + strings.Repeat("a, ", box.MaxTags) + "a": 1,
	} {
		_, err := parseForm(secret.New(text), formItem())
		var f *FormError
		if !errors.As(err, &f) || f.Line != line || !FormFault(err) {
			t.Errorf("%.60q: %v", text, err)
			continue
		}
		if strings.Contains(err.Error(), "hunter") {
			t.Errorf("%.60q: the error quotes it: %v", text, err)
		}
	}
}

// TestFormKeepsLarge holds that a form stays small, whatever is in the item.
func TestFormKeepsLarge(t *testing.T) {
	it := &box.Item{}
	for i := range 40 {
		value := strings.Repeat("x", 20<<10)
		if i%2 == 0 {
			value = strings.Repeat("\x01", 20<<10)
		}
		it.Fields = append(it.Fields, box.Field{Name: fmt.Sprint("f", i), Kind: box.Text, Tier: vault.Core, Value: secret.New(value)})
	}
	it.Fields = append(it.Fields, box.Field{Name: "long", Kind: box.Multiline, Tier: vault.Core, Value: secret.New(strings.Repeat("a\n", 1<<19))})
	text := writeForm(it, "")
	if text.Len() > maxForm+64<<10 {
		t.Errorf("a form of %d bytes", text.Len())
	}
	again, err := parseForm(text, it)
	if err == nil {
		err = sameItem(it, &again)
	}
	if err != nil {
		t.Error(err)
	}
}

func anyItem(t *rapid.T) *box.Item {
	text := rapid.Map(rapid.OneOf(
		rapid.String(), rapid.StringMatching(`[a-zA-Z0-9 .:<>"'(),#\\\n\t]*`),
		rapid.SampledFrom([]string{"", "END", "a\nEND\n", "\n", " ", "<<END", "<kept, 0 bytes>", "\ufeff", "a\u200db", "\r\n", "\u00a0x"}),
	), func(s string) string { return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "?") })
	name := rapid.Map(text, box.NFC).Filter(func(s string) bool { return s != "" }) // as it is stored
	it := &box.Item{ID: vault.ID{9}, Revision: 3}
	it.Title, it.Favourite = "x", rapid.Bool().Draw(t, "favourite")
	it.Tags = rapid.SliceOfN(name, 0, 4).Draw(t, "tags")
	if len(it.Tags) == 0 {
		it.Tags = nil
	}
	if s := rapid.Int64Range(0, 253_402_300_799).Draw(t, "expires"); s > 0 {
		it.Expires = time.Unix(s, 0).UTC()
	}
	it.OnExpiry = rapid.SampledFrom([]box.Expiry{box.Warn, box.Delete}).Draw(t, "action")
	for _, n := range rapid.SliceOfNDistinct(name, 0, 6, rapid.ID).Draw(t, "names") {
		kind := rapid.SampledFrom(box.Kinds()).Draw(t, "kind")
		value := text.Draw(t, "value")
		if kind == box.File {
			value = string(rapid.SliceOf(rapid.Byte()).Draw(t, "content"))
		}
		tier := rapid.SampledFrom(vault.Tiers[:]).Draw(t, "tier")
		it.Fields = append(it.Fields, box.Field{Name: n, Kind: kind, Tier: tier, Value: secret.New(value)})
	}
	return it
}

func TestFormRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := anyItem(t)
		text := writeForm(it, "an item\n")
		again, err := parseForm(text, it)
		if err == nil {
			err = sameItem(it, &again)
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text.Reveal())
		}
	})
}

func FuzzParseForm(f *testing.F) {
	f.Add(formText)
	f.Add("a (text, core): <<END\n\nEND\ntags: \"\\u202e\", b\n")
	f.Add("\ufeffexpires: 2031-05-06,delete\r\n\"a\\nb\" (pin, core): \"1\\x00\"")
	f.Fuzz(func(t *testing.T, text string) {
		it, err := parseForm(secret.New(text), formItem())
		if err != nil {
			return
		}
		again, err := parseForm(writeForm(&it, ""), &it)
		if err == nil {
			err = sameItem(&it, &again)
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, writeForm(&it, "").Reveal())
		}
	})
}
