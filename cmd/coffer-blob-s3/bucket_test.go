package main

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPut(t *testing.T) {
	f := startFake(t)
	b, pauses := f.bucket()
	data := bytes.Repeat([]byte("x\r\n"), 100_000)
	must(t, b.put(t.Context(), "m/a", data))
	if !bytes.Equal(f.objects["p/m/a"], data) {
		t.Errorf("the service holds %d bytes", len(f.objects["p/m/a"]))
	}
	wantWord(t, b.put(t.Context(), "m/a", nil), "exists")
	if len(*pauses) > 0 || f.asked("PUT") != 1 || f.asked("HEAD") != 2 {
		t.Errorf("asked for %q", f.requests)
	}
	b.honoured = true // no need to look first
	wantWord(t, b.put(t.Context(), "m/a", nil), "exists")
	if f.asked("HEAD") != 2 {
		t.Errorf("asked for %q", f.requests)
	}
}

// Stores that pass over the condition, or do not know it, replace nothing either.
func TestPutWithoutCondition(t *testing.T) {
	for name, set := range map[string]func(f *fakeS3){
		"ignored": func(f *fakeS3) { f.ignores = true },
		"refused": func(f *fakeS3) { f.refuses = true },
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			set(f)
			b, _ := f.bucket()
			must(t, b.put(t.Context(), "m/a", []byte("one")))
			must(t, b.put(t.Context(), "m/b", []byte("two")))
			wantWord(t, b.put(t.Context(), "m/a", []byte("three")), "exists")
			if string(f.objects["p/m/a"]) != "one" || string(f.objects["p/m/b"]) != "two" {
				t.Errorf("the service holds %q", f.objects)
			}
			if got := b.check(t.Context(), "c/x"); !strings.Contains(got, "conditional no\n") || b.honoured {
				t.Errorf("it says %q", got)
			}
			if _, left := f.objects["p/c/x"]; left {
				t.Error("the check left its object")
			}
		})
	}
}

func TestCheck(t *testing.T) {
	f := startFake(t)
	b, pauses := f.bucket()
	if got := b.check(t.Context(), "c/x"); got != "conditional yes\nversioning unknown\nlock unknown\n" || !b.honoured {
		t.Errorf("it says %q", got)
	}
	if len(f.objects) > 0 || len(*pauses) > 0 {
		t.Errorf("left are %q, after %v", f.objects, *pauses)
	}
	f.first(func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		fail(w, http.StatusForbidden, "AccessDenied")
		return true
	})
	if got := b.check(t.Context(), "c/x"); got != "conditional unknown\nversioning unknown\nlock unknown\n" {
		t.Errorf("it says %q", got)
	}
}

// busy fails the first requests.
func busy(times int, status int, code string) func(int, http.ResponseWriter, *http.Request) bool {
	return func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n > times {
			return false
		}
		fail(w, status, code)
		return true
	}
}

func TestRetry(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
	}{
		{503, "SlowDown"}, {503, ""}, {500, "InternalError"}, {502, ""}, {504, ""}, {429, "TooManyRequests"}, {408, "RequestTimeout"},
		{409, "ConditionalRequestConflict"},
	} {
		f := startFake(t)
		b, pauses := f.bucket()
		b.honoured = true
		f.first(busy(3, c.status, c.code))
		must(t, b.put(t.Context(), "m/a", []byte("x")))
		want := []time.Duration{firstPause, 2 * firstPause, 4 * firstPause}
		if !slices.Equal(*pauses, want) {
			t.Errorf("%d %s: paused %v", c.status, c.code, *pauses)
		}
	}
}

// A service that stays busy is given up on within a bound.
func TestRetryEnds(t *testing.T) {
	f := startFake(t)
	b, pauses := f.bucket()
	f.first(busy(1000, 503, "SlowDown"))
	_, err := b.get(t.Context(), "m/a", 1)
	wantWord(t, err, "unavailable")
	wantWord(t, b.delete(t.Context(), "m/a"), "unavailable")
	wantWord(t, b.list(t.Context(), "m", nil), "unavailable")
	var total time.Duration
	for _, p := range *pauses {
		total += p
	}
	if len(f.requests) != 3*maxTries || total > 3*30*time.Second {
		t.Errorf("asked %d times within %v", len(f.requests), total)
	}
}

