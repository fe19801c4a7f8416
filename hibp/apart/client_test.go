package apart

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/online"
)

var testServer = online.Server{URL: "https://pwned.example", UserAgent: "coffer-test"}

// testQuery asks for one prefix.
func testQuery(p hibp.Prefix) online.Query { return online.Query{Kind: hibp.SHA1, Prefix: p} }

// oneWay is a [online.Way] that is a function.
type oneWay func(ctx context.Context, q online.Query) (online.Fetched, error)

func (w oneWay) Fetch(ctx context.Context, q online.Query) (online.Fetched, error) { return w(ctx, q) }
func (oneWay) Host() string                                                        { return "pwned.example" }
func (oneWay) Close() error                                                        { return nil }

// client is a client over a child that runs in this process.
func client(t *testing.T, program func(in io.Reader, out io.Writer) error) *Client {
	t.Helper()
	c, err := New(testServer, func() (Process, error) { return hibptest.Start(program), nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// over is a client over [Serve] and a way.
func over(t *testing.T, way oneWay) *Client {
	t.Helper()
	return client(t, func(in io.Reader, out io.Writer) error {
		return Serve(in, out, func(online.Server) (online.Way, error) { return way, nil })
	})
}

// says is a child that reads what is asked first, and then says something whatever it was.
func says(text string) func(in io.Reader, out io.Writer) error {
	return func(in io.Reader, out io.Writer) error {
		r := bufio.NewReader(in)
		for range 2 { // open and get
			if _, err := readAsk(r); err != nil {
				return err
			}
		}
		if _, err := io.WriteString(out, text); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, r) // until it is ended
		return err
	}
}

// TestWrongChildren: a child that says what it may not say, or nothing, is ended, and
// about nothing that it was asked anything is known.
func TestWrongChildren(t *testing.T) {
	right := func(n int) string {
		return answer{word: wordRange, n: uint64(n), got: online.Fetched{Body: []byte("0018A45C4D1DEF81644B54AB7F969B88D65:3")}}.String()
	}
	for name, c := range map[string]struct {
		child func(in io.Reader, out io.Writer) error
		says  string
	}{
		"a page":            {says("<html>\n"), "says what it may not say"},
		"an endless line":   {says(strings.Repeat("x", 1<<20)), "says what it may not say"},
		"not ready":         {says(right(1)), "before it is ready"},
		"ready twice":       {says("ready\nready\n"), "not asked"},
		"refused":           {says("refused 2\nno"), "refuses the server: no"},
		"refused later":     {says("ready\nrefused 2\nno"), "not asked"},
		"another number":    {says("ready\n" + right(99)), "not asked"},
		"twice":             {says("ready\n" + right(1) + right(1)), ""},
		"nothing has moved": {says("ready\nsame 1 0\n"), "never sent"},
		"given up":          {says("ready\ncancelled 1\n"), "gave up"},
		"too long":          {says(fmt.Sprintf("ready\nrange 1 0 %d\n", maxBody+1)), "says what it may not say"},
		"no number":         {says("ready\nrange one 0 0\n"), "says what it may not say"},
		"a control byte":    {says("ready\nfailed 1 answer 200 never 0 1\n\x1b"), "says what it may not say"},
		"silent":            {says("ready\n"), "does not answer within"},
		"never ready":       {says(""), "does not answer within"},
		"ended at once":     {func(io.Reader, io.Writer) error { return nil }, "broke off"},
		"ended with a word": {func(io.Reader, io.Writer) error { return errors.New("out of\x1b memory") }, "broke off; it wrote: out of? memory"},
		"ended in between": {func(in io.Reader, out io.Writer) error {
			_, err := io.WriteString(out, "ready\nrange 1 0 100\nhalf")
			return err
		}, "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			way := client(t, c.child)
			way.patience = 50 * time.Millisecond
			o, err := online.New(online.Options{
				Way: way, Kind: hibp.SHA1, Parallel: 4, Now: func() time.Time { return time.Time{} }, Rand: rand.Reader,
				Wait: func(context.Context, time.Duration) error { t.Error("it was asked again"); return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			var hashes []hibp.Hash
			for i := range 20 {
				hashes = append(hashes, hibp.Of(hibp.SHA1, hibptest.Member(i)))
			}
			results, err := o.LookAll(t.Context(), hashes, nil)
			if err != nil {
				t.Fatal(err)
			}
			known := 0
			for i, r := range results {
				if r.Err == nil {
					known++
				} else if !errors.Is(r.Err, ErrHelper) || !strings.Contains(r.Err.Error(), c.says) {
					t.Errorf("%d: %+v", i, r)
				}
			}
			if most := map[string]int{"twice": 1}[name]; known > most {
				t.Errorf("something is known of %d passwords", known)
			}
			if _, err := way.Fetch(t.Context(), testQuery(1)); !errors.Is(err, ErrHelper) {
				t.Errorf("after that: %v", err)
			}
			if _, err := way.child.Wait(); err == nil && !strings.HasPrefix(name, "ended") {
				t.Error("the child was not ended")
			}
		})
	}
}

func (a answer) String() string { return string(a.append(nil)) }

// TestNotStarted: where there is no such program that is what is said.
func TestNotStarted(t *testing.T) {
	for _, c := range []struct {
		err, want error
		says      string
	}{
		{fs.ErrNotExist, ErrMissing, "the helper program coffer-hibp is not there"},
		{os.ErrPermission, os.ErrPermission, "the helper program coffer-hibp cannot be started: permission denied"},
	} {
		starts := 0
		way, err := New(testServer, func() (Process, error) { starts++; return nil, c.err })
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := way.Fetch(t.Context(), testQuery(0)); !errors.Is(err, c.want) || !errors.Is(err, ErrHelper) || err.Error() != c.says {
				t.Errorf("%v", err)
			}
		}
		if err := way.Close(); err != nil || starts != 1 {
			t.Errorf("%v, started %d times", err, starts)
		}
	}
}

// TestWhatIsCarried: a request and its answer are what they were.
func TestWhatIsCarried(t *testing.T) {
	var server online.Server
	var asked online.Query
	var got online.Fetched
	var fails error
	way, err := New(
		online.Server{URL: "https://pwned.example/v3", Proxy: "http://ann:x@proxy.example:3128", UserAgent: "coffer test", Timeout: time.Second},
		func() (Process, error) {
			return hibptest.Start(func(in io.Reader, out io.Writer) error {
				return Serve(in, out, func(s online.Server) (online.Way, error) {
					server = s
					return oneWay(func(_ context.Context, q online.Query) (online.Fetched, error) { asked = q; return got, fails }), nil
				})
			}), nil
		})
	if err != nil {
		t.Fatal(err)
	}
	defer way.Close()
	for _, c := range []struct {
		q    online.Query
		got  online.Fetched
		fail *online.Error
	}{
		{q: testQuery(0x12345), got: online.Fetched{Body: []byte("x:1\r\n"), ETag: `"1"`}},
		{q: online.Query{Kind: hibp.NTLM, Prefix: 0xfffff, ETag: `W/"2"`, Plain: true}, got: online.Fetched{Unchanged: true}},
		{q: testQuery(1), got: online.Fetched{ETag: "e"}},
		{q: testQuery(2), fail: &online.Error{Host: "pwned.example", Status: 429, Kind: online.ErrBusy, Again: true, After: time.Minute}},
		{q: testQuery(3), fail: &online.Error{Host: "pwned.example", Kind: online.ErrUnreachable, Why: "nobody is there"}},
		{q: testQuery(4), fail: &online.Error{Host: "pwned.example", Status: 502, Kind: online.ErrServer, Why: "status 502", Again: true}},
		{q: testQuery(5), fail: &online.Error{Host: "pwned.example", Status: 200, Kind: online.ErrAnswer, Why: strings.Repeat("ü", 200)}},
	} {
		got, fails = c.got, nil
		if c.fail != nil {
			fails = c.fail
		}
		back, err := way.Fetch(t.Context(), c.q)
		var e *online.Error
		errors.As(err, &e)
		if (err == nil) != (c.fail == nil) || e != nil && *e != *c.fail {
			t.Errorf("%+v: %v", c.q, err)
		}
		if asked != c.q || string(back.Body) != string(c.got.Body) || back.ETag != c.got.ETag || back.Unchanged != c.got.Unchanged {
			t.Errorf("asked %+v for %+v, got %+v for %+v", asked, c.q, back, c.got)
		}
	}
	if want := way.server; server != want || server.Timeout != time.Second {
		t.Errorf("it was told %+v, not %+v", server, want)
	}
	// what cannot be said as it is, is said so that it can be
	fails = &online.Error{Status: 70000, Kind: errors.New("other"), Why: "\x1b[2J\n" + strings.Repeat("€", 5000), After: 1000 * time.Hour}
	_, err = way.Fetch(t.Context(), testQuery(6))
	var e *online.Error
	if !errors.As(err, &e) || e.Status != 0 || e.Kind != online.ErrAnswer || len(e.Why) > maxWhy || e.After != online.MaxAfter || !strings.HasPrefix(e.Why, "?[2J €") {
		t.Errorf("%+v", err)
	}
}

// TestSeveral: as many as are asked at the same time run at the same time, and are
// answered in any order.
func TestSeveral(t *testing.T) {
	const n = online.MaxParallel
	all := make(chan struct{})
	var mu sync.Mutex
	running := 0
	way := over(t, func(ctx context.Context, q online.Query) (online.Fetched, error) {
		mu.Lock()
		if running++; running == n {
			close(all)
		}
		mu.Unlock()
		<-all
		return online.Fetched{Body: fmt.Append(nil, q.Prefix)}, nil
	})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			got, err := way.Fetch(t.Context(), testQuery(hibp.Prefix(i)))
			if err != nil || string(got.Body) != hibp.Prefix(i).String() {
				t.Errorf("%d: %q, %v", i, got.Body, err)
			}
		})
	}
	wg.Wait()
}

