package bitwarden

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/vault/secret"
)

// Small files that would take much memory: each of them is refused when it goes too
// far, and long before.
func TestMemory(t *testing.T) {
	repeat := func(one string, n int) io.Reader { return &again{one: one, left: n * len(one)} }
	folder := `{"id":"","name":"` + strings.Repeat("a", 60_000) + `"},`
	value := `"` + strings.Repeat("x", port.MaxValue) + `",`
	for _, c := range []struct {
		name string
		in   io.Reader
		want string
	}{
		{"names of folders", io.MultiReader(strings.NewReader(`{"folders":[`), repeat(folder, 1200)), "names of folders"},
		{"names of collections", io.MultiReader(strings.NewReader(`{"folders":[{"id":"a","name":"b"}],"collections":[`), repeat(folder, 1200)), "names of folders"},
		{"one item", io.MultiReader(strings.NewReader(`{"items":[{"type":2,"zz":[`), repeat(value, 5)), "larger than 32768 KiB"},
		{"many fields of it", strings.NewReader(export1(`{"type":2` + swollen(16) + `}`)), "more than 32 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Format{}.Import(context.Background(), port.Source{R: c.in}, &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

// swollen are members that are six times as large as JSON.
func swollen(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"s` + strings.Repeat("s", i) + `":["` + strings.Repeat(`\u0001`, 400<<10) + `"]`)
	}
	return b.String()
}

// What no import would take again does not go out.
func TestTooMuch(t *testing.T) {
	large := &port.Entry{Item: box.Item{Label: box.Label{Title: "large", Template: box.TemplateLogin}}}
	for i := range 32 {
		it := box.Item{Revision: uint32(32 - i), Fields: []box.Field{{Name: "password", Kind: box.Password, Tier: box.Core, Value: secret.New(strings.Repeat("x", 1<<20) + strings.Repeat("y", i))}}}
		large.Former = append(large.Former, it)
	}
	var boxes []port.Box
	for i := range 17 {
		boxes = append(boxes, port.Box{Name: strings.Repeat("x", 4<<20) + strings.Repeat("y", i)})
	}
	for name, c := range map[string]port.Content{"an item": porttest.ContentOf(nil, nil, large), "names": porttest.ContentOf(boxes, nil)} {
		var more *port.TooMuchError
		if err := (Format{}).Export(context.Background(), port.Target{W: io.Discard}, c); !errors.As(err, &more) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A ZIP that is protected is refused before anything of it is read: each of its
// entries would cost decrypting all that stands before it.
func TestProtectedArchive(t *testing.T) {
	for name, in := range map[string]string{"a ZIP": string(archived1(t)), "its beginning": zipMagic} {
		data := protectedText(t, in)
		var sink porttest.Collected
		err := bring(porttest.Seekable(data), password, &sink)
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "no JSON") || len(sink.Entries) > 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A further field of a type that nobody knows, or of none, is kept as one that is
// hidden.
func TestFieldOfTomorrow(t *testing.T) {
	const in = `{"type":1,"name":"a","fields":[{"name":"text","value":"a","type":0},{"name":"hidden","value":"b","type":1},{"name":"yes","value":"true","type":2},{"name":"new","value":"canary","type":4},{"name":"bare","value":"canary"}]}`
	c := porttest.Read(t, Format{}, porttest.Seekable([]byte(export1(in))))
	want := map[string]box.Tier{"text": box.Companion, "hidden": box.Core, "yes": box.Companion, "new": box.Core, "bare": box.Core}
	for _, f := range c.Entries[0].Fields {
		if f.Tier != want[f.Name] {
			t.Errorf("%s is %s", f.Name, f.Tier)
		}
	}
	if got := c.Describe(); !strings.Contains(got, "a type that is not known here (4)") || strings.Count(got, "not known") != 1 {
		t.Errorf("got\n%s", got)
	}
}
