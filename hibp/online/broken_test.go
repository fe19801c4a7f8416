package online_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/online"
)

// TestBrokenServers: whatever a server does, a member is never said not to be seen,
// and the error says what is wrong and names no digit of the hash.
func TestBrokenServers(t *testing.T) { overAll(t, testBrokenServers) }

func testBrokenServers(t *testing.T, way string) {
	h := hibp.Of(hibp.SHA1, hibptest.Member(0))
	right := func() []byte {
		digits, _ := h.AppendText(nil)
		return []byte(string(digits[5:]) + ":7")
	}()
	forever := make([]byte, 1<<16)
	for i := range forever {
		forever[i] = "0018A45C4D1DEF81644B54AB7F969B88D65:3\n"[i%38]
	}
	for name, c := range map[string]struct {
		serve func(w http.ResponseWriter, r *http.Request)
		want  error
		says  string
		tries int
	}{
		"a page":                {func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>sign in</html>") }, online.ErrAnswer, "line 1", 5},
		"nothing":               {func(w http.ResponseWriter, r *http.Request) {}, online.ErrAnswer, "empty", 5},
		"other lines":           {func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "password:1\n") }, online.ErrAnswer, "", 5},
		"elsewhere":             {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/else", http.StatusFound) }, online.ErrAnswer, "sends elsewhere", 1},
		"not found":             {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, online.ErrAnswer, "404", 1},
		"no content":            {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) }, online.ErrAnswer, "204", 1},
		"not modified, unasked": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(304) }, online.ErrAnswer, "elsewhere", 1},
		"a storm of 429":        {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(429) }, online.ErrBusy, "left alone", 5},
		"503":                   {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, online.ErrServer, "503", 5},
		"cut off": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			w.Write(right)
		}, online.ErrAnswer, "breaks off", 5},
		"cut off in chunks": {func(w http.ResponseWriter, r *http.Request) {
			w.Write(right)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, online.ErrAnswer, "breaks off", 5},
		"no gzip": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(right)
		}, online.ErrAnswer, "gzip", 5},
		"gzip cut off": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(right)
			z.Flush()
		}, online.ErrAnswer, "breaks off", 5},
		"another encoding": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			w.Write(right)
		}, online.ErrAnswer, "compressed", 5},
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			for {
				if _, err := w.Write(forever); err != nil {
					return
				}
			}
		}, online.ErrAnswer, "longer", 1},
		"endless in gzip": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for {
				if _, err := z.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		}, online.ErrAnswer, "longer", 1},
		"dropped": {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, online.ErrUnreachable, "", 5},
	} {
		t.Run(name, func(t *testing.T) {
			rec := newRecorder(t, 1)
			rec.instead = func(w http.ResponseWriter, r *http.Request) bool { c.serve(w, r); return true }
			client := newClient(t, way, rec.URL, nil)
			a, err := client.Look(t.Context(), h)
			var e *online.Error
			if !errors.As(err, &e) || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("%+v, %v", a, err)
			}
			if strings.Contains(err.Error(), h.Prefix().String()) || e.Host == "" {
				t.Errorf("%v", err)
			}
			if rec.asked() != c.tries || len(client.waited) != c.tries-1 {
				t.Errorf("%d tries, %d waits", rec.asked(), len(client.waited))
			}
		})
	}
}

// TestCutByConnection: an answer that ends where the connection does is not believed:
// whoever cuts it would hide what stands after it.
func TestCutByConnection(t *testing.T) { overAll(t, testCutByConnection) }

func testCutByConnection(t *testing.T, way string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.WriteString(c, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n")
			}
			c.Close()
		}
	}()
	c := newClient(t, way, "http://"+l.Addr().String(), nil)
	a, err := c.Look(t.Context(), hibp.Of(hibp.SHA1, hibptest.Member(0)))
	if !errors.Is(err, online.ErrAnswer) {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestEcho: a server that repeats what it was asked gets it into no message.
func TestEcho(t *testing.T) { overAll(t, testEcho) }

func testEcho(t *testing.T, way string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	h := hibp.Of(hibp.SHA1, hibptest.Member(0))
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if r, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.WriteString(c, "HTTP/1.1 200 OK\r\n"+r.URL.Path+"\r\n\r\n")
			}
			c.Close()
		}
	}()
	c := newClient(t, way, "http://"+l.Addr().String(), nil)
	if _, err := c.Look(t.Context(), h); err == nil || strings.Contains(err.Error(), h.Prefix().String()) {
		t.Errorf("%v", err)
	}
}

