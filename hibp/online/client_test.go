package online_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/online"
	"coffer/hibp/server"
)

// corpus is a [hibp.Ranger] in memory.
type corpus struct{ *hibptest.Corpus }

func (c corpus) Kind() hibp.Kind { return c.Corpus.Kind }

func (c corpus) Range(_ context.Context, p hibp.Prefix) (hibp.Range, error) {
	r := hibp.Range{Kind: c.Corpus.Kind, Prefix: p}
	for _, l := range c.Lines {
		if l.Hash.Prefix() == p {
			r.Lines = append(r.Lines, l)
		}
	}
	return r, nil
}

var quiet = log.New(io.Discard, "", 0)

// recorder is a server that notes every request, and may do something else first.
type recorder struct {
	*httptest.Server
	mu       sync.Mutex
	requests []*http.Request
	instead  func(w http.ResponseWriter, r *http.Request) bool // true is answered
}

func newRecorder(t *testing.T, members int) *recorder {
	t.Helper()
	handler := &server.Handler{
		SHA1: corpus{hibptest.New(hibp.SHA1, members)}, NTLM: corpus{hibptest.New(hibp.NTLM, members)}, Rand: rand.Reader,
	}
	rec := &recorder{}
	rec.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec.mu.Lock()
		rec.requests = append(rec.requests, r)
		instead := rec.instead
		rec.mu.Unlock()
		if instead == nil || !instead(w, r) {
			handler.ServeHTTP(w, r)
		}
	}))
	rec.Config.ErrorLog = quiet
	rec.Start()
	t.Cleanup(rec.Close)
	return rec
}

func (rec *recorder) asked() int {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return len(rec.requests)
}

func (rec *recorder) paths() []string {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	var paths []string
	for _, r := range rec.requests {
		paths = append(paths, r.URL.Path)
	}
	return paths
}

// asking is a client, its clock, and how long it has waited.
type asking struct {
	*online.Client
	now    time.Time
	mu     sync.Mutex
	waited []time.Duration
}

// setup is what a test may change of a client.
type setup struct {
	online.Options
	online.Server
}

