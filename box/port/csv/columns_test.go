package csv

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box/port"
	"coffer/box/port/porttest"
)

func mapped(t *testing.T, columns map[string]string, in string) (*porttest.Collected, error) {
	t.Helper()
	im, err := Format{}.WithColumns(columns)
	if err != nil {
		t.Fatal(err)
	}
	var c porttest.Collected
	return &c, im.Import(context.Background(), porttest.Stream([]byte(in)), &c)
}

// A table of nobody's comes in as its owner says, columns without a word as fields.
func TestWithColumns(t *testing.T) {
	c, err := mapped(t, map[string]string{"Konto": "title", " KENNWORT ": "Password", "Zeile": "ignore", "Nr": "customer number"},
		"Zeile;Konto;User;Kennwort;Nr;Group;Farbe\n1;acme;ann;\"a;b\";42;Work/Mail;red\n")
	if err != nil {
		t.Fatal(err)
	}
	want := `item "acme" in ["Work" "Mail"], a login
  companion username "username": "ann"
  core password "password": "a;b"
  companion text "customer number": "42"
  core password "Farbe": "red"
note on "the file": columns that became fields: Nr as "customer number", Farbe (secret)
`
	if diff := porttest.Differ(c.Describe(), want); diff != "" {
		t.Error(diff)
	}
}

// What somebody says goes before what a known dialect says.
func TestWithColumnsOverADialect(t *testing.T) {
	c, err := mapped(t, map[string]string{"note": "my text", "url": "ignore"}, chrome+"acme,https://acme.example,ann,secret,hello\n")
	if err != nil {
		t.Fatal(err)
	}
	want := `item "acme", a login
  companion username "username": "ann"
  core password "password": "secret"
  companion text "my text": "hello"
note on "the file": columns that became fields: note as "my text"
`
	if diff := porttest.Differ(c.Describe(), want); diff != "" {
		t.Error(diff)
	}
}

// Two columns cannot both be the title: the one that somebody named is.
func TestWithColumnsTakesARole(t *testing.T) {
	for name, in := range map[string]string{"Chrome": chrome + "acme,,ann,secret,hello\n", "nobody": "name,user,note\nacme,ann,hello\n"} {
		c, err := mapped(t, map[string]string{"note": "title"}, in)
		if err != nil {
			t.Fatal(err)
		}
		if c.Entries[0].Title != "hello" || !strings.Contains(c.Describe(), `core password "name": "acme"`) {
			t.Errorf("%s: %s", name, c.Describe())
		}
	}
}

// Dates in any of their forms; what is none is kept.
func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"1700000000": "2023-11-14T22:13:20Z", "1700000000123": "2023-11-14T22:13:20Z", "2031-05-06": "2031-05-06T00:00:00Z",
		"2031-05-06T01:00:00+01:00": "2031-05-06T00:00:00Z", "0": "", "": "", "6.5.2031": "kept", "99999999999999999999": "kept", "-5": "kept",
	} {
		c, err := mapped(t, map[string]string{"made": "created"}, "title,made\nacme,"+in+"\n")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if e := c.Entries[0]; len(e.Fields) == 1 && e.Fields[0].Name == "created" && e.Fields[0].Value.Reveal() == in && len(c.Notes) == 1 {
			got = "kept"
		} else if !e.Created.IsZero() {
			got = e.Created.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: got %q in %s", in, got, c.Describe())
		}
	}
}

// Every cell of a row comes in, or is told: of notes, of kinds that are not known, of what
// is neither yes nor no, and of columns that only other programs need.
func TestNoCellIsDropped(t *testing.T) {
	const lastPassHeader, nordHeader = "url,username,password,totp,extra,name,grouping,fav,more\n", "name,url,username,password,note,folder,type\n"
	for name, in := range map[string]string{
		"LastPass note":       lastPassHeader + "http://sn,one,two,!three,four,title,,0,five\n",
		"LastPass typed note": lastPassHeader + "http://sn,one,two,!three,\"NoteType:Server\nPassword:four\nNotes:six\",title,,maybe,five\n",
		"Bitwarden note":      bitwardenHeader + ",,note,title,one,two: three,,four,five,six,!seven\n",
		"Bitwarden kind":      bitwardenHeader + ",7,passkey,title,one,,,,,,\n",
		"NordPass kind":       nordHeader + "title,one,two,three,four,,passkey\n",
		"Firefox":             "url,username,password,guid,timeCreated\none,two,three,{four},someday\n",
	} {
		c := porttest.Read(t, Format{}, porttest.Stream([]byte(in)))
		said := c.Describe()
		for _, word := range []string{"one", "two", "three", "four", "five", "six", "seven", "maybe", "passkey", "someday"} {
			if strings.Contains(in, word) && !strings.Contains(said, word) && word != "four" {
				t.Errorf("%s: %q is gone from %s", name, word, said)
			}
		}
		if strings.Contains(in, "four") && !strings.Contains(said, "four") && !strings.Contains(said, "left out: guid") {
			t.Errorf("%s: %q is gone from %s", name, "four", said)
		}
	}
}

