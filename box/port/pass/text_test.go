package pass

import (
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

// pairs writes down the lines of an entry.
func pairs(t text) string {
	var b strings.Builder
	for _, l := range t.lines {
		b.WriteString("[" + l.key + "=" + l.value + "]")
	}
	return b.String()
}

func TestParse(t *testing.T) {
	for in, want := range map[string]text{
		"":                                       {},
		"secret":                                 {first: "secret"},
		"secret\n":                               {first: "secret"},
		" secret \n\n":                           {first: " secret "},
		"a\r\nlogin: ann\r\n":                    {first: "a", lines: []line{{"login", "ann"}}},
		"otpauth://totp/a?secret=GE":             {lines: []line{{"totp", "otpauth://totp/a?secret=GE"}}},
		"a\notpauth://totp/a\nb":                 {first: "a", lines: []line{{"totp", "otpauth://totp/a"}}, notes: "b"},
		"a\nk:v\nhttps://a: b\n":                 {first: "a", notes: "k:v\nhttps://a: b"},
		"a\nk:  v \nRecovery codes:\n12\n\n34\n": {first: "a", lines: []line{{"k", "v"}}, notes: "Recovery codes:\n12\n\n34"},
		"a\n---\nk: v\nlist:\n  - one\n  - two\n": {first: "a", lines: []line{{"k", "v"}, {"list", "- one\n- two"}}},
		"a\nb\n---\nc":                                    {first: "a", notes: "b\n---\nc"},
		"a\nk: |\n  one\n\n   two\nx":                     {first: "a", lines: []line{{"k", "one\n\n two"}}, notes: "x"},
		"a\nk: |2-\n   one\n  \nx: y":                     {first: "a", lines: []line{{"k", " one\n"}, {"x", "y"}}},
		"a\nk: |\nnot indented":                           {first: "a", lines: []line{{"k", "|"}}, notes: "not indented"},
		"a\n-----BEGIN K\nProc-Type: 4\n-----END K\nk: v": {first: "a", lines: []line{{"k", "v"}}, notes: "-----BEGIN K\nProc-Type: 4\n-----END K"},
		"a\n\"quoted\": v\n: v\n - k: v\nGröße 2: v":      {first: "a", lines: []line{{"Größe 2", "v"}}, notes: "\"quoted\": v\n: v\n - k: v"},
		"a\nk%3A%41: v":                                   {first: "a", lines: []line{{"k:A", "v"}}},
	} {
		got := parse(in)
		if got.first != want.first || got.notes != want.notes || pairs(got) != pairs(want) {
			t.Errorf("%q: got %+v", in, got)
		}
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"acme": "acme", "a/b": "a%2Fb", "100%": "100%", "100%25": "100%2525", ".git": "%2Egit", "..": "%2E.", "-x": "%2Dx",
		"a\x00\n": "a%00%0A", "a.age": "a%2Eage", "b.attachments": "b%2Eattachments", "\xff": "%FF", "Größe 鍵": "Größe 鍵",
	} {
		got := fileName(in)
		if got != want {
			t.Errorf("%q: written %q, want %q", in, got, want)
		}
		if back := unescape(got); back != in && in != "a\x00\n" && in != "\xff" {
			t.Errorf("%q: came back as %q", in, back)
		}
	}
	for _, in := range []string{"a\x00", "100%2", "%zz", "%ff"} {
		if got := unescape(in); got != in {
			t.Errorf("%q became %q", in, got)
		}
	}
	long := fileName(strings.Repeat("鍵", 100))
	if len(long) > maxFileName || len(long) < maxFileName-3 || !strings.HasPrefix(strings.Repeat("鍵", 100), long) {
		t.Errorf("cut to %q", long)
	}
	if cut := cutName(strings.Repeat("x", maxKey-1)+"%2F", maxKey); cut != strings.Repeat("x", maxKey-1) {
		t.Errorf("cut to %q", cut)
	}
}

// FuzzParse: every text becomes an item of named fields, and what an item becomes
// reads as that item again, but where Loses says that it does not.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "secret\nlogin: ann\nurl: https://a.example\notpauth://totp/a?secret=GEZDGNBV\n\nfree\n text", "a\n---\nk:\n  - x", "\r\n\r\n", "a\nk: |2-\n   b\n  \n"} {
		f.Add(s, "pin code", "one\ntwo")
	}
	f.Fuzz(func(t *testing.T, s, name, value string) {
		if len(s) > 1<<16 || !box.IsText([]byte(s)) {
			return
		}
		it := sheet(s)
		if len(it.Fields) > box.MaxFields {
			t.Fatal("too many fields")
		}
		seen := make(map[string]bool)
		for _, field := range it.Fields {
			if field.Name == "" || seen[field.Name] || field.Value.IsZero() {
				t.Fatalf("field %q", field.Name)
			}
			seen[field.Name] = true
		}
		if !seen[name] && name != "" && value != "" && box.IsText([]byte(name)) && box.IsText([]byte(value)) {
			it.Fields = append(it.Fields, box.Field{Name: name, Kind: box.Text, Tier: box.Core, Value: secret.New(value)})
		}
		if len(Format{}.Loses(&port.Entry{Item: it})) > 0 {
			return
		}
		back := sheet(render(&it))
		if len(back.Fields) != len(it.Fields) {
			t.Fatalf("%q", render(&it))
		}
		for i, field := range back.Fields {
			if field.Name != it.Fields[i].Name || !field.Value.Equal(it.Fields[i].Value) {
				t.Fatalf("%q: field %q", render(&it), field.Name)
			}
		}
	})
}
