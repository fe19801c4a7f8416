package order

import (
	"bytes"
	"embed"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// seeds are encodings as hexadecimal text: in testdata/good what parses, in
// testdata/bad what does not.
//
//go:embed testdata
var seeds embed.FS

func readSeeds(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	entries, err := seeds.ReadDir("testdata/" + dir)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]byte)
	for _, e := range entries {
		text, err := seeds.ReadFile("testdata/" + dir + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		data, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
		if err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		found[e.Name()] = data
	}
	return found
}

func addSeeds(f *testing.F) {
	for _, dir := range []string{"good", "bad"} {
		for _, data := range readSeeds(f, dir) {
			f.Add(data)
		}
	}
}

func TestSeeds(t *testing.T) {
	good, bad := readSeeds(t, "good"), readSeeds(t, "bad")
	if len(good) == 0 || len(bad) == 0 {
		t.Fatal("there are no seeds")
	}
	parsed := func(data []byte) bool {
		_, asOrder := Parse(data)
		_, asSigned := ParseSigned(data)
		_, asBook := ParseBook(data)
		return asOrder == nil || asSigned == nil || asBook == nil
	}
	for name, data := range good {
		if !parsed(data) {
			t.Errorf("%s is nothing", name)
		}
	}
	for name, data := range bad {
		if parsed(data) {
			t.Errorf("%s is something", name)
		}
	}
}

// again holds what every reader promises: its own errors, and the same bytes
// when what it read is written again.
func again(t *testing.T, data []byte, err error, encode func() ([]byte, error)) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, ErrOrder) && !errors.Is(err, ErrTwice) {
			t.Fatalf("a foreign error: %v", err)
		}
		return
	}
	if out, err := encode(); err != nil || !bytes.Equal(out, data) {
		t.Fatalf("%x became %x, %v", data, out, err)
	}
}

func FuzzOrder(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := Parse(data)
		again(t, data, err, o.Encode)
	})
}

func FuzzSigned(f *testing.F) {
	addSeeds(f)
	set, _ := trustees(f, about, 2, 3)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseSigned(data)
		again(t, data, err, s.Encode)
		if err == nil && s.Check(set) == nil {
			t.Fatal("signed by shares that nobody else has")
		}
	})
}

func FuzzBook(f *testing.F) {
	addSeeds(f)
	set, s := trustees(f, about, 2, 3)
	one := signed(f, set, anOrder(f, set, Freeze, asked), s...)
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ParseBook(data)
		again(t, data, err, b.Encode)
		if good, wrong := b.Checked(set, asked); !good.IsEmpty() || (wrong == nil) != b.IsEmpty() {
			t.Fatalf("it counts: %v", wrong)
		}
		if _, err := Place(data, set, one, asked); err != nil {
			t.Fatalf("it is in the way: %v", err)
		}
	})
}

func FuzzDealt(f *testing.F) {
	f.Add([]byte{0x84, 1, 2, 3, 4})
	f.Add([]byte{0x84, 1, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ParseDealt(data)
		again(t, data, err, d.Encode)
	})
}
