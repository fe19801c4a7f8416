package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// inMemory is a place for the protocol alone.
type inMemory struct{ store blobtest.Memory }

func (m *inMemory) put(ctx context.Context, name string, data []byte) error {
	return worded(m.store.Put(ctx, name, data))
}

func (m *inMemory) get(ctx context.Context, name string, most int64) ([]byte, error) {
	data, err := m.store.Get(ctx, name, most)
	return data, worded(err)
}

func (m *inMemory) list(ctx context.Context, prefix string, each func(string, int64) error) error {
	if err := each("Foreign/x", 1); err != nil {
		return err
	}
	return m.store.List(ctx, prefix, func(o blob.Object) error { return each(o.Name, o.Size) })
}

func (m *inMemory) delete(ctx context.Context, name string) error {
	return worded(m.store.Delete(ctx, name))
}

func (m *inMemory) check(context.Context, string) string {
	return "conditional yes\nversioning no\nlock unknown\n"
}

func worded(err error) error {
	for word, kind := range map[string]error{"exists": blob.ErrExists, "not-found": blob.ErrNotFound, "too-large": blob.ErrTooLarge} {
		if errors.Is(err, kind) {
			return &failure{word: word}
		}
	}
	return err
}

// joined is a server on the other end of pipes, as a process would be.
type joined struct {
	*io.PipeReader
	*io.PipeWriter
	ended chan error
}

func (j joined) CloseWrite() error { return j.PipeWriter.Close() }

func (j joined) Kill() {
	j.PipeReader.Close()
	j.PipeWriter.Close()
}

func (j joined) Wait() (string, error) { return "", <-j.ended }

// join opens a store whose helper is a server over a place.
func join(t *testing.T, p place) blob.Opened {
	t.Helper()
	s, err := blob.Open("s3://bucket", blob.Options{Start: func(string) (blob.Process, error) {
		in, theirs := io.Pipe()
		ours, out := io.Pipe()
		j := joined{ours, theirs, make(chan error, 1)}
		served := &server{out: out, open: func(address string) (place, error) {
			if address != "s3://bucket" {
				t.Errorf("greeted with %q", address)
			}
			return p, nil
		}}
		go func() {
			j.ended <- served.serve(in)
			out.Close()
			in.Close()
		}()
		return j, nil
	}})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

// TestProtocol holds this side of the protocol against Coffer's: neither imports
// the other.
func TestProtocol(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return join(t, &inMemory{}) })
}

func TestProtocolFacts(t *testing.T) {
	facts, err := join(t, &inMemory{}).Check(t.Context(), "c/x")
	if want := (blob.Facts{Conditional: blob.Yes, Versioning: blob.No}); err != nil || facts != want {
		t.Errorf("got %v, %v", facts, err)
	}
}

func TestProtocolPages(t *testing.T) {
	m := &inMemory{}
	const objects = 50_000
	m.store.Change(func(all map[string][]byte) {
		for i := range objects {
			all[fmt.Sprintf("m/%d", i)] = nil
		}
	})
	if got := blobtest.Names(t, join(t, m), "m"); len(got) != objects {
		t.Errorf("listed are %d", len(got))
	}
}

// slow takes its time for a put.
type slow struct {
	inMemory
	takes time.Duration
}

func (s *slow) put(ctx context.Context, name string, data []byte) error {
	time.Sleep(s.takes)
	return s.inMemory.put(ctx, name, data)
}

// TestProtocolWaits holds that a request that takes long is not taken for silence.
func TestProtocolWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := join(t, &slow{takes: 20 * time.Minute})
		must(t, s.Put(t.Context(), "m/a", []byte("x")))
		must(t, s.Close())
	})
}

// talk sends bytes to a server and returns what it says.
func talk(frames ...string) (said string, err error) {
	var in, out bytes.Buffer
	for i := 0; i < len(frames); i += 2 {
		_ = writeFrame(&in, frames[i], []byte(frames[i+1]))
	}
	s := &server{out: &out, open: func(string) (place, error) { return &inMemory{}, nil }}
	err = s.serve(&in)
	return out.String(), err
}

// What only a broken Coffer could say is answered with an error, and reaches no
// place.
func TestServerRefuses(t *testing.T) {
	for _, head := range []string{"hello 2", "hello", "put m/a"} {
		if said, err := talk(head, "x"); err != nil || !strings.Contains(said, "error other") {
			t.Errorf("%q: %q, %v", head, said, err)
		}
	}
	for _, head := range []string{
		"put ../a", "put M", "put", "put a/b/c/d", "put ", "get m/a", "get m/a x", "get m/a -1", "get m/a 67108865", "list a/b/c", "list ..",
		"list /", "delete", "delete a//b", "check", "check a b/c.", "steal m/a", "PUT m/a",
	} {
		said, err := talk("hello 1", "s3://b", head, "x")
		if err != nil || !strings.Contains(said, "error other") && head != "check a b/c." {
			t.Errorf("%q: %q, %v", head, said, err)
		}
	}
}

// TestServerRefusedGreeting leaves no place behind, whatever the open that failed
// returned beside its error: a nil bucket is a place that is not nil.
func TestServerRefusedGreeting(t *testing.T) {
	var in, out bytes.Buffer
	must(t, writeFrame(&in, "hello "+version, []byte("s3://refused")))
	must(t, writeFrame(&in, "list", nil))
	s := &server{out: &out, open: func(string) (place, error) { return (*bucket)(nil), wrong("no") }}
	must(t, s.serve(&in))
	if said := out.String(); !strings.Contains(said, "error address") || !strings.Contains(said, "a request before the greeting") {
		t.Errorf("said %q", said)
	}
}

func TestServerEnds(t *testing.T) {
	for in, ok := range map[string]bool{
		"":                                    true,
		"\x00\x00":                            false,
		"\x00\x00\x00\x07\x00\x00\x00\x00hel": false,
		"\x00\x00\x00\x00\x00\x00\x00\x00":    false,
		"\xff\xff\xff\xff\x00\x00\x00\x00":    false,
		"\x00\x00\x00\x01\x04\x00\x00\x01x":   false,
		"GET / HTTP/1.1\r\n\r\n":              false,
	} {
		s := &server{out: io.Discard}
		if err := s.serve(strings.NewReader(in)); (err == nil) != ok {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func FuzzServer(f *testing.F) {
	var seed bytes.Buffer
	for _, head := range []string{"hello 1", "put m/a", "get m/a 5", "list m", "check m/c", "delete m/a"} {
		_ = writeFrame(&seed, head, []byte("x"))
		f.Add(bytes.Clone(seed.Bytes()))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		if len(said) > 8 && said[4] > 0 {
			return // a body of megabytes
		}
		s := &server{out: io.Discard, open: func(string) (place, error) { return &inMemory{}, nil }}
		_ = s.serve(bytes.NewReader(said))
	})
}

func TestRunTakesNoArguments(t *testing.T) {
	var errs bytes.Buffer
	if code := run([]string{"--help"}, nil, io.Discard, &errs); code != 2 || !strings.Contains(errs.String(), "coffer post set") {
		t.Errorf("code %d, %q", code, errs.String())
	}
}
