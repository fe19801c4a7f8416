package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestCheckAgainstBrokenServers: whatever a server does, each item gets a line that
// says that nothing is known and why, and none counts as not seen.
func TestCheckAgainstBrokenServers(t *testing.T) {
	p := newPerson(t)
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
			if code != 10 {
				t.Fatalf("code %d\n%s%s", code, stdout, stderr)
			}
			for _, path := range items {
				found := false
				for line := range strings.Lines(stdout) {
					found = found || strings.Contains(line, "unanswered") && strings.Contains(line, path+"#password") && strings.Contains(line, c.says)
				}
				if !found {
					t.Errorf("no line about %s that says %q:\n%s", path, c.says, stdout)
				}
			}
		})
	}
}
