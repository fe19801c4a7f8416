package online_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/online"
)

// memory is a cache.
type memory struct {
	sync.Mutex
	entries map[hibp.Prefix]online.Entry
}

func (m *memory) Get(_ hibp.Kind, p hibp.Prefix) (online.Entry, bool) {
	m.Lock()
	defer m.Unlock()
	e, there := m.entries[p]
	return e, there
}

func (m *memory) Put(_ hibp.Kind, p hibp.Prefix, e online.Entry) error {
	m.Lock()
	defer m.Unlock()
	m.entries[p] = e
	return nil
}

// TestCache: what is fresh is not asked for, what is old or broken is asked for
// as if it were not there, and no ETag that the server could know anybody by is sent.
func TestCache(t *testing.T) { overAll(t, testCache) }

func testCache(t *testing.T, way string) {
	rec := newRecorder(t, 1)
	statuses := []int{}
	rec.instead = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("If-None-Match") != "" {
			statuses = append(statuses, http.StatusNotModified)
		} else {
			statuses = append(statuses, http.StatusOK)
		}
		return false
	}
	m := &memory{entries: map[hibp.Prefix]online.Entry{}}
	c := newClient(t, way, rec.URL, func(o *setup) { o.Cache, o.MaxAge = m, 24*time.Hour })
	h := hibp.Of(hibp.SHA1, hibptest.Member(0))
	ask := func(when string, requests int) {
		t.Helper()
		if a, err := c.Look(t.Context(), h); err != nil || a.Count != hibptest.Count(0) {
			t.Errorf("%s: %+v, %v", when, a, err)
		}
		if len(statuses) != requests {
			t.Errorf("%s: %d requests", when, len(statuses))
		}
	}
	ask("at first", 1)
	ask("at once", 1)
	c.now = c.now.Add(23 * time.Hour)
	ask("within a day", 1)
	c.now = c.now.Add(time.Hour)
	ask("after a day", 2)
	if statuses[1] != http.StatusOK {
		t.Error("asked with an ETag")
	}
	ask("after it was sent again", 2)
	c.now = c.now.Add(-48 * time.Hour)
	ask("when the clock was set back", 3)
	e := m.entries[h.Prefix()]
	e.Body = e.Body[:len(e.Body)-3]
	for _, body := range [][]byte{nil, []byte("<html>"), e.Body[:20]} {
		e.Body = body
		m.entries[h.Prefix()] = e
		before := len(statuses)
		ask("broken", before+1)
		if statuses[before] != http.StatusOK {
			t.Error("what is broken was confirmed")
		}
	}
}
