package hibp_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http/httptest"
	"time"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/online"
	"coffer/hibp/server"
	"coffer/hibp/web"
)

// served is some breach data in memory.
type served struct{ *hibptest.Corpus }

func (s served) Kind() hibp.Kind { return s.Corpus.Kind }

func (s served) Range(_ context.Context, p hibp.Prefix) (hibp.Range, error) {
	r := hibp.Range{Kind: s.Corpus.Kind, Prefix: p}
	for _, l := range s.Lines {
		if l.Hash.Prefix() == p {
			r.Lines = append(r.Lines, l)
		}
	}
	return r, nil
}

// wait waits before a server is asked again.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// A password is looked up by a server, which is told five digits of its hash.
func Example() {
	s := httptest.NewServer(&server.Handler{SHA1: served{hibptest.New(hibp.SHA1, 10)}, Rand: rand.Reader})
	defer s.Close()
	way, err := web.New(online.Server{URL: s.URL, UserAgent: "example"}, time.Now)
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := online.New(online.Options{Way: way, Kind: hibp.SHA1, Now: time.Now, Wait: wait, Rand: rand.Reader})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	for _, password := range [][]byte{hibptest.Member(3), []byte("a password that nobody had")} {
		answer, err := client.Look(context.Background(), hibp.Of(hibp.SHA1, password))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(answer.Found(), answer.Count)
	}
	// Output:
	// true 10
	// false 0
}

// Of is the hash of a password; its first five digits are all that a server is told.
func ExampleOf() {
	h := hibp.Of(hibp.SHA1, []byte("password"))
	fmt.Println(h.Prefix())
	// Output: 5BAA6
}
