package sheet

import (
	"html"
	"strings"
	"testing"

	"coffer/vault/secret"
)

func aPassword() Password {
	return Password{
		Title:        "The vault of <alice> & \"bob\"",
		Facts:        []Fact{{"For", "bob"}, {"Made on", "1 May 2026"}},
		Instructions: []Section{{Heading: "What this is", Text: []string{"A password."}, Steps: []string{"Take the stick.", "Run <script>alert(1)</script>."}}},
		Label:        "Master password",
		Note:         "Type it as it stands.",
		Password:     secret.New("six words & <more> of 'these'"),
		Program:      "Coffer dev",
	}
}

func reveal(t *testing.T, page secret.Text, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return page.Reveal()
}

func TestPassword(t *testing.T) {
	page, err := aPassword().HTML()
	text := reveal(t, page, err)
	for _, want := range []string{"six words &amp; &lt;more&gt; of &#39;these&#39;", "&lt;script&gt;", "<svg", "The vault of &lt;alice&gt; &amp; &#34;bob&#34;"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	plain, err := aPassword().Text()
	if text := reveal(t, plain, err); !strings.Contains(text, "    six words & <more> of 'these'\n") || !strings.Contains(text, " 2. Run <script>") {
		t.Errorf("the plain page is\n%s", text)
	}
}

func TestPasswordRefused(t *testing.T) {
	for _, bad := range []string{"", " a", "a ", "a  b", "a\nb", "a\tb", "a\x1bb", "a\u202eb", "a\u00a0b", "a\xffb", strings.Repeat("a", maxPassword+1)} {
		p := aPassword()
		p.Password = secret.New(bad)
		if _, err := p.HTML(); err == nil {
			t.Errorf("%q prints as HTML", bad)
		}
		if _, err := p.Text(); err == nil {
			t.Errorf("%q prints", bad)
		}
	}
}

// Everything that comes in stays text, as the standard library has it.
func FuzzEscaped(f *testing.F) {
	for _, s := range []string{"", "alice", `<a href="x">&amp;'`, "\x00\x1b[31m", "\u202eevil", "\xff", "日本"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var k, p ink
		k.escaped([]byte(s))
		p.plain([]byte(s))
		if html.EscapeString(string(p.b)) != string(k.b) {
			t.Errorf("%q became %q", s, k.b)
		}
		for _, r := range string(p.b) {
			if !shows(r) {
				t.Errorf("%q printed %q", s, r)
			}
		}
	})
}
