package bitwarden

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
)

var errOwn = errors.New("an error of the test's own")

// refusing is a sink that takes some items and no more.
type refusing struct {
	porttest.Collected
	left int
}

func (r *refusing) Item(*port.Entry) error {
	if r.left--; r.left < 0 {
		return errOwn
	}
	return nil
}

// Errors of the sink, of reading, of the content and of writing come as they are.
func TestErrorsPassThrough(t *testing.T) {
	data := fixture(t, "all.json")
	for left := range 11 {
		if err := (Format{}).Import(context.Background(), porttest.Seekable(data), &refusing{left: left}); !errors.Is(err, errOwn) || errors.Is(err, port.ErrInput) {
			t.Errorf("after %d items: got %v", left, err)
		}
	}
	for n := 0; n < len(data); n += 97 {
		src := port.Source{R: io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(errOwn))}
		if err := (Format{}).Import(context.Background(), src, &porttest.Collected{}); !errors.Is(err, errOwn) {
			t.Fatalf("reading fails after %d bytes: got %v", n, err)
		}
	}
}

// No cut of an export comes in without an error, and no flipped bit gives an error
// of another kind.
func TestDamaged(t *testing.T) {
	data := bytes.TrimSpace(fixture(t, "all.json"))
	for i := range 100 {
		if err := (Format{}).Import(context.Background(), porttest.Seekable(data[:len(data)*i/100]), &porttest.Collected{}); !errors.Is(err, port.ErrInput) {
			t.Fatalf("cut to %d of 100: got %v", i, err)
		}
	}
	for i := range 500 {
		broken := bytes.Clone(data)
		broken[i*len(data)/500] ^= 1 << (i % 8)
		if err := (Format{}).Import(context.Background(), porttest.Seekable(broken), &porttest.Collected{}); err != nil && !errors.Is(err, port.ErrInput) {
			t.Fatalf("flip %d: an error of another kind: %v", i, err)
		}
	}
}

// What a file holds costs no more than its length.
func TestWorkIsLinear(t *testing.T) {
	many := func(one string) func(int) []byte {
		return func(n int) []byte { return []byte(export1(strings.TrimSuffix(strings.Repeat(one+",", n), ","))) }
	}
	inside := func(member, one string) func(int) []byte {
		return func(n int) []byte {
			return []byte(export1(`{"type":1,"` + member + `":[` + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + `]}`))
		}
	}
	for name, c := range map[string]struct {
		n     int
		input func(int) []byte
	}{
		"items":       {500, many(`{"type":1,"name":"a","login":{"username":"u","password":"p","uris":[{"uri":"https://a.example"}]}}`)},
		"fields":      {125, inside("fields", `{"name":"a","value":"b","type":0}`)},
		"passwords":   {1000, inside("passwordHistory", `{"password":"a","lastUsedDate":"x"}`)},
		"collections": {5000, inside("collectionIds", `"none"`)},
		"unknown":     {5000, inside("unknown", `[{"a":[]}]`)},
		"nothing":     {50_000, inside("unknown", `null`)},
	} {
		t.Run(name, func(t *testing.T) { porttest.Linear(t, Format{}, c.input, c.n) })
	}
}

// A hundred thousand items pass through without being held.
func TestManyItems(t *testing.T) {
	const n, one = 100_000, `{"type":1,"name":"a","login":{"username":"u","password":"p"}},`
	in := io.MultiReader(strings.NewReader(`{"folders":[],"items":[`), &again{one: one, left: n * len(one)}, strings.NewReader(`{"type":2}]}`))
	var sink counting
	if err := (Format{}).Import(context.Background(), port.Source{R: in}, &sink); err != nil || int(sink) != n+1 {
		t.Fatal(sink, err)
	}
}

// again gives a text again and again.
type again struct {
	one      string
	at, left int
}

func (a *again) Read(p []byte) (int, error) {
	if a.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), a.left)
	for i := range n {
		p[i] = a.one[a.at%len(a.one)]
		a.at++
	}
	a.left -= n
	return n, nil
}

// counting counts items.
type counting int

func (*counting) Box(port.Box) error          { return nil }
func (*counting) Template(box.Template) error { return nil }
func (n *counting) Item(*port.Entry) error    { *n++; return nil }
func (*counting) Report(port.Note)            {}

// FuzzImport: no input panics or gives an error of another kind; what comes in has
// what an item needs, and goes out so that it comes in as the same where nothing is
// said to be lost of it.
func FuzzImport(f *testing.F) {
	for _, name := range []string{"all.json", "organisation.json", "account.json"} {
		f.Add(fixture(f, name))
	}
	f.Add(archived1(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c porttest.Collected
		if err := (Format{}).Import(context.Background(), porttest.Seekable(data), &c); err != nil {
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		for _, e := range c.Entries {
			seen := make(map[string]bool)
			for _, field := range e.Fields {
				if seen[field.Name] || field.Name == "" || field.Value.IsZero() {
					t.Fatalf("field %q", field.Name)
				}
				seen[field.Name] = true
			}
			if strings.TrimSpace(e.Title) == "" || e.Template == "" {
				t.Fatal("no title or template")
			}
			e.Files = nil
		}
		comesBack(t, c.Entries)
	})
}

// comesBack writes items and reads them: those of which nothing is said to be lost are
// the same.
func comesBack(t *testing.T, all []*port.Entry) {
	t.Helper()
	once := porttest.Read(t, Format{}, porttest.Seekable(porttest.Write(t, Format{}, porttest.ContentOf(nil, nil, all...))))
	if len(once.Entries) != len(all) {
		t.Fatalf("%d items became %d", len(all), len(once.Entries))
	}
	for i, e := range all {
		if len((Format{}).Loses(e)) > 0 {
			continue
		}
		got, want := &porttest.Collected{Entries: once.Entries[i : i+1]}, &porttest.Collected{Entries: all[i : i+1]}
		if diff := porttest.Differ(items(got), items(want)); diff != "" {
			t.Fatalf("%q came back as another: %s", e.Title, diff)
		}
	}
}
