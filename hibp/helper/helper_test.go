package helper

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/apart"
	"coffer/hibp/hibptest"
	"coffer/hibp/offline"
	"coffer/hibp/online"
)

// env is what a program gets in these tests.
func env(in io.Reader, out, errs io.Writer) Env {
	return Env{In: in, Out: out, Err: errs, Now: func() time.Time { return time.Unix(0, 0) }, Rand: rand.Reader}
}

// program is the program in this process, and what it writes to its standard error.
func program(args ...string) func() (apart.Process, error) {
	return func() (apart.Process, error) { return start(args...), nil }
}

func start(args ...string) *hibptest.Process {
	return hibptest.Start(func(in io.Reader, out io.Writer) error {
		var errs bytes.Buffer
		if code := Run(args, env(in, out, &errs)); code != 0 {
			return fmt.Errorf("code %d: %s", code, &errs)
		}
		return nil
	})
}

// textFile is breach data of one kind.
func textFile(t *testing.T, kind hibp.Kind) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), kind.String()+".txt")
	if err := hibptest.New(kind, 100).TextFile(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAskAndServe: one program asks what another one serves, of both kinds of hashes, and
// both end when they are told to.
func TestAskAndServe(t *testing.T) {
	serving := start("serve", "127.0.0.1:0", textFile(t, hibp.SHA1), textFile(t, hibp.NTLM))
	address, err := apart.Listening(serving)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []hibp.Kind{hibp.SHA1, hibp.NTLM} {
		way, err := apart.New(online.Server{URL: "http://" + address, UserAgent: "coffer-test"}, program("ask"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			h := hibp.Of(kind, hibptest.Member(i))
			got, err := way.Fetch(t.Context(), online.Query{Kind: kind, Prefix: h.Prefix()})
			if err != nil {
				t.Fatal(err)
			}
			if r, err := hibp.ParseRange(kind, h.Prefix(), got.Body); err != nil || r.Count(h) != hibptest.Count(i) {
				t.Errorf("%v %d: %v", kind, i, err)
			}
			if again, err := way.Fetch(t.Context(), online.Query{Kind: kind, Prefix: h.Prefix(), ETag: got.ETag}); err != nil || !again.Unchanged {
				t.Errorf("%v %d again: %+v, %v", kind, i, again, err)
			}
		}
		if err := way.Close(); err != nil {
			t.Error(err)
		}
	}
	// the port is taken
	second := start("serve", address, textFile(t, hibp.SHA1))
	var cannot *apart.ListenError
	if _, err := apart.Listening(second); !errors.As(err, &cannot) || !strings.Contains(cannot.Why, address) {
		t.Errorf("%v", err)
	}
	if _, err := second.Wait(); err != nil {
		t.Error(err)
	}
	if err := serving.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := serving.Wait(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + address); err == nil {
		t.Error("it still answers")
	}
}

// TestWrongFiles: what cannot be served is not, and nobody listens.
func TestWrongFiles(t *testing.T) {
	text := textFile(t, hibp.SHA1)
	d, err := offline.Open(text)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	table := filepath.Join(t.TempDir(), "table")
	if _, err := offline.Build(t.Context(), d.(offline.Scanner), table, offline.Shape{Form: offline.FormTable}, nil); err != nil {
		t.Fatal(err)
	}
	junk := filepath.Join(t.TempDir(), "junk")
	if err := os.WriteFile(junk, []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, files := range [][]string{{text, text}, {table}, {junk}, {filepath.Join(t.TempDir(), "none")}} {
		p := start(append([]string{"serve", "127.0.0.1:0"}, files...)...)
		if _, err := apart.Listening(p); !errors.Is(err, apart.ErrHelper) {
			t.Errorf("%q: %v", files, err)
		}
		if said, err := p.Wait(); err == nil || !strings.HasPrefix(said, "code 1: coffer-hibp: ") {
			t.Errorf("%q: %s, %v", files, said, err)
		}
	}
}

// TestMisuse: whoever starts it by hand is told what it is for.
func TestMisuse(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"ask", "me"}, {"serve"}, {"serve", "127.0.0.1:0"}} {
		var out, errs bytes.Buffer
		code := Run(args, env(strings.NewReader(""), &out, &errs))
		if code != 2 || out.Len() > 0 || strings.Count(errs.String(), "\n") != 1 || !strings.Contains(errs.String(), "coffer starts this program") {
			t.Errorf("%q: code %d, %q, %q", args, code, &out, &errs)
		}
	}
	var out, errs bytes.Buffer
	if code := Run([]string{"ask"}, env(strings.NewReader("GET / HTTP/1.1\n"), &out, &errs)); code != 1 || out.Len() > 0 || !strings.Contains(errs.String(), "may not say") {
		t.Errorf("nonsense: code %d, %q, %q", code, &out, &errs)
	}
}
