package mirror

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/offline"
	"coffer/hibp/online"
	"coffer/hibp/server"
	"coffer/hibp/web"
)

const end = 0x100 // ranges in these tests

// source is a server over a text file, and how often it was asked.
type source struct {
	*httptest.Server
	corpus *hibptest.Corpus
	asked  atomic.Int64
	sent   atomic.Int64 // whole answers
	failAt int64        // the request that fails, and all after it; 0 is none
}

func newSource(t *testing.T) *source {
	t.Helper()
	s := &source{corpus: hibptest.New(hibp.SHA1, 100_000)} // about 24 in these ranges, most of which are empty
	path := filepath.Join(t.TempDir(), "pwned.txt")
	if err := s.corpus.TextFile(path); err != nil {
		t.Fatal(err)
	}
	data, err := offline.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { data.Close() })
	h := &server.Handler{SHA1: data.(hibp.Ranger), Rand: rand.Reader}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := s.asked.Add(1); s.failAt > 0 && n >= s.failAt {
			http.Error(w, "gone", http.StatusGone)
			return
		}
		if r.Header.Get("Add-Padding") != "" {
			t.Error("a mirror asked for padding")
		}
		if r.Header.Get("If-None-Match") == "" {
			s.sent.Add(1)
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *source) fetch(t *testing.T, dir string, refresh bool) (Counts, error) {
	t.Helper()
	return Fetch(t.Context(), dir, Options{Client: s.client(t), Parallel: 4, Refresh: refresh, End: end})
}