// TestCancelOne: who gives up is answered at once, the child stops to work for them, and
// the others do not notice.
func TestCancelOne(t *testing.T) {
	started, stopped := make(chan struct{}), make(chan struct{})
	release := make(chan struct{})
	way := over(t, func(ctx context.Context, q online.Query) (online.Fetched, error) {
		if q.Prefix == 1 {
			close(started)
			<-ctx.Done()
			close(stopped)
			return online.Fetched{}, context.Cause(ctx)
		}
		<-release
		return online.Fetched{Body: []byte("x")}, nil
	})
	other := make(chan error, 1)
	go func() {
		_, err := way.Fetch(t.Context(), testQuery(2))
		other <- err
	}()
	why := errors.New("no more")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-started
		cancel(why)
	}()
	if _, err := way.Fetch(ctx, testQuery(1)); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
	<-stopped
	close(release)
	if err := <-other; err != nil {
		t.Errorf("the other one: %v", err)
	}
	if _, err := way.Fetch(ctx, testQuery(3)); !errors.Is(err, why) {
		t.Errorf("before it was asked: %v", err)
	}
	if err := way.Close(); err != nil {
		t.Errorf("the child ended with %v", err)
	}
}

// TestClose: the child ends with what it was asked, and well.
func TestClose(t *testing.T) {
	started := make(chan struct{})
	way := over(t, func(ctx context.Context, _ online.Query) (online.Fetched, error) {
		close(started)
		<-ctx.Done()
		return online.Fetched{}, ctx.Err()
	})
	asked := make(chan error, 1)
	go func() {
		_, err := way.Fetch(t.Context(), testQuery(1))
		asked <- err
	}()
	<-started
	for range 2 {
		if err := way.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := <-asked; !errors.Is(err, errClosed) {
		t.Errorf("%v", err)
	}
	if _, err := way.Fetch(t.Context(), testQuery(1)); !errors.Is(err, errClosed) {
		t.Errorf("after it: %v", err)
	}
	unused := over(t, nil)
	for range 2 {
		if err := unused.Close(); err != nil || unused.child != nil {
			t.Errorf("not used: %v", err)
		}
	}
	if _, err := unused.Fetch(t.Context(), testQuery(1)); !errors.Is(err, errClosed) {
		t.Errorf("after it: %v", err)
	}
}

// TestWrongServers: what would be refused is, and starts nothing.
func TestWrongServers(t *testing.T) {
	for _, s := range []online.Server{
		{URL: "http://pwned.example", UserAgent: "x"}, {URL: "https://pwned.example\nproxy x", UserAgent: "x"}, {UserAgent: "x\ny"},
		{URL: "https://pwned.example/" + strings.Repeat("x", 3000), UserAgent: "x"}, {Proxy: "http://p/" + strings.Repeat("x", 3000), UserAgent: "x"},
		{UserAgent: strings.Repeat("x", 300)},
	} {
		if _, err := New(s, nil); err == nil {
			t.Errorf("%.60q", s.URL)
		}
	}
}
