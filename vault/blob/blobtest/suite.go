// Package blobtest holds every [blob.Store] to the same promises, and has stores
// for tests of others: one in memory, and one that does wrong.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"coffer/vault/blob"
)

// BadNames are names that no store may take.
var BadNames = []string{
	"", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/b/c/d", "A", "aB", "ä", "a b", "a-b", "a_b",
	"a.b", ".a", "a\x00", "a\x00b", "a\nb", "a\\b", "c:", "~", "a~", "%2e", "*", "a?",
	strings.Repeat("a", blob.MaxPart+1), "a/" + strings.Repeat("a", blob.MaxPart+1), "a\x1b[2J",
}

type part struct {
	name string
	run  func(t *testing.T, s blob.Store)
}

// Run puts a store through everything. Each part gets an empty one from open.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	Writers(t, open)
	run(t, open, []part{
		{"put and get", putAndGet},
		{"not found", notFound},
		{"delete", remove},
		{"too large", tooLarge},
		{"the largest", largest},
		{"names", names},
		{"longest names", longestNames},
		{"list", list},
		{"list is stopped", listStopped},
		{"cancelled", cancelled},
	})
}

// Writers is the part of [Run] that is about several writers and readers.
func Writers(t *testing.T, open func(t *testing.T) blob.Store) {
	run(t, open, []part{
		{"exists", exists},
		{"writers of one name", writersOfOneName},
		{"writers at once", writersAtOnce},
		{"never in part", neverInPart},
	})
}

func run(t *testing.T, open func(t *testing.T) blob.Store, parts []part) {
	for _, part := range parts {
		t.Run(part.name, func(t *testing.T) { part.run(t, open(t)) })
	}
}

// Must ends a test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Names lists a store, sorted.
func Names(t testing.TB, s blob.Store, prefix string) []string {
	t.Helper()
	names := []string{}
	Must(t, s.List(t.Context(), prefix, func(o blob.Object) error {
		names = append(names, o.Name)
		return nil
	}))
	slices.Sort(names)
	return names
}

func want(t *testing.T, err, kind error, what string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got %v, want %v", what, err, kind)
	}
}

func holds(t *testing.T, s blob.Store, name string, data []byte) {
	t.Helper()
	got, err := s.Get(t.Context(), name, int64(len(data)))
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%s holds %d bytes, %v, where %d were put", name, len(got), err, len(data))
	}
}

func putAndGet(t *testing.T, s blob.Store) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for name, data := range map[string][]byte{
		"text/a": []byte("text"), "empty/a": {}, "bytes/a": every, "long/a": bytes.Repeat(every, 5000),
		"newline/a": []byte("\n"), "frame/a": {0, 0, 0, 2, 0, 0, 0, 0, 'o', 'k'},
	} {
		Must(t, s.Put(t.Context(), name, data))
		holds(t, s, name, data)
	}
}

func exists(t *testing.T, s blob.Store) {
	Must(t, s.Put(t.Context(), "a/b", []byte("first")))
	for _, data := range []string{"second", "first", ""} {
		want(t, s.Put(t.Context(), "a/b", []byte(data)), blob.ErrExists, "put over an object")
	}
	holds(t, s, "a/b", []byte("first"))
}

func notFound(t *testing.T, s blob.Store) {
	_, err := s.Get(t.Context(), "a/b", 10)
	want(t, err, blob.ErrNotFound, "in an empty store")
	Must(t, s.Put(t.Context(), "a/b", []byte("x")))
	for _, name := range []string{"a/c", "b/b", "a/bb", "a/b1"} {
		_, err := s.Get(t.Context(), name, 10)
		want(t, err, blob.ErrNotFound, name)
	}
}

func remove(t *testing.T, s blob.Store) {
	Must(t, s.Delete(t.Context(), "a/b"))
	Must(t, s.Put(t.Context(), "a/b", []byte("x")))
	Must(t, s.Put(t.Context(), "a/c", []byte("y")))
	Must(t, s.Delete(t.Context(), "a/b"))
	Must(t, s.Delete(t.Context(), "a/b"))
	_, err := s.Get(t.Context(), "a/b", 10)
	want(t, err, blob.ErrNotFound, "after deleting")
	holds(t, s, "a/c", []byte("y"))
	if got := Names(t, s, "a"); !slices.Equal(got, []string{"a/c"}) {
		t.Errorf("left are %q", got)
	}
	Must(t, s.Put(t.Context(), "a/b", []byte("again")))
	holds(t, s, "a/b", []byte("again"))
}

func tooLarge(t *testing.T, s blob.Store) {
	Must(t, s.Put(t.Context(), "a/b", make([]byte, 1000)))
	for _, most := range []int64{999, 1, 0} {
		data, err := s.Get(t.Context(), "a/b", most)
		want(t, err, blob.ErrTooLarge, fmt.Sprint("at most ", most))
		if len(data) > 0 {
			t.Errorf("%d bytes came all the same", len(data))
		}
	}
	holds(t, s, "a/b", make([]byte, 1000))
	want(t, s.Put(t.Context(), "a/c", make([]byte, blob.MaxObject+1)), blob.ErrTooLarge, "a byte too many")
	if got := Names(t, s, "a"); !slices.Equal(got, []string{"a/b"}) {
		t.Errorf("there are %q", got)
	}
}

func largest(t *testing.T, s blob.Store) {
	if testing.Short() {
		t.Skip("64 MiB")
	}
	data := make([]byte, blob.MaxObject)
	data[0], data[len(data)-1] = 1, 2
	Must(t, s.Put(t.Context(), "a/b", data))
	holds(t, s, "a/b", data)
}

