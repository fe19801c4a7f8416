package web

import (
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
)

var testTime = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// fetch asks a server once.
func fetch(t *testing.T, q online.Query, serve http.HandlerFunc) (online.Fetched, error) {
	t.Helper()
	s := httptest.NewServer(serve)
	defer s.Close()
	w, err := New(online.Server{URL: s.URL + "/v3/", UserAgent: "coffer-test"}, func() time.Time { return testTime })
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.Fetch(t.Context(), q)
}

// TestWhatIsAsked: the whole of a request.
func TestWhatIsAsked(t *testing.T) {
	for _, c := range []struct {
		q    online.Query
		path string
		more map[string]string
	}{
		{online.Query{Kind: hibp.SHA1, Prefix: 0xabcde}, "/v3/range/ABCDE", map[string]string{"Add-Padding": "true"}},
		{online.Query{Kind: hibp.NTLM, Prefix: 1, Plain: true, ETag: `"1"`}, "/v3/range/00001?mode=ntlm", map[string]string{"If-None-Match": `"1"`}},
	} {
		_, err := fetch(t, c.q, func(w http.ResponseWriter, r *http.Request) {
			want := map[string]string{"User-Agent": "coffer-test", "Accept": "text/plain", "Accept-Encoding": "gzip"}
			for name, value := range c.more {
				want[name] = value
			}
			for name, value := range want {
				if r.Header.Get(name) != value {
					t.Errorf("%s is %q", name, r.Header.Get(name))
				}
			}
			if r.URL.String() != c.path || len(r.Header) != len(want) || r.Method != http.MethodGet {
				t.Errorf("%s %s, %v", r.Method, r.URL, r.Header)
			}
			w.Write([]byte("x"))
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestEmpty: an empty body is believed only from who says that it is empty.
func TestEmpty(t *testing.T) {
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		empty bool
	}{
		"said": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("ETag", `"1"`) }, true},
		"in chunks": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", `"1"`)
			w.(http.Flusher).Flush()
		}, false},
		"in gzip": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", `"1"`)
			w.Header().Set("Content-Encoding", "gzip")
			gzip.NewWriter(w).Close()
		}, false},
	} {
		got, err := fetch(t, online.Query{Kind: hibp.SHA1, Plain: true}, c.serve)
		if c.empty != (err == nil) || len(got.Body) > 0 || !c.empty && (!errors.Is(err, online.ErrAnswer) || !strings.Contains(err.Error(), "empty")) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestAfter: how long a server wants to be left alone is bounded, and told by the clock
// that comes in.
func TestAfter(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, "soon": 0, "4294967295": online.MaxAfter, "42949672950000": 0,
		"Thu, 01 Jan 2026 00:00:40 GMT": 40 * time.Second, "Wed, 31 Dec 2025 00:00:00 GMT": 0, "Fri, 01 Jan 2100 00:00:00 GMT": online.MaxAfter,
	} {
		_, err := fetch(t, online.Query{Kind: hibp.SHA1}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		var e *online.Error
		if !errors.As(err, &e) || e.After != want || !e.Again || e.Status != 503 || e.Kind != online.ErrServer {
			t.Errorf("%q: %+v", header, err)
		}
	}
}

// TestETags: what cannot be sent again is none.
func TestETags(t *testing.T) {
	for etag, want := range map[string]string{`W/"1"`: `W/"1"`, `"a b"`: "", strings.Repeat("x", 257): "", "é": ""} {
		got, err := fetch(t, online.Query{Kind: hibp.SHA1}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", etag)
			w.Write([]byte("x"))
		})
		if err != nil || got.ETag != want {
			t.Errorf("%q is %q, %v", etag, got.ETag, err)
		}
	}
}

// TestRefusedServers: New takes no other server than [online.Server.Checked] does.
func TestRefusedServers(t *testing.T) {
	for _, s := range []online.Server{{URL: "http://pwned.example", UserAgent: "x"}, {Proxy: "nonsense", UserAgent: "x"}, {}} {
		if _, err := New(s, nil); err == nil {
			t.Errorf("%+v", s)
		}
	}
}

// TestLongHeader: a header without an end is no answer.
func TestLongHeader(t *testing.T) {
	for size, fits := range map[int]bool{maxHeader / 4: true, 2 * maxHeader: false} {
		_, err := fetch(t, online.Query{Kind: hibp.SHA1}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Long", strings.Repeat("x", size))
			w.Write([]byte("x"))
		})
		if fits != (err == nil) || !fits && !errors.Is(err, online.ErrUnreachable) && !errors.Is(err, online.ErrAnswer) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
