package app

import (
	"slices"
	"strings"
	"testing"

	"coffer/vault/secret"
)

func TestParseEnvironment(t *testing.T) {
	e, err := ParseEnvironment(
		[]string{"A=1", "B=coffer://gone", "COFFER_SESSION=half", "coffer_x=y", "C=x coffer://d", "=strange"},
		[]byte("# comment\n\n export B = no\n"), nil)
	if err == nil {
		t.Errorf("a name with a blank was taken: %+v", e)
	}
	e, err = ParseEnvironment(
		[]string{"A=1", "B=coffer://gone", "COFFER_SESSION=half", "coffer_x=y", "C=x coffer://d"},
		[]byte("# comment\n\nexport B='coffer://a/b'\r\nD=\"x y\"\nE=\nA=2"), []string{"F=coffer://a/b#c"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Reference{{"a/b", ""}, {"a/b", "c"}}; !slices.Equal(e.Refs, want) {
		t.Fatalf("references %+v", e.Refs)
	}
	environ, secrets, bare, err := e.Fill([]Revealed{{secret.New("hunter2"), true}, {secret.New("ann"), false}})
	if want := "A=2|B=hunter2|C=x coffer://d|D=x y|E=|F=ann"; err != nil || strings.Join(environ, "|") != want {
		t.Errorf("%q, %v", environ, err)
	}
	if len(secrets) != 1 || len(bare) != 0 {
		t.Errorf("%d secrets, %q too short", len(secrets), bare)
	}
	_, _, bare, _ = e.Fill([]Revealed{{secret.New("123"), true}, {secret.Text{}, true}})
	if !slices.Equal(bare, []string{"B"}) {
		t.Errorf("too short: %q", bare)
	}
	if _, _, _, err = e.Fill([]Revealed{{secret.New("a\x00b"), true}, {}}); Explain(err).Kind != Input {
		t.Errorf("a NUL: %v", err)
	}
}

func TestParseEnvironmentRefuses(t *testing.T) {
	for _, test := range []struct {
		file, arg string
		kind      Kind
	}{
		{"hunter2", "", Input}, {"=hunter2", "", Input}, {"1A=hunter2", "", Input}, {"A='hunter2", "", Input}, {"A='hunter'2'", "", Input},
		{"A='", "", Input}, {"COFFER_A=hunter2", "", Input}, {"A=\xff", "", Input}, {strings.Repeat("#\n", MaxEnvFile), "", Input},
		{"A=coffer://hunter2 x", "", Usage},
		{"", "A=hunter2", Usage}, {"", "hunter2", Usage}, {"", "A-B=coffer://a/b", Usage}, {"", "Coffer_A=coffer://a/b", Usage},
	} {
		var args []string
		if test.arg != "" {
			args = []string{test.arg}
		}
		_, err := ParseEnvironment(nil, []byte(test.file), args)
		if err == nil || Explain(err).Kind != test.kind || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%.40q, %q: %v", test.file, test.arg, err)
		}
	}
}

func FuzzParseEnvironment(f *testing.F) {
	f.Add([]byte("A=1\nexport B='x'\n# c\nC=coffer://a/b#c\n"))
	f.Add([]byte("A=\"\"\r\nB='"))
	f.Fuzz(func(t *testing.T, file []byte) {
		e, err := ParseEnvironment(nil, file, nil)
		if err != nil {
			return
		}
		values := make([]Revealed, len(e.Refs))
		for i, ref := range e.Refs {
			values[i].Value = secret.New(written(ref))
		}
		environ, _, _, err := e.Fill(values)
		if err != nil {
			return // a value with a NUL
		}
		again, err := ParseEnvironment(environ, nil, nil)
		if err != nil || !slices.Equal(again.Refs, e.Refs) || len(again.vars) != len(e.vars) {
			t.Fatalf("%q became %q: %v", file, environ, err)
		}
	})
}