func newClient(t *testing.T, way, url string, change func(*setup)) *asking {
	t.Helper()
	a := &asking{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	now := func() time.Time { return a.now }
	s := setup{
		Server: online.Server{URL: url, UserAgent: "coffer-test"},
		Options: online.Options{
			Kind: hibp.SHA1, Now: now, Rand: rand.Reader,
			Wait: func(ctx context.Context, d time.Duration) error {
				a.mu.Lock()
				defer a.mu.Unlock()
				a.waited = append(a.waited, d)
				return ctx.Err()
			},
		},
	}
	if change != nil {
		change(&s)
	}
	var err error
	if s.Way, err = waysTo[way](s.Server, now); err != nil {
		t.Fatal(err)
	}
	if a.Client, err = online.New(s.Options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Client.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func hashes(kind hibp.Kind, n int) (all []hibp.Hash) {
	for i := range n {
		all = append(all, hibp.Of(kind, hibptest.Member(i)), hibp.Of(kind, hibptest.Other(i)))
	}
	return all
}

// TestLookAll: every member is found with its count, and no other.
func TestLookAll(t *testing.T) { overAll(t, testLookAll) }

func testLookAll(t *testing.T, way string) {
	for _, kind := range []hibp.Kind{hibp.SHA1, hibp.NTLM} {
		const n = 60
		rec := newRecorder(t, n)
		c := newClient(t, way, rec.URL, func(o *setup) { o.Kind = kind })
		told := 0
		results, err := c.LookAll(t.Context(), hashes(kind, n), func(done, all int) { told++ })
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			want := uint64(0)
			if i%2 == 0 {
				want = hibptest.Count(i / 2)
			}
			if r.Err != nil || r.Count != want {
				t.Errorf("%v %d: %+v, want %d", kind, i, r, want)
			}
		}
		if asked := rec.asked(); told != asked || asked > 2*n {
			t.Errorf("%v: %d requests, told %d times", kind, asked, told)
		}
	}
}

// TestWhatLeaves: each request is the same but for its five digits.
func TestWhatLeaves(t *testing.T) { overAll(t, testWhatLeaves) }

func testWhatLeaves(t *testing.T, way string) {
	const n = 50
	rec := newRecorder(t, n)
	c := newClient(t, way, rec.URL, nil)
	all := hashes(hibp.SHA1, n)
	all = append(all, all...) // every prefix twice
	if _, err := c.LookAll(t.Context(), all, nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, h := range all {
		want["/range/"+h.Prefix().String()] = true
	}
	for _, r := range rec.requests {
		if !want[r.URL.Path] {
			t.Errorf("asked for %s, or twice", r.URL.Path)
		}
		delete(want, r.URL.Path)
		header := r.Header.Clone()
		for name, value := range map[string]string{
			"User-Agent": "coffer-test", "Add-Padding": "true", "Accept": "text/plain", "Accept-Encoding": "gzip",
		} {
			if header.Get(name) != value {
				t.Errorf("%s is %q", name, header.Get(name))
			}
			header.Del(name)
		}
		if len(header) > 0 || r.URL.RawQuery != "" || r.ContentLength != 0 || r.Method != http.MethodGet {
			t.Errorf("also sent: %v, %q, %s", header, r.URL.RawQuery, r.Method)
		}
	}
	if len(want) > 0 {
		t.Errorf("%d prefixes were not asked for", len(want))
	}
}

// TestRandomOrder: the order of the passwords is not the order of the requests.
func TestRandomOrder(t *testing.T) { overAll(t, testRandomOrder) }

func testRandomOrder(t *testing.T, way string) {
	const n = 30
	rec := newRecorder(t, 1)
	var orders [][]string
	for range 2 {
		rec.requests = nil
		c := newClient(t, way, rec.URL, func(o *setup) { o.Parallel = 1 })
		if _, err := c.LookAll(t.Context(), hashes(hibp.SHA1, n), nil); err != nil {
			t.Fatal(err)
		}
		orders = append(orders, rec.paths())
	}
	var given []string
	for _, h := range hashes(hibp.SHA1, n) {
		given = append(given, "/range/"+h.Prefix().String())
	}
	for i, o := range orders {
		if slices.Equal(o, given) || slices.IsSorted(o) || i > 0 && slices.Equal(o, orders[0]) {
			t.Errorf("order %d is that of the passwords, of the prefixes, or the one before", i)
		}
	}
}

// oneWay is a [online.Way] that is a function.
type oneWay func(ctx context.Context, q online.Query) (online.Fetched, error)

func (w oneWay) Fetch(ctx context.Context, q online.Query) (online.Fetched, error) { return w(ctx, q) }
func (oneWay) Host() string                                                        { return "pwned.example" }
func (oneWay) Close() error                                                        { return nil }

// TestShared: many who ask for one prefix at the same time are one request.
func TestShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		asked := 0
		h := hibp.Of(hibp.SHA1, hibptest.Member(0))
		r, _ := corpus{hibptest.New(hibp.SHA1, 1)}.Range(t.Context(), h.Prefix())
		body, _ := r.AppendText(nil)
		c, err := online.New(online.Options{
			Way: oneWay(func(context.Context, online.Query) (online.Fetched, error) {
				asked++
				<-release
				return online.Fetched{Body: body}, nil
			}),
			Kind: hibp.SHA1, Now: time.Now, Rand: rand.Reader, Wait: func(context.Context, time.Duration) error { return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if a, err := c.Look(t.Context(), h); err != nil || a.Count != hibptest.Count(0) {
					t.Errorf("%+v, %v", a, err)
				}
			})
		}
		synctest.Wait() // until all wait
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Look(gone, h); !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up gets %v", err)
		}
		close(release)
		wg.Wait()
		if asked != 1 {
			t.Errorf("%d requests", asked)
		}
	})
}

