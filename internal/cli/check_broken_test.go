package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
)

// TestCheckAgainstBrokenServers: whatever a server does, it is said once that nothing is
// known and why, JSON has an entry for each item, and none counts as not seen, nor as
// something to mend.
func TestCheckAgainstBrokenServers(t *testing.T) {
	p := newPerson(t)
	p.withHelpers()
	p.env.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	items := []string{"web/one", "web/two", "web/three"}
	for _, path := range items {
		p.must("vHk3nQ rattle "+path, "add", path, "--template", "login", "--stdin")
	}
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		tls   bool
		says  string
	}{
		"a login page": {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>hello</html>") }, false, "does not answer as a range server"},
		"nothing":      {func(http.ResponseWriter, *http.Request) {}, false, "it is empty"},
		"truncated": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "999")
			io.WriteString(w, "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n")
		}, false, "breaks off"},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for _, err := io.WriteString(w, "x"); err == nil; _, err = io.WriteString(w, strings.Repeat("\n", 1<<16)) {
			}
		}, false, "longer than"},
		"a storm of 429": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, false, "left alone"},
		"broken":         {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, false, "502"},
		"elsewhere":      {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, false, "sends elsewhere"},
		"hung up":        {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false, "cannot be reached"},
		"unknown to all": {func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }, true, "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewUnstartedServer(c.serve)
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			if c.tls {
				s.StartTLS()
			} else {
				s.Start()
			}
			defer s.Close()
			code, stdout, stderr := p.coffer("", "check", "--hibp", "--hibp-url", s.URL)
			if code != 12 || strings.Count(stdout, "\n") != 1 || !strings.Contains(stdout, "unanswered") || !strings.Contains(stdout, c.says) {
				t.Errorf("code %d\n%s%s", code, stdout, stderr)
			}
			for _, path := range items {
				if !strings.Contains(stdout, path+"#password") {
					t.Errorf("%s is not named:\n%s", path, stdout)
				}
			}
			if !strings.Contains(stderr, "whether breaches know 3 passwords is not known") || strings.Contains(stderr, "to mend") {
				t.Errorf("%s", stderr)
			}
			code, stdout, stderr = p.coffer("", "check", "--hibp", "--hibp-url", s.URL, "--json")
			var doc checkDoc
			if err := json.Unmarshal([]byte(stdout), &doc); code != 12 || err != nil || len(doc.Unknown) != len(items) || len(doc.Findings) != 0 {
				t.Fatalf("code %d, %v\n%s%s", code, err, stdout, stderr)
			}
			for i, path := range []string{"web/one", "web/three", "web/two"} {
				if f := doc.Unknown[i]; f.Path != path || f.Field != "password" || !strings.Contains(f.Error, c.says) {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

// TestCheckSaysMuchOnce: many passwords that nobody answers about are one line.
func TestCheckSaysMuchOnce(t *testing.T) {
	down := &app.Error{Kind: app.Network, What: "127.0.0.1:1: cannot be reached", Hint: "try again"}
	var r app.CheckReport
	for i := range 10_000 {
		var f app.CheckFinding
		f.Path, f.Field, f.Err = app.Path{Box: "web", Title: fmt.Sprint(i)}, "password", down
		if i%100 == 0 {
			f.Err = fmt.Errorf("cause %d", i/1000)
		}
		f.ID[0] = 1
		r.Unknown = append(r.Unknown, f)
	}
	rows := unknownRows(r.Causes())
	if len(rows) != mostCauses+1 || rows[0][2] != "web/1#password, web/2#password, web/3#password and 9897 more" {
		t.Errorf("%q", rows)
	}
	if last := rows[mostCauses]; last[2] != "60 passwords" {
		t.Errorf("%q", last)
	}
	if e := app.Explain(unknownFailure(&r)); e.Kind != app.Network || e.Hint != "try again" {
		t.Errorf("%+v", e)
	}
}
