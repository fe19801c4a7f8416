package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"coffer/box"
)

func TestParseReference(t *testing.T) {
	for _, test := range []struct{ in, item, field, out string }{
		{"coffer://work/mail/acme", "work/mail/acme", "", "coffer://work/mail/acme"},
		{"coffer://work/mail/acme#username", "work/mail/acme", "username", "coffer://work/mail/acme#username"},
		{"coffer://acme", "acme", "", "coffer://acme"},
		{"coffer://@0123abcd#pin", "@0123abcd", "pin", "coffer://@0123abcd#pin"},
		{"coffer://a/b%2fc%25#d%23e%20f", "a/b%2Fc%25", "d#e f", "coffer://a/b%2Fc%25#d%23e%20f"},
		{"coffer://a/%61%7B", "a/a{", "", "coffer://a/a%7B"},
		{"coffer://a/e\u0301#e\u0301", "a/é", "é", "coffer://a/é#é"},
	} {
		ref, err := ParseReference(test.in)
		if err != nil || ref != (Reference{test.item, test.field}) {
			t.Errorf("%s: %+v, %v", test.in, ref, err)
		}
		if got := written(ref); got != test.out {
			t.Errorf("%s came back as %s", test.in, got)
		}
	}
}

func TestParseReferenceRefuses(t *testing.T) {
	for _, in := range []string{
		"", "coffer:", "coffer://", "COFFER://a/b", "coffer://#f", "coffer://a/b#", "coffer://a//b", "coffer:///a",
		"coffer://a/b#c#d", "coffer://a/b#c/d", "coffer://a b", "coffer://a\n", "coffer://a%2", "coffer://a%", "coffer://a%zz", "coffer://a%+1",
		"coffer://a/{b}", "coffer://a/%ff", "coffer://a/%00", "coffer://@abcd/x", "coffer://" + strings.Repeat("a", maxReference),
	} {
		ref, err := ParseReference(in)
		var e *Error
		if !errors.As(err, &e) || e.Kind != Usage {
			t.Errorf("%.40q: %+v, %v", in, ref, err)
		}
	}
}

// written is the reference in the one form that has the fewest escapes.
func written(r Reference) string {
	parts, err := box.SplitFolder(r.Item)
	if err != nil {
		parts = []string{r.Item}
	}
	for i, part := range parts {
		parts[i] = escapePart(part)
	}
	s := Scheme + strings.Join(parts, "/")
	if r.Field != "" {
		s += "#" + escapePart(r.Field)
	}
	return s
}

func escapePart(name string) string {
	var b strings.Builder
	for i := range len(name) {
		if c := name[i]; mustEscape(c) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func FuzzParseReference(f *testing.F) {
	for _, s := range []string{"coffer://work/mail/acme#user%20name", "coffer://@0123abcd", "coffer://a/%2F%25%23#%7b", "coffer://a/e\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := ParseReference(s)
		if err != nil {
			return
		}
		again, err := ParseReference(written(ref))
		if err != nil || again != ref {
			t.Fatalf("%q became %+v, %q, then %+v, %v", s, ref, written(ref), again, err)
		}
		if strings.ContainsAny(written(ref), " \t\r\n{}") {
			t.Fatalf("%q is more than one word", written(ref))
		}
	})
}
