package cli

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/offline"
	"coffer/hibp/server"
)

// wiretap is a proxy that keeps every byte that clients send, and answers as a range
// server.
type wiretap struct {
	listener net.Listener
	handler  http.Handler
	mu       sync.Mutex
	sent     [][]byte
}

func newWiretap(t *testing.T, text string) *wiretap {
	t.Helper()
	p := newPerson(t)
	p.write("pwned.txt", text)
	d, err := offline.Open(p.path("pwned.txt"))
	if err != nil {
		t.Fatal(err)
	}
	w := &wiretap{handler: &server.Handler{SHA1: d.(hibp.Ranger), NTLM: nil, Rand: rand.Reader}}
	if w.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.listener.Close(); d.Close() })
	go func() {
		for {
			c, err := w.listener.Accept()
			if err != nil {
				return
			}
			go w.serve(c)
		}
	}()
	return w
}

// serve answers one request, and closes.
func (w *wiretap) serve(c net.Conn) {
	defer c.Close()
	var raw bytes.Buffer
	r, err := http.ReadRequest(bufio.NewReader(io.TeeReader(c, &raw)))
	if err != nil {
		return
	}
	w.mu.Lock()
	w.sent = append(w.sent, raw.Bytes())
	w.mu.Unlock()
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	res := answer.Result()
	res.Close, res.ContentLength = true, int64(answer.Body.Len())
	_ = res.Write(c)
}

func (w *wiretap) address() string { return "http://" + w.listener.Addr().String() }

// take gives what was sent since, and begins anew.
func (w *wiretap) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []string
	for _, b := range w.sent {
		all = append(all, string(b))
	}
	w.sent = nil
	return all
}

// TestWhatACheckSends: of a whole vault five hex digits for each different password
// leave, asked for with padding, and nothing else that depends on a password; without
// the wish nothing leaves.
func TestWhatACheckSends(t *testing.T) {
	var text bytes.Buffer
	if err := hibptest.New(hibp.SHA1, 3).WriteText(&text, "\r\n"); err != nil {
		t.Fatal(err)
	}
	w := newWiretap(t, text.String())
	digits := regexp.MustCompile(`/range/([0-9A-F]{5})(\?mode=ntlm)? HTTP`)
	var requests [][]string // of two vaults, without the digits
	for vault := range 2 {
		p := newPerson(t)
		p.withHelpers()
		p.env.Environ = append(p.env.Environ, "COFFER_HIBP_URL="+w.address())
		var want []string
		for i := range 20 {
			password := fmt.Sprintf("vault %d password %d", vault, i%15) // some twice
			p.must(password, "add", fmt.Sprintf("box%d/%d", vault, i), "--template", "login", "--stdin", "--set", fmt.Sprintf("username=user%d", i*vault))
			want = append(want, hibp.Of(hibp.SHA1, []byte(password)).Prefix().String())
		}
		slices.Sort(want)
		want = slices.Compact(want)
		for _, args := range [][]string{{"check"}, {"check", "--json"}, {"ls"}, {"doctor"}, {"verify"}} {
			p.coffer("", args...)
		}
		if sent := w.take(); len(sent) > 0 {
			t.Fatalf("sent without the wish: %q", sent)
		}
		code, stdout, stderr := p.coffer("", "check", "--hibp", "--hibp-proxy", w.address())
		if code != 10 || strings.Contains(stdout, "unanswered") {
			t.Fatalf("%d\n%s%s", code, stdout, stderr)
		}
		var got, rest []string
		for _, r := range w.take() {
			m := digits.FindStringSubmatch(r)
			if m == nil || !strings.Contains(r, "\r\nAdd-Padding: true\r\n") {
				t.Fatalf("sent %q", r)
			}
			got = append(got, m[1])
			rest = append(rest, strings.Replace(r, m[1], "", 1))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("asked for %d prefixes, %d are those of the passwords", len(got), len(want))
		}
		slices.Sort(rest)
		requests = append(requests, slices.Compact(rest))
	}
	if len(requests[0]) != 1 || !slices.Equal(requests[0], requests[1]) {
		t.Errorf("requests differ in more than five digits: %q", requests)
	}
}