// What will not go better is not tried again, and tells no secret that the service
// sends back.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		status     int
		code, word string
	}{
		{403, "AccessDenied", "refused"}, {403, "InvalidAccessKeyId", "refused"}, {403, "SignatureDoesNotMatch", "refused"},
		{401, "", "refused"}, {403, testSecret, "refused"}, {404, "NoSuchBucket", "address"}, {404, "NoSuchKey", "not-found"}, {404, "InvalidAccessKeyId", "refused"},
		{404, "NoSuchUpload", "other"}, {404, "", "not-found"},
		{301, "PermanentRedirect", "address"}, {400, "EntityTooLarge", "too-large"}, {400, "InvalidRequest", "other"},
		{507, "XMinioStorageFull", "unavailable"}, {400, "\x1b[2J" + testAccess, "other"},
	} {
		f := startFake(t)
		b, pauses := f.bucket()
		f.first(busy(1000, c.status, c.code))
		_, err := b.get(t.Context(), "m/a", 1)
		wantWord(t, err, c.word)
		if len(*pauses) > 0 {
			t.Errorf("%s was tried again", c.code)
		}
	}
}

// The answer to a put is lost: the next try finds the name taken, by itself or by
// somebody else.
func TestPutLostAnswer(t *testing.T) {
	for name, theirs := range map[string]bool{"ours": false, "theirs": true} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			b, _ := f.bucket()
			b.honoured = true
			f.after = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if n > 1 {
					return false
				}
				if theirs {
					f.objects["p/m/a"] = []byte("y")
				}
				hangUp(w)
				return true
			}
			err := b.put(t.Context(), "m/a", []byte("x"))
			if theirs {
				wantWord(t, err, "exists")
			} else {
				must(t, err)
			}
		})
	}
}

func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
}

func TestGet(t *testing.T) {
	f := startFake(t)
	b, _ := f.bucket()
	f.objects["p/m/a"] = []byte("12345")
	for most, word := range map[int64]string{5: "", 6: "", 4: "too-large", 0: "too-large"} {
		data, err := b.get(t.Context(), "m/a", most)
		if word != "" {
			wantWord(t, err, word)
		} else if err != nil || string(data) != "12345" {
			t.Errorf("at most %d: %q, %v", most, data, err)
		}
	}
	_, err := b.get(t.Context(), "m/b", 5)
	wantWord(t, err, "not-found")
}

// An object that is cut off is fetched again; one that has no end is not.
func TestGetSpoiled(t *testing.T) {
	f := startFake(t)
	b, pauses := f.bucket()
	f.objects["p/m/a"] = []byte("12345")
	f.first(func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n > 2 {
			return false
		}
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		w.Header().Set("Content-Length", "5")
		w.Write([]byte("12"))
		return true
	})
	data, err := b.get(t.Context(), "m/a", 5)
	if err != nil || string(data) != "12345" || len(*pauses) != 2 {
		t.Errorf("got %q, %v after %v", data, err, *pauses)
	}
	f.first(func(n int, w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		for range 1000 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				break
			}
		}
		return true
	})
	data, err = b.get(t.Context(), "m/a", 5)
	if err == nil || len(data) > 0 {
		t.Errorf("got %d bytes, %v", len(data), err)
	}
}

// A list of many pages that breaks off in between goes on where it was.
func TestList(t *testing.T) {
	f := startFake(t)
	f.page = 10
	b, pauses := f.bucket()
	for i := range 95 {
		f.objects[fmt.Sprintf("p/m/%03d", i)] = make([]byte, i)
	}
	f.objects["p/mm/x"], f.objects["q/m/x"], f.objects["p/m"] = nil, nil, nil
	f.first(func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n%4 != 0 {
			return false
		}
		fail(w, 503, "SlowDown")
		return true
	})
	seen := map[string]bool{}
	must(t, b.list(t.Context(), "m", func(name string, size int64) error {
		if seen[name] || name != fmt.Sprintf("m/%03d", size) {
			t.Errorf("listed is %s with %d bytes", name, size)
		}
		seen[name] = true
		return nil
	}))
	if len(seen) != 95 || f.asked("GET") < 12 {
		t.Errorf("listed are %d after %v", len(seen), *pauses)
	}
}

func TestNobodyThere(t *testing.T) {
	f := startFake(t)
	b, _ := f.bucket()
	f.first(func(_ int, w http.ResponseWriter, _ *http.Request) bool { hangUp(w); return true })
	wantWord(t, b.put(t.Context(), "m/a", nil), "unavailable")
	f.first(func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<html>sign in to this network</html>"))
		return true
	})
	wantWord(t, b.list(t.Context(), "m", func(string, int64) error { return nil }), "other")
}
