package csv

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
)

const bitwardenHeader = "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n"

// bitwardenLogin makes a table of one login, with one cell of a certain content.
func bitwardenLogin(fields, uris string) []byte {
	return []byte(bitwardenHeader + `,,login,x,,"` + fields + `",,"` + uris + `",u,p,` + "\n")
}

// What one cell holds costs no more than its length.
func TestWorkIsLinear(t *testing.T) {
	for name, c := range map[string]struct {
		n     int
		input func(n int) []byte
	}{
		"line ends": {20_000, func(n int) []byte { return bitwardenLogin("a: b"+strings.Repeat("\n", n), "") }},
		"commas":    {20_000, func(n int) []byte { return bitwardenLogin("", "a://b"+strings.Repeat(",", n)) }},
		"equal fields": {125, func(n int) []byte {
			return bitwardenLogin(strings.Repeat("a: b\n", n), "")
		}},
		"fields without end":    {20_000, func(n int) []byte { return bitwardenLogin(strings.Repeat("a: b\n", n), "") }},
		"addresses":             {125, func(n int) []byte { return bitwardenLogin("", strings.Repeat("a://b,", n)) }},
		"addresses without end": {20_000, func(n int) []byte { return bitwardenLogin("", strings.Repeat("a://b,", n)) }},
		"lines of a note": {125, func(n int) []byte {
			return []byte("url,username,password,extra,name,grouping,fav\nhttp://sn,,,\"NoteType:Server\n" + strings.Repeat("Port:1\n", n) + "\",x,,0\n")
		}},
	} {
		t.Run(name, func(t *testing.T) { porttest.Linear(t, Format{}, c.input, c.n) })
	}
}

// An item of as many fields as there may be comes in; one more is refused with
// its line, whichever part of the table it comes from.
func TestTooManyFields(t *testing.T) {
	const rest = box.MaxFields - 3 // user name, password, and an address
	c := porttest.Read(t, Format{}, porttest.Stream(bitwardenLogin(strings.Repeat("a: b\n", rest), "a://b")))
	if n := len(c.Entries[0].Fields); n != box.MaxFields {
		t.Fatalf("%d fields", n)
	}
	if last := c.Entries[0].Fields[box.MaxFields-1].Name; last != fmt.Sprintf("a %d", rest) {
		t.Errorf("the last is named %q", last)
	}
	for name, in := range map[string][]byte{
		"fields":    bitwardenLogin(strings.Repeat("a: b\n", rest+1), "a://b"),
		"addresses": bitwardenLogin("", strings.Repeat("a://b,", box.MaxFields)),
	} {
		err := Format{}.Import(context.Background(), porttest.Stream(in), &porttest.Collected{})
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "line 2: an item with more than") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Bitwarden writes hidden fields among the others, and whoever adds a column may have
// a secret in it.
func TestHiddenFieldsAreSecret(t *testing.T) {
	table := strings.Replace(string(bitwardenLogin("Kontonummer: 4711\nMother: Rosebud", "a://b")), "\n", ",Card number\n", 1)
	table = strings.TrimSuffix(table, "\n") + ",4111\n"
	c := porttest.Read(t, Format{}, porttest.Stream([]byte(table)))
	secrets := 0
	for _, f := range c.Entries[0].Fields {
		if f.Tier == box.Core {
			secrets++
		}
	}
	if secrets != 4 {
		t.Errorf("%d secrets of 4 in %s", secrets, c.Describe())
	}
}

func TestLines(t *testing.T) {
	for in, want := range map[string][]string{
		"":               nil,
		"\n\n":           nil,
		"a: b":           {"a", "b"},
		"a:b\n":          {"a", "b\n"},
		"a:\n b\n\nc: d": {"a", "\n b\n", "c", "d"},
		"a:  b\r\nc":     {"a", " b\nc"},
		"\nx\na: b":      {"field", "x", "a", "b"},
		"k: -----BEGIN X\nV: 1\n-----END X\nl: m": {"k", "-----BEGIN X\nV: 1\n-----END X", "l", "m"},
		":a": {"field", ":a"},
		"a:": {"a", ""},
	} {
		var got []string
		for name, value := range lines(in, func(string) bool { return true }) {
			got = append(got, name, value)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSplitURLs(t *testing.T) {
	for in, want := range map[string][]string{
		"":                        {""},
		"https://a":               {"https://a"},
		"https://a/?b,c,http://d": {"https://a/?b,c", "http://d"},
		"a,,b://c,":               {"a,", "b://c,"},
	} {
		if got := slices.Collect(splitURLs(in)); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