// TestParallel: as many requests at the same time as allowed, and not more.
func TestParallel(t *testing.T) { overAll(t, testParallel) }

func testParallel(t *testing.T, way string) {
	const parallel = 4
	rec := newRecorder(t, 1)
	var mu sync.Mutex
	running, most := 0, 0
	full := make(chan struct{})
	rec.instead = func(http.ResponseWriter, *http.Request) bool {
		mu.Lock()
		if running++; running > most {
			if most = running; most == parallel {
				close(full)
			}
		}
		mu.Unlock()
		<-full // until all are there; more would be counted
		mu.Lock()
		running--
		mu.Unlock()
		return false
	}
	c := newClient(t, way, rec.URL, func(o *setup) { o.Parallel = parallel })
	if _, err := c.LookAll(t.Context(), hashes(hibp.SHA1, 20), nil); err != nil {
		t.Fatal(err)
	}
	if most != parallel {
		t.Errorf("%d at the same time", most)
	}
}

// TestCancelled: nothing is asked after the context ended, and nothing is said about
// what was not asked.
func TestCancelled(t *testing.T) { overAll(t, testCancelled) }

func testCancelled(t *testing.T, way string) {
	rec := newRecorder(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	rec.instead = func(http.ResponseWriter, *http.Request) bool { cancel(); return false }
	c := newClient(t, way, rec.URL, func(o *setup) { o.Parallel = 1 })
	results, err := c.LookAll(ctx, hashes(hibp.SHA1, 20), nil)
	if err != nil {
		t.Fatal(err)
	}
	unknown := 0
	for _, r := range results {
		if r.Err != nil {
			unknown++
		}
	}
	if rec.asked() != 1 || unknown < len(results)-1 {
		t.Errorf("%d requests, %d of %d unknown", rec.asked(), unknown, len(results))
	}
}

func TestAddresses(t *testing.T) {
	for _, url := range []string{
		"http://pwned.example", "ftp://pwned.example", "pwned.example", "https://", "https://ann:x@pwned.example",
		"https://pwned.example/?key=1", "https://pwned.example/#a", "http://127.0.0.1.example", "%", "https:pwned.example",
	} {
		_, err := online.Server{URL: url, UserAgent: "x"}.Checked()
		if !errors.Is(err, online.ErrURL) {
			t.Errorf("%s: %v", url, err)
		}
		if strings.Contains(err.Error(), "ann") {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, url := range []string{"", "https://pwned.example", "https://pwned.example/v3/", "http://127.0.0.1:8080", "http://[::1]:1", "http://localhost"} {
		if s, err := (online.Server{URL: url, UserAgent: "x"}).Checked(); err != nil || s.URL == "" || s.Timeout != online.DefaultTimeout {
			t.Errorf("%q: %+v, %v", url, s, err)
		}
	}
	for _, s := range []online.Server{{}, {UserAgent: "x\ny"}, {UserAgent: "x", Timeout: -1}, {UserAgent: "x", Timeout: time.Nanosecond}} {
		if _, err := s.Checked(); err == nil {
			t.Errorf("%+v", s)
		}
	}
}

// TestKinds: a client knows nothing of hashes of another kind.
func TestKinds(t *testing.T) { overAll(t, testKinds) }

func testKinds(t *testing.T, way string) {
	rec := newRecorder(t, 1)
	c := newClient(t, way, rec.URL, nil)
	if _, err := c.Look(t.Context(), hibp.Of(hibp.NTLM, hibptest.Member(0))); !errors.Is(err, hibp.ErrKind) {
		t.Errorf("%v", err)
	}
	results, err := c.LookAll(t.Context(), []hibp.Hash{hibp.Of(hibp.NTLM, hibptest.Member(0))}, nil)
	if err != nil || !errors.Is(results[0].Err, hibp.ErrKind) || rec.asked() > 0 {
		t.Errorf("%v, %v, %d requests", results, err, rec.asked())
	}
}
