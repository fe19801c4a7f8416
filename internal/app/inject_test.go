package app

import (
	"bytes"
	"strings"
	"testing"

	"coffer/vault/secret"
)

// filled fills every blank with its own reference, as a blank.
func filled(t *testing.T, s *Sheet) string {
	t.Helper()
	values := make([]Revealed, len(s.Refs))
	for i, ref := range s.Refs {
		values[i].Value = secret.New("{{" + written(ref) + "}}")
	}
	var out bytes.Buffer
	if err := s.Fill(&out, values); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestSheet(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"no blank":           "no blank",
		"{{ coffer://a/b }}": "{{coffer://a/b}}",
		"{{{coffer://a#b}}}": "{{{coffer://a#b}}}",
		"{{ .Values }}{{":    "{{ .Values }}{{",
		"{{\ncoffer://a }}":  "{{\ncoffer://a }}",
		"a{{\tcoffer://a\t}}\xff{{coffer://a}}{{ coffer://b}}": "a{{coffer://a}}\xff{{coffer://a}}{{coffer://b}}",
	} {
		s, err := ParseSheet([]byte(in))
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got := filled(t, s); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
	s, err := ParseSheet([]byte(strings.Repeat("{{coffer://a}}{{coffer://b}}", 1000)))
	if err != nil || len(s.Refs) != 2 {
		t.Errorf("%d references, %v", len(s.Refs), err)
	}
}

func TestSheetRefuses(t *testing.T) {
	for in, line := range map[string]string{
		"{{coffer://a":                                    "line 1:",
		"\n\n{{coffer://a }":                              "line 3:",
		"x\n{\x00{\x00":                                   "line 2 ",
		"{{coffer://a b}}":                                "line 1:",
		"{{coffer://}}":                                   "line 1:",
		"x\n{{coffer://a\n}}":                             "line 2:",
		"{{coffer://a/{{coffer://b}}}}":                   "line 1:",
		strings.Repeat("x", MaxSheet+1):                   "the text",
		"{{coffer://" + strings.Repeat("a", 1<<20) + "}}": "line 1:",
	} {
		_, err := ParseSheet([]byte(in))
		if err == nil || Explain(err).Kind != Input || !strings.HasPrefix(err.Error(), line) {
			t.Errorf("%.40q: %v", in, err)
		}
	}
}

func FuzzParseSheet(f *testing.F) {
	for _, s := range []string{"{{ coffer://a/b#c }}", "x{{{coffer://a}}}\n{{ .Y }}", "{{coffer://%2F}}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := ParseSheet(text)
		if err != nil {
			return
		}
		if len(s.Refs) == 0 && filled(t, s) != string(text) {
			t.Fatalf("%q became %q", text, filled(t, s))
		}
		again, err := ParseSheet([]byte(filled(t, s)))
		if err != nil || filled(t, again) != filled(t, s) {
			t.Fatalf("%q became %q: %v", text, filled(t, s), err)
		}
	})
}