// TestProxyOfPlain: what goes to this machine in clear goes by no proxy elsewhere.
func TestProxyOfPlain(t *testing.T) {
	for proxy, want := range map[string]error{
		"http://proxy.example:3128": online.ErrProxy, "http://127.0.0.1:3128": nil, "nonsense": online.ErrProxy, "ftp://proxy.example": online.ErrProxy,
	} {
		_, err := online.Server{URL: "http://127.0.0.1:1", UserAgent: "x", Proxy: proxy}.Checked()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", proxy, err)
		}
	}
}

// TestMends: what goes wrong once is tried again, and then right.
func TestMends(t *testing.T) { overAll(t, testMends) }

func testMends(t *testing.T, way string) {
	h := hibp.Of(hibp.SHA1, hibptest.Member(0))
	for name, after := range map[string]struct {
		header string
		least  time.Duration
		most   time.Duration
	}{
		"no header": {"", time.Second, 2 * time.Second},
		"seconds":   {"20", 20 * time.Second, 30 * time.Second},
		"a date":    {"Thu, 01 Jan 2026 00:00:40 GMT", 40 * time.Second, time.Minute},
		"the past":  {"Wed, 31 Dec 2025 00:00:00 GMT", time.Second, 2 * time.Second},
		"nonsense":  {"soon", time.Second, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			rec := newRecorder(t, 1)
			tries := 0
			rec.instead = func(w http.ResponseWriter, r *http.Request) bool {
				if tries++; tries > 1 {
					return false
				}
				if after.header != "" {
					w.Header().Set("Retry-After", after.header)
				}
				w.WriteHeader(429)
				return true
			}
			c := newClient(t, way, rec.URL, nil)
			if a, err := c.Look(t.Context(), h); err != nil || a.Count != hibptest.Count(0) {
				t.Fatalf("%+v, %v", a, err)
			}
			if len(c.waited) != 1 || c.waited[0] < after.least || c.waited[0] > after.most {
				t.Errorf("waited %v", c.waited)
			}
		})
	}
}

// TestAsksTooLong: a server that wants to be left alone for an hour is.
func TestAsksTooLong(t *testing.T) { overAll(t, testAsksTooLong) }

func testAsksTooLong(t *testing.T, way string) {
	rec := newRecorder(t, 1)
	rec.instead = func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Retry-After", strconv.Itoa(3600))
		w.WriteHeader(429)
		return true
	}
	c := newClient(t, way, rec.URL, nil)
	if _, err := c.Look(t.Context(), hibp.Of(hibp.SHA1, nil)); !errors.Is(err, online.ErrBusy) || rec.asked() != 1 {
		t.Errorf("%v after %d requests", err, rec.asked())
	}
}

// TestSlow: a server that sends now and then a byte is given up.
func TestSlow(t *testing.T) { overAll(t, testSlow) }

func testSlow(t *testing.T, way string) {
	rec := newRecorder(t, 1)
	rec.instead = func(w http.ResponseWriter, r *http.Request) bool {
		w.Write([]byte("0"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	}
	c := newClient(t, way, rec.URL, func(o *setup) { o.Timeout, o.Tries = 20*time.Millisecond, 2 })
	_, err := c.Look(t.Context(), hibp.Of(hibp.SHA1, nil))
	if !errors.Is(err, online.ErrAnswer) && !errors.Is(err, online.ErrUnreachable) || !strings.Contains(err.Error(), "time") && !strings.Contains(err.Error(), "too long") {
		t.Errorf("%v", err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		t.Error("its own deadline looks like the caller's")
	}
}

// TestUnknownCertificate: a server that cannot prove who it is is not asked.
func TestUnknownCertificate(t *testing.T) { overAll(t, testUnknownCertificate) }

func testUnknownCertificate(t *testing.T, way string) {
	asked := false
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	c := newClient(t, way, s.URL, nil)
	_, err := c.Look(t.Context(), hibp.Of(hibp.SHA1, nil))
	if !errors.Is(err, online.ErrUnreachable) || !strings.Contains(err.Error(), "certificate") || asked || len(c.waited) > 0 {
		t.Errorf("%v, asked %v, waited %v", err, asked, c.waited)
	}
}

// TestNoServer: nobody is there.
func TestNoServer(t *testing.T) { overAll(t, testNoServer) }

func testNoServer(t *testing.T, way string) {
	s := httptest.NewServer(nil)
	s.Close()
	c := newClient(t, way, s.URL, func(o *setup) { o.Parallel = 1 })
	results, err := c.LookAll(t.Context(), hashes(hibp.SHA1, 50), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if !errors.Is(r.Err, online.ErrUnreachable) || r.Found() {
			t.Fatalf("%d: %+v", i, r)
		}
	}
	if most := online.Enough * online.DefaultTries; len(c.waited) > most {
		t.Errorf("tried again %d times", len(c.waited))
	}
	if !strings.Contains(results[99].Err.Error()+results[98].Err.Error(), "not asked") {
		t.Errorf("the last: %v", results[99].Err)
	}
}