// A column that nobody named, or that somebody named amiss, may be the password: it is kept
// as a secret, and is told.
func TestColumnsInDoubtAreSecret(t *testing.T) {
	for name, c := range map[string]struct {
		columns  map[string]string
		in, want string
	}{
		"forgotten": {map[string]string{"Konto": "title"}, "Konto,Losung\nacme,hunter2\n", `item "acme", a login
  core password "Losung": "hunter2"
note on "the file": columns that became fields: Losung (secret)
`},
		"misspelt column": {map[string]string{"Konto": "title"}, "Konto,Pasword,my usr\nacme,hunter2,ann\n", `item "acme", a login
  core password "Pasword": "hunter2"
  core password "my usr": "ann"
note on "the file": columns that became fields: Pasword (secret), my usr (secret); did you mean --map Pasword=password?
`},
		"misspelt role": {map[string]string{"Konto": "title", "Mein Wort": "pasword"}, "Konto,Mein Wort\nacme,hunter2\n", `item "acme", a login
  core password "pasword": "hunter2"
note on "the file": columns that became fields: Mein Wort as "pasword" (secret); did you mean --map "Mein Wort=password"?
`},
		"two passwords": {map[string]string{"a": "title", "b": "password"}, "a,b,password\nacme,one,three\n", `item "acme", a login
  core password "password": "one"
  core password "password 2": "three"
note on "the file": columns that became fields: password (secret)
`},
		"in a known table": {map[string]string{"note": "ignore"}, "name,url,username,password,note,Losung\nacme,,ann,one,x,two\n", `item "acme", a login
  companion username "username": "ann"
  core password "password": "one"
  core password "Losung": "two"
note on "the file": columns that became fields: Losung (secret)
`},
		"many": {map[string]string{"a": "title"}, "a,b1,b2,b3,b4,b5,b6,b7,b8,b9,b10,b11,b12,b13\nacme" + strings.Repeat(",", 12) + ",x\nacme" + strings.Repeat(",", 13) + "\n",
			"item \"acme\", a login\n  core password \"b13\": \"x\"\nitem \"acme\", a login\n" +
				"note on \"the first line\": it is taken for the names of the columns, and became no item; if it is one, put a line of names above it\n" +
				"note on \"the file\": columns that became fields: b13 (secret)\n"},
	} {
		got, err := mapped(t, c.columns, c.in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := porttest.Differ(got.Describe(), c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWithColumnsRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		columns  map[string]string
		in, want string
	}{
		"no such column": {map[string]string{"x": "title"}, "a,b\n1,2\n", `no column "x" among the 2 of the table`},
		"a near column":  {map[string]string{"kenwort": "title"}, "Konto,Kennwort\n1,2\n", `did you mean Kennwort?`},
		"no header":      {map[string]string{"hunter": "title"}, "acme,hunter2\n", `no column "hunter" among the 2 of the table`},
		"nothing known":  {map[string]string{"a": "ignore"}, "a,b\n1,2\n", "say which is"},
		"column twice":   {map[string]string{"a": "title"}, "a,A\n1,2\n", "columns 1 and 2 have the same name"},
		"only custom":    {map[string]string{"a": "my field"}, "a,b\n1,2\n", "say which is"},
	} {
		if _, err := mapped(t, c.columns, c.in); !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, columns := range map[string]map[string]string{"no column": {" ": "title"}, "no field": {"a": ""}, "two things": {"a": "title", "A ": "url"}, "two passwords": {"a": "title", "b": "password", "c": "Password"}} {
		if _, err := (Format{}).WithColumns(columns); !errors.Is(err, port.ErrInput) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestColumns: what there is, what looks like a name, and what it means by it.
func TestColumns(t *testing.T) {
	got, err := Format{}.Columns(porttest.Stream([]byte("\xEF\xBB\xBFKonto;User;hunter2!;\nacme;ann;x;\n")))
	want := []port.Column{{Name: "Konto", Plain: true}, {Name: "User", Plain: true, Means: "username"}, {Name: "hunter2!"}, {Name: ""}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "a,a\n", "\xFF\xFEa"} {
		if _, err := (Format{}).Columns(porttest.Stream([]byte(bad))); !errors.Is(err, port.ErrInput) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := (Format{}).Import(context.Background(), porttest.Stream([]byte("a,b\n")), &porttest.Collected{}); !errors.Is(err, port.ErrColumns) || !errors.Is(err, port.ErrInput) {
		t.Errorf("got %v", err)
	}
}