func names(t *testing.T, s blob.Store) {
	for _, name := range BadNames {
		want(t, s.Put(t.Context(), name, []byte("x")), blob.ErrName, fmt.Sprintf("put %q", name))
		want(t, s.Delete(t.Context(), name), blob.ErrName, fmt.Sprintf("delete %q", name))
		_, err := s.Get(t.Context(), name, 1)
		want(t, err, blob.ErrName, fmt.Sprintf("get %q", name))
		if name != "" {
			want(t, s.List(t.Context(), name, nil), blob.ErrName, fmt.Sprintf("list %q", name))
		}
	}
	want(t, s.List(t.Context(), "a/b/c", nil), blob.ErrName, "a prefix of three parts")
	if got := Names(t, s, ""); len(got) > 0 {
		t.Errorf("there are %q", got)
	}
}

func longestNames(t *testing.T, s blob.Store) {
	long := strings.Repeat("z9", blob.MaxPart/2)
	name := long + "/" + long + "/" + long
	Must(t, s.Put(t.Context(), name, []byte("x")))
	holds(t, s, name, []byte("x"))
	if got := Names(t, s, long+"/"+long); !slices.Equal(got, []string{name}) {
		t.Errorf("there are %q", got)
	}
}

func list(t *testing.T, s blob.Store) {
	if got := Names(t, s, ""); len(got) > 0 {
		t.Errorf("a new store holds %q", got)
	}
	all := []string{"a/1/x", "a/1/y", "a/2/x", "a1/1/x", "b/1/x"}
	for i, name := range all {
		Must(t, s.Put(t.Context(), name, make([]byte, i)))
	}
	for prefix, part := range map[string][]string{
		"": all, "a": all[:3], "a/1": all[:2], "a1": all[3:4], "a1/1": all[3:4], "c": {}, "a/1x": {}, "b/2": {},
	} {
		if got := Names(t, s, prefix); !slices.Equal(got, part) {
			t.Errorf("under %q: %q, want %q", prefix, got, part)
		}
	}
	Must(t, s.List(t.Context(), "", func(o blob.Object) error {
		if i := slices.Index(all, o.Name); int64(i) != o.Size {
			t.Errorf("%s has %d bytes, want %d", o.Name, o.Size, i)
		}
		return nil
	}))
}

func listStopped(t *testing.T, s blob.Store) {
	for i := range 5 {
		Must(t, s.Put(t.Context(), fmt.Sprintf("a/%d", i), nil))
	}
	stop := errors.New("stop")
	calls := 0
	err := s.List(t.Context(), "a", func(blob.Object) error {
		calls++
		return stop
	})
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	if got := Names(t, s, "a"); len(got) != 5 {
		t.Errorf("the next list has %q", got)
	}
}

// writersOfOneName lets many write at the same moment. The losers are told that
// the name exists, or that another is at it.
func writersOfOneName(t *testing.T, s blob.Store) {
	const writers, rounds = 8, 10
	for round := range rounds {
		name := fmt.Sprintf("a/%d", round)
		errs := atOnce(writers, func(i int) error { return s.Put(t.Context(), name, payload(round, i)) })
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner >= 0:
				t.Errorf("%s: %d and %d both won", name, winner, i)
			case err == nil:
				winner = i
			case !errors.Is(err, blob.ErrExists) && !errors.Is(err, blob.ErrUnavailable):
				t.Errorf("%s: %v", name, err)
			}
		}
		if winner < 0 {
			t.Fatalf("%s: nobody won: %v", name, errs)
		}
		holds(t, s, name, payload(round, winner))
	}
	if got := Names(t, s, "a"); len(got) != rounds {
		t.Errorf("there are %q", got)
	}
}

func writersAtOnce(t *testing.T, s blob.Store) {
	const writers = 16
	errs := atOnce(writers, func(i int) error { return s.Put(t.Context(), fmt.Sprintf("m%d/x", i%4+i/4*4), payload(i, i)) })
	Must(t, errors.Join(errs...))
	for i := range writers {
		holds(t, s, fmt.Sprintf("m%d/x", i), payload(i, i))
	}
}

func atOnce(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errs
}

func payload(round, writer int) []byte {
	return bytes.Repeat([]byte{byte(round), byte(writer)}, 10_000)
}

// neverInPart reads and lists while objects are written.
func neverInPart(t *testing.T, s blob.Store) {
	const size, rounds = 300_000, 10
	data := bytes.Repeat([]byte{7}, size)
	done := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() {
		for end := false; !end; {
			select {
			case <-done:
				end = true
			default:
			}
			seen := map[string]bool{}
			err := s.List(t.Context(), "a", func(o blob.Object) error {
				seen[o.Name] = true
				if o.Size != size {
					t.Errorf("%s is listed with %d bytes", o.Name, o.Size)
				}
				return nil
			})
			for name := range seen {
				got, getErr := s.Get(t.Context(), name, size)
				if err = errors.Join(err, getErr); err == nil && !bytes.Equal(got, data) {
					t.Errorf("%s is read with %d bytes", name, len(got))
				}
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	for i := range rounds {
		if err := s.Put(t.Context(), fmt.Sprintf("a/%d", i), data); err != nil {
			t.Error(err)
		}
	}
	close(done)
	reading.Wait()
}

func cancelled(t *testing.T, s blob.Store) {
	Must(t, s.Put(t.Context(), "a/b", []byte("x")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	want(t, s.Put(ctx, "a/c", nil), context.Canceled, "put")
	_, err := s.Get(ctx, "a/b", 1)
	want(t, err, context.Canceled, "get")
	want(t, s.List(ctx, "a", func(blob.Object) error { return nil }), context.Canceled, "list")
	want(t, s.Delete(ctx, "a/b"), context.Canceled, "delete")
	holds(t, s, "a/b", []byte("x"))
}
