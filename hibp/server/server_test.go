package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/offline"
)

// one is a range.
type one struct {
	r   hibp.Range
	err error
}

func (o one) Kind() hibp.Kind { return o.r.Kind }

func (o one) Range(context.Context, hibp.Prefix) (hibp.Range, error) { return o.r, o.err }

// rangeOf is the range of a member, in which it is alone.
func rangeOf(kind hibp.Kind) hibp.Range {
	c := hibptest.New(kind, 1)
	return hibp.Range{Kind: kind, Prefix: c.Lines[0].Hash.Prefix(), Lines: c.Lines}
}

func request(h *Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestStatuses(t *testing.T) {
	h := &Handler{SHA1: one{r: rangeOf(hibp.SHA1)}, Rand: rand.Reader}
	for target, want := range map[string]int{
		"GET /range/0018a":            200,
		"GET /range/0018A":            200,
		"HEAD /range/0018A":           200,
		"POST /range/0018A":           405,
		"PUT /range/0018A":            405,
		"GET /range/0018":             400,
		"GET /range/0018AB":           400,
		"GET /range/0018G":            400,
		"GET /range/":                 400,
		"GET /range/0018A/":           400,
		"GET /":                       404,
		"GET /ranges/0018A":           404,
		"GET /range/0018A?mode=ntlm":  404, // no such data here
		"GET /range/0018A?mode=other": 200, // as the real one: anything else is SHA-1
	} {
		method, path, _ := strings.Cut(target, " ")
		if w := request(h, method, path); w.Code != want {
			t.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
	h.SHA1 = one{err: errors.New("disk at /secret/place failed")}
	if w := request(h, "GET", "/range/0018A"); w.Code != 500 || strings.Contains(w.Body.String(), "place") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestDamagedRange: of a text file with a line that stands elsewhere no range is sent
// that this line cuts short.
func TestDamagedRange(t *testing.T) {
	var l []string
	for i := range 2000 {
		l = append(l, fmt.Sprintf("%05X%035X:1", i/20*0x2900, i))
	}
	path := filepath.Join(t.TempDir(), "pwned.txt")
	if err := os.WriteFile(path, []byte(strings.Join(slices.Insert(l, 1030, "FFFFF"+l[0][5:]), "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := offline.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	h := &Handler{SHA1: data.(hibp.Ranger), Rand: rand.Reader}
	for prefix, want := range map[string]int{"7D900": 200, "82B00": 500, "87D00": 200} {
		if w := request(h, "GET", "/range/"+prefix); w.Code != want {
			t.Errorf("range %s: %d, want %d", prefix, w.Code, want)
		}
	}
}

// TestBody: CRLF between lines, none at the end; NTLM by mode.
func TestBody(t *testing.T) {
	h := &Handler{SHA1: one{r: rangeOf(hibp.SHA1)}, NTLM: one{r: rangeOf(hibp.NTLM)}, Rand: rand.Reader}
	for mode, kind := range map[string]hibp.Kind{"": hibp.SHA1, "?mode=ntlm": hibp.NTLM, "?mode=NTLM": hibp.NTLM} {
		r := rangeOf(kind)
		w := request(h, "GET", "/range/"+r.Prefix.String()+mode)
		want, _ := r.AppendText(nil)
		if !bytes.Equal(w.Body.Bytes(), want) || bytes.HasSuffix(want, []byte("\n")) {
			t.Errorf("%s: %q, want %q", mode, w.Body, want)
		}
	}
}

// TestPadding: 800 to 1,000 lines, the added ones with count 0 and each time others.
func TestPadding(t *testing.T) {
	r := rangeOf(hibp.SHA1)
	h := &Handler{SHA1: one{r: r}, NTLM: one{r: rangeOf(hibp.NTLM)}, Rand: rand.Reader}
	var bodies []string
	for range 20 {
		w := request(h, "GET", "/range/"+r.Prefix.String(), "Add-Padding", "true")
		got, err := hibp.ParseRange(hibp.SHA1, r.Prefix, w.Body.Bytes())
		if err != nil || !slices.Equal(got.Lines, r.Lines) || got.Padded+1 < minPadded || got.Padded+1 > maxPadded {
			t.Fatalf("%d lines and %d of padding, %v", len(got.Lines), got.Padded, err)
		}
		bodies = append(bodies, w.Body.String())
	}
	slices.Sort(bodies)
	if n := len(slices.Compact(bodies)); n != 20 {
		t.Errorf("%d different answers of 20", n)
	}
	n := rangeOf(hibp.NTLM)
	w := request(h, "GET", "/range/"+n.Prefix.String()+"?mode=ntlm", "Add-Padding", "true")
	if got, err := hibp.ParseRange(hibp.NTLM, n.Prefix, w.Body.Bytes()); err != nil || got.Padded < minPadded-1 {
		t.Errorf("NTLM: %d of padding, %v", got.Padded, err)
	}
}

// TestETag: what has not changed is not sent again, padded or not.
func TestETag(t *testing.T) {
	h := &Handler{SHA1: one{r: rangeOf(hibp.SHA1)}, Rand: rand.Reader}
	for _, padding := range []string{"false", "true"} {
		first := request(h, "GET", "/range/00000", "Add-Padding", padding)
		etag := first.Header().Get("ETag")
		again := request(h, "GET", "/range/00000", "Add-Padding", padding, "If-None-Match", etag)
		if etag == "" || again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("padding %s: ETag %q, then %d with %d bytes", padding, etag, again.Code, again.Body.Len())
		}
		if other := request(h, "GET", "/range/00000", "If-None-Match", `W/"0"`); other.Code != 200 {
			t.Errorf("another ETag: %d", other.Code)
		}
	}
}

func TestGzip(t *testing.T) {
	h := &Handler{SHA1: one{r: rangeOf(hibp.SHA1)}, Rand: rand.Reader}
	w := request(h, "GET", "/range/00000", "Accept-Encoding", "gzip, br")
	z, err := gzip.NewReader(w.Body)
	if err != nil || w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	want, _ := rangeOf(hibp.SHA1).AppendText(nil)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}
