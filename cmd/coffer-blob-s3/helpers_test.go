package main

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7/pkg/credentials"

	"coffer/internal/gateway"
	"coffer/internal/host"
	"coffer/vault/blob"
)

const program = "coffer-blob-s3"

// What a test may not find in any message.
const (
	testAccess = gateway.Access
	testSecret = gateway.Secret
)

// TestMain makes the test binary the program, under the program's name.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == program {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// asProcess returns a folder with the program.
func asProcess(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	must(t, err)
	must(t, os.Symlink(self, filepath.Join(dir, program)))
	return dir
}

// environ is what the program is started with: no credentials but the test's.
func environ(more ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "GORACE=atexit_sleep_ms=0"}, more...)
}

func withKeys() []string {
	return environ(gateway.Environ()...)
}

// openAs opens an address through the program as a process, as Coffer does.
func openAs(t *testing.T, beside, address string, env []string) blob.Opened {
	t.Helper()
	s, err := blob.Open(address, blob.Options{Start: func(name string) (blob.Process, error) {
		return host.StartHelper(env, beside, "blob-"+name)
	}})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

// fakeS3 is a service that a test can make do wrong.
type fakeS3 struct {
	t        *testing.T
	url      string
	mu       sync.Mutex
	objects  map[string][]byte
	requests []string // what was asked, as "PUT /bucket/key"

	ignores bool // the condition
	refuses bool // the condition, as not implemented
	page    int

	// before may answer a request itself; after may spoil what was done.
	before func(n int, w http.ResponseWriter, r *http.Request) bool
	after  func(n int, w http.ResponseWriter, r *http.Request) bool
}

func startFake(t *testing.T) *fakeS3 {
	f := &fakeS3{t: t, objects: map[string][]byte{}, page: 1000}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.url = strings.TrimPrefix(server.URL, "http://")
	return f
}

// bucket is a client without the pauses, which come back as a list.
func (f *fakeS3) bucket() (b *bucket, pauses *[]time.Duration) {
	f.t.Helper()
	a, err := parseAddress("s3://bucket/p?insecure=true&endpoint="+f.url, "")
	must(f.t, err)
	b, err = openBucket(a, credentials.NewStaticV4(testAccess, testSecret, ""))
	must(f.t, err)
	pauses = new([]time.Duration)
	b.sleep = func(_ context.Context, d time.Duration) error {
		*pauses = append(*pauses, d)
		return nil
	}
	return b, pauses
}

func fail(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s %s</Message></Error>", code, testAccess, testSecret)
}

func (f *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, r.Method+" "+r.URL.Path)
	n := len(f.requests)
	if f.before != nil && f.before(n, w, r) {
		return
	}
	if f.after != nil {
		recorded := httptest.NewRecorder()
		f.serve(recorded, r)
		if f.after(n, w, r) {
			return
		}
		maps.Copy(w.Header(), recorded.Header())
		w.WriteHeader(recorded.Code)
		w.Write(recorded.Body.Bytes())
		return
	}
	f.serve(w, r)
}

func (f *fakeS3) serve(w http.ResponseWriter, r *http.Request) {
	key, isKey := strings.CutPrefix(r.URL.Path, "/bucket/")
	data, there := f.objects[key]
	switch {
	case isKey && key != "" && r.Method == http.MethodPut:
		f.put(w, r, key)
	case isKey && key != "" && r.Method == http.MethodDelete:
		delete(f.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case isKey && key != "" && !there:
		fail(w, http.StatusNotFound, "NoSuchKey")
	case isKey && key != "":
		sum := md5.Sum(data)
		w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		w.Header().Set("Content-Length", fmt.Sprint(len(data)))
		if r.Method == http.MethodGet {
			w.Write(data)
		}
	case r.URL.Query().Has("list-type"):
		after := r.URL.Query().Get("continuation-token") // before start-after, as Amazon has it
		if after == "" {
			after = r.URL.Query().Get("start-after")
		}
		f.list(w, r.URL.Query().Get("prefix"), after)
	default:
		fail(w, http.StatusNotImplemented, "NotImplemented")
	}
}

func (f *fakeS3) put(w http.ResponseWriter, r *http.Request, key string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		body = unchunk(body)
	}
	if r.Header.Get("If-None-Match") == "*" {
		if f.refuses {
			fail(w, http.StatusNotImplemented, "NotImplemented")
			return
		}
		if _, there := f.objects[key]; there && !f.ignores {
			fail(w, http.StatusPreconditionFailed, "PreconditionFailed")
			return
		}
	}
	f.objects[key] = body
}

// unchunk takes the signatures out of a signed stream.
func unchunk(body []byte) (data []byte) {
	for len(body) > 0 {
		line, rest, _ := strings.Cut(string(body), "\r\n")
		var size int
		fmt.Sscanf(line, "%x;", &size)
		data = append(data, rest[:size]...)
		body = []byte(rest[min(len(rest), size+2):])
	}
	return data
}

func (f *fakeS3) list(w http.ResponseWriter, prefix, after string) {
	type content struct {
		Key  string
		Size int
	}
	var result struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		NextContinuationToken string `xml:",omitempty"`
		Contents              []content
	}
	var keys []string
	for key := range f.objects {
		if strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for i, key := range keys {
		if i == f.page {
			result.IsTruncated, result.NextContinuationToken = true, keys[i-1]
			break
		}
		result.Contents = append(result.Contents, content{key, len(f.objects[key])})
	}
	must(f.t, xml.NewEncoder(w).Encode(result))
}

// first sets what is asked before each request; one may still be under way.
func (f *fakeS3) first(before func(int, http.ResponseWriter, *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before = before
}

func (f *fakeS3) asked(method string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.requests {
		if strings.HasPrefix(r, method+" ") {
			n++
		}
	}
	return n
}

// wantWord checks the kind of an error and that it tells no secret and moves no
// cursor.
func wantWord(t *testing.T, err error, word string) {
	t.Helper()
	var f *failure
	if !errors.As(err, &f) || f.word != word {
		t.Fatalf("got %v, want %s", err, word)
	}
	for _, bad := range []string{testAccess, testSecret, "\x1b"} {
		if strings.Contains(f.text, bad) {
			t.Errorf("%q in %q", bad, f.text)
		}
	}
}
