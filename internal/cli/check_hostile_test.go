package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"

	"coffer/internal/app"
)

// TestCheckShowsNoControls: ten thousand items whose names hold what a terminal obeys are
// a table of as many lines, and JSON that says the same names, without one such byte.
func TestCheckShowsNoControls(t *testing.T) {
	const n = 10_000
	var r app.CheckReport
	for i := range n {
		title := fmt.Sprintf("a\x1b]0;%d\a\x1b[2J\r\nb\u202ec\u009bd\te\x00\u2028", i)
		f := app.CheckFinding{}
		f.ID[0], f.Path, f.Field, f.Why = 1, app.Path{Box: "home\x7f", Title: title}, "pass\nword", "weak"
		f.Group = append(f.Group, f.Place)
		f.Group[0].ID[0] = 2
		r.Findings = append(r.Findings, f)
	}
	show := func(asJSON bool) string {
		var stdout, stderr bytes.Buffer
		c := &cli{out: &output{w: &stdout}}
		c.json = asJSON
		c.Stdout, c.Stderr = &stdout, &stderr
		if err := c.printCheck(&r, true, true); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{stdout.String(), stderr.String()} {
			if i := strings.IndexFunc(s, func(r rune) bool {
				return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028')
			}); i >= 0 {
				t.Fatalf("json %v: %q", asJSON, s[max(0, i-20):i+20])
			}
		}
		return stdout.String()
	}
	if text := show(false); strings.Count(text, "\n") != n {
		t.Errorf("%d lines", strings.Count(text, "\n"))
	}
	var doc checkDoc
	if err := json.Unmarshal([]byte(show(true)), &doc); err != nil || len(doc.Findings) != n {
		t.Fatalf("%d findings, %v", len(doc.Findings), err)
	}
	for i, f := range doc.Findings {
		if f.Path != r.Findings[i].PathText() || f.Field != "pass\nword" {
			t.Fatalf("%+v", f)
		}
	}
	if text := app.Explain(app.Fail(app.Findings, nextOf(&r.Findings[0]), "x")).Hint; strings.ContainsAny(text, "\x1b\r\n\x00") {
		t.Errorf("%q", text)
	}
}

// TestOfferAgainstHostileServers: a server that sends elsewhere, or without end, keeps
// nobody from adding an item, is told of once, and nobody else is asked.
func TestOfferAgainstHostileServers(t *testing.T) {
	p := newPerson(t)
	p.withHelpers()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another server was asked") }))
	defer elsewhere.Close()
	p.must("", "config", "set", "hibp.offer", "online")
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		says  string
	}{
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
		}, "sends elsewhere"},
		"ten megabytes": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(10<<20))
			io.WriteString(w, strings.Repeat("0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n", 10<<20/39))
		}, "longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(c.serve)
			defer s.Close()
			p.must("", "config", "set", "hibp.url", s.URL)
			path := "home/" + strings.ReplaceAll(name, " ", "-")
			code, stdout, stderr := p.coffer("hunter2", "add", path, "--template", "login", "--stdin")
			if code != 0 || stdout != "" || strings.Count(stderr, "the password was not looked up: ") != 1 || !strings.Contains(stderr, c.says) {
				t.Errorf("code %d, %q\n%s", code, stdout, stderr)
			}
			if got := p.must("", "get", path); got != "hunter2\n" {
				t.Errorf("%q is kept", got)
			}
		})
	}
}
