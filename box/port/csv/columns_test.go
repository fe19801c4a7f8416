package csv

import (
	"context"
	"errors"
	"strings"
	"testing"

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
  companion text "Farbe": "red"
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
`
	if diff := porttest.Differ(c.Describe(), want); diff != "" {
		t.Error(diff)
	}
}

func TestWithColumnsRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		columns  map[string]string
		in, want string
	}{
		"no such column": {map[string]string{"x": "title"}, "a,b\n1,2\n", `no column "x"`},
		"nothing known":  {map[string]string{"a": "ignore"}, "a,b\n1,2\n", "say which is"},
		"column twice":   {map[string]string{"a": "title"}, "a,A\n1,2\n", "twice"},
		"only custom":    {map[string]string{"a": "my field"}, "a,b\n1,2\n", "say which is"},
	} {
		if _, err := mapped(t, c.columns, c.in); !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, columns := range map[string]map[string]string{"no column": {" ": "title"}, "no field": {"a": ""}, "two things": {"a": "title", "A ": "url"}} {
		if _, err := (Format{}).WithColumns(columns); !errors.Is(err, port.ErrInput) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
