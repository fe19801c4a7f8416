package online_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
)

// simpleWay is a [online.Way] that is a function.
type simpleWay func() (online.Fetched, error)

func (w simpleWay) Fetch(context.Context, online.Query) (online.Fetched, error) { return w() }
func (simpleWay) Host() string                                                  { return "pwned.example" }
func (simpleWay) Close() error                                                  { return nil }

// onceOver asks by one way, one after the other, and tries nothing again.
func onceOver(t *testing.T, way simpleWay, plain bool) *online.Client {
	t.Helper()
	c, err := online.New(online.Options{
		Way: way, Kind: hibp.SHA1, Plain: plain, Parallel: 1, Tries: 1, Now: time.Now, Rand: rand.Reader,
		Wait: func(context.Context, time.Duration) error { t.Error("it was asked again"); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEmptyWithPadding: an empty range with an ETag is believed by a mirror alone.
func TestEmptyWithPadding(t *testing.T) {
	empty := func() (online.Fetched, error) { return online.Fetched{ETag: `"1"`}, nil }
	for _, plain := range []bool{false, true} {
		_, err := onceOver(t, empty, plain).Look(t.Context(), hibp.Of(hibp.SHA1, []byte("password")))
		if plain != (err == nil) || !plain && !errors.Is(err, online.ErrAnswer) {
			t.Errorf("plain %v: %v", plain, err)
		}
	}
}

// hostedWay is a way to a server of a name.
type hostedWay struct {
	simpleWay
	host string
}

func (w hostedWay) Host() string { return w.host }

// TestShortWithPadding: some lines of padding are no answer of the real service.
func TestShortWithPadding(t *testing.T) {
	h := hibp.Of(hibp.SHA1, []byte("password"))
	for _, c := range []struct {
		host     string
		lines    int
		plain    bool
		believed bool
	}{
		{"api.pwnedpasswords.com", 1, false, false},
		{"api.pwnedpasswords.com", 799, false, false},
		{"api.pwnedpasswords.com", 800, false, true},
		{"api.pwnedpasswords.com", 1, true, true},
		{"pwned.example", 1, false, true},
	} {
		var body []byte
		for i := range c.lines {
			body = fmt.Appendf(body, "%035X:0\r\n", i)
		}
		way := hostedWay{func() (online.Fetched, error) { return online.Fetched{Body: body}, nil }, c.host}
		client, err := online.New(online.Options{
			Way: way, Kind: hibp.SHA1, Plain: c.plain, Tries: 1, Now: time.Now, Rand: rand.Reader,
			Wait: func(context.Context, time.Duration) error { return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Look(t.Context(), h); c.believed != (err == nil) || !c.believed && !errors.Is(err, online.ErrAnswer) {
			t.Errorf("%d lines of %s, plain %v: %v", c.lines, c.host, c.plain, err)
		}
	}
}

// TestFailuresInARow: failures between which something is answered are not enough to give
// up, however many they are.
func TestFailuresInARow(t *testing.T) {
	asked := 0
	c := onceOver(t, func() (online.Fetched, error) {
		if asked++; asked%online.Enough == 0 {
			return online.Fetched{ETag: `"1"`}, nil
		}
		return online.Fetched{}, &online.Error{Kind: online.ErrServer}
	}, true)
	all := hashes(hibp.SHA1, 4*online.Enough)
	results, err := c.LookAll(t.Context(), all, nil)
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for _, r := range results {
		if r.Err == nil {
			known++
		}
	}
	if asked != len(all) || known != len(all)/online.Enough {
		t.Errorf("%d requests, %d answers", asked, known)
	}
}