func (s *source) client(t *testing.T) *online.Client {
	t.Helper()
	now := func() time.Time { return time.Unix(0, 0) }
	way, err := web.New(online.Server{URL: s.URL, UserAgent: "coffer-test"}, now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := online.New(online.Options{
		Way: way, Kind: hibp.SHA1, Rand: rand.Reader, Now: now, Wait: func(context.Context, time.Duration) error { return nil }, Plain: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestFetch: a folder is fetched once, asked after with its ETags, and holds what the
// source has.
func TestFetch(t *testing.T) {
	s, dir := newSource(t), t.TempDir()
	if n, err := s.fetch(t, dir, false); err != nil || n.Fetched != end || n.Done != end {
		t.Fatalf("%+v, %v", n, err)
	}
	d, err := offline.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	members := 0
	for i := range len(s.corpus.Lines) {
		if h := hibp.Of(hibp.SHA1, hibptest.Member(i)); h.Prefix() < end {
			members++
			if a, err := d.Look(t.Context(), h); err != nil || a.Count != hibptest.Count(i) {
				t.Errorf("member %d: %+v, %v", i, a, err)
			}
		}
	}
	if members < 10 {
		t.Errorf("%d members in these ranges", members)
	}
	asked := s.asked.Load()
	if n, err := s.fetch(t, dir, false); err != nil || n.Done != end || s.asked.Load() != asked {
		t.Errorf("again: %+v, %v, %d requests", n, err, s.asked.Load()-asked)
	}
	sent := s.sent.Load()
	if n, err := s.fetch(t, dir, true); err != nil || n.Unchanged != end || s.sent.Load() != sent {
		t.Errorf("refreshed: %+v, %v", n, err)
	}
	if err := os.Remove(filepath.Join(dir, "00042.txt")); err != nil {
		t.Fatal(err)
	}
	if n, err := s.fetch(t, dir, false); err != nil || n.Fetched != 1 {
		t.Errorf("one was lost: %+v, %v", n, err)
	}
}

// TestResume: a run that broke off goes on where it was.
func TestResume(t *testing.T) {
	s, dir := newSource(t), t.TempDir()
	s.failAt = 100
	n, err := s.fetch(t, dir, false)
	if !errors.Is(err, online.ErrAnswer) || n.Fetched == 0 || n.Fetched >= 100 {
		t.Fatalf("%+v, %v", n, err)
	}
	s.failAt = 0
	again, err := s.fetch(t, dir, false)
	if err != nil || again.Done != end || again.Fetched != end-n.Fetched {
		t.Errorf("%+v after %+v, %v", again, n, err)
	}
}

// TestOfficialFolder: ranges that another tool fetched, or a run that was killed before it
// wrote its list, are not fetched again; what was cut off is.
func TestOfficialFolder(t *testing.T) {
	s, dir := newSource(t), t.TempDir()
	if err := s.corpus.Folder(dir, end); err != nil {
		t.Fatal(err)
	}
	full := 0
	for p := range hibp.Prefix(end) {
		if info, err := os.Stat(filepath.Join(dir, p.String()+".txt")); err == nil && info.Size() > 2 {
			full++
		}
	}
	cut := hibp.Of(hibp.SHA1, nil).Prefix() // of any
	for i := range len(s.corpus.Lines) {
		if p := s.corpus.Lines[i].Hash.Prefix(); p < end {
			cut = p
		}
	}
	if err := os.WriteFile(filepath.Join(dir, cut.String()+".txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "00001.txt.part"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := s.fetch(t, dir, false); err != nil || n.Done != end || n.Fetched != end-full+1 {
		t.Errorf("%+v of %d that were there, %v", n, full, err)
	}
	for _, content := range []string{"", "ranges of sha1\n"} {
		if err := os.WriteFile(filepath.Join(dir, etagsName), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if n, err := s.fetch(t, dir, false); err != nil || n.Done != end || n.Fetched > end-full {
			t.Errorf("with a list %q: %+v, %v", content, n, err)
		}
	}
	if err := os.Truncate(filepath.Join(dir, cut.String()+".txt"), 0); err != nil {
		t.Fatal(err)
	}
	if n, err := s.fetch(t, dir, true); err != nil || n.Fetched == 0 {
		t.Errorf("one was cut off: %+v, %v", n, err)
	}
	if info, err := os.Stat(filepath.Join(dir, cut.String()+".txt")); err != nil || info.Size() == 0 {
		t.Errorf("it is still cut off: %v", err)
	}
}

// TestDamagedIsFetched: an ETag does not stand for a file that is no range any more. Without
// a refresh, which would read a million files, only one that was cut off to nothing is seen.
func TestDamagedIsFetched(t *testing.T) {
	for refresh, want := range map[bool]int{false: 1, true: 3} {
		s, dir := newSource(t), t.TempDir()
		if _, err := s.fetch(t, dir, false); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string]string{"00001.txt": "", "00002.txt": "<html>", "00003.txt": strings.Repeat("A", 20)} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.fetch(t, dir, refresh); err != nil || n.Fetched != want || n.Done != end {
			t.Errorf("refresh %v: %+v, %v", refresh, n, err)
		}
	}
}

// TestCancelled: what was fetched before stays known.
func TestCancelled(t *testing.T) {
	s, dir := newSource(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	n, err := Fetch(ctx, dir, Options{Client: s.client(t), Parallel: 2, End: end, Progress: func(c Counts) {
		if c.Done == 50 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || n.Done < 50 || n.Done == end {
		t.Fatalf("%+v, %v", n, err)
	}
	if again, err := s.fetch(t, dir, false); err != nil || again.Fetched != end-n.Fetched {
		t.Errorf("%+v after %+v, %v", again, n, err)
	}
}

// TestSaved: what a run that is killed has fetched is in the list, but for the last of it.
func TestSaved(t *testing.T) {
	const every = 16
	s, dir := newSource(t), t.TempDir()
	_, err := fetch(t.Context(), dir, Options{Client: s.client(t), Parallel: 4, End: 3 * every, Progress: func(c Counts) {
		list, err := os.ReadFile(filepath.Join(dir, etagsName))
		if want := c.Fetched / every * every; want > 0 && (err != nil || bytes.Count(list, []byte("\n")) != want+1) {
			t.Errorf("after %d: %v, %q", c.Fetched, err, list)
		}
	}}, every)
	if err != nil {
		t.Fatal(err)
	}
}

// TestListCannotBeWritten: nothing more is fetched than what would be fetched again.
func TestListCannotBeWritten(t *testing.T) {
	const every, parallel = 16, 4
	s, dir := newSource(t), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, etagsName+".part"), 0o700); err != nil {
		t.Fatal(err)
	}
	n, err := fetch(t.Context(), dir, Options{Client: s.client(t), Parallel: parallel, End: end}, every)
	if err == nil || strings.Contains(err.Error(), "\n") || errors.Is(err, context.Canceled) || n.Fetched < every || n.Fetched > every+parallel {
		t.Errorf("%+v, %v", n, err)
	}
}

func TestAnotherFolder(t *testing.T) {
	for _, content := range []string{"ranges of ntlm\n", "ranges of sha1\n0000g x\n", "ranges of sha1\n000", fmt.Sprintf("ranges of sha1\n00000 %0300d\n", 0)} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, etagsName), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s := &source{Server: httptest.NewServer(nil)}
		if _, err := s.fetch(t, dir, false); !errors.Is(err, ErrFolder) {
			t.Errorf("%q: %v", content, err)
		}
		s.Close()
	}
}
