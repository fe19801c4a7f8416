package split

import (
	"bytes"
	"embed"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"coffer/vault/codec"
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

func TestSeeds(t *testing.T) {
	good, bad := readSeeds(t, "good"), readSeeds(t, "bad")
	if len(good) == 0 || len(bad) == 0 {
		t.Fatal("there are no seeds")
	}
	for name, data := range good {
		_, shareErr := ParseShare(data)
		_, setErr := ParseSet(data)
		if shareErr != nil && setErr != nil {
			t.Errorf("%s: %v, %v", name, shareErr, setErr)
		}
	}
	for name, data := range bad {
		if _, err := ParseShare(data); !errors.Is(err, ErrShare) && !errors.Is(err, ErrZero) {
			t.Errorf("%s as a share: %v", name, err)
		}
		if _, err := ParseSet(data); err == nil {
			t.Errorf("%s is a set", name)
		}
	}
}

func FuzzShare(f *testing.F) {
	for _, dir := range []string{"good", "bad"} {
		for _, data := range readSeeds(f, dir) {
			f.Add(data)
		}
	}
	set, _ := mustSplit(f, about, 2, 3)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseShare(data)
		if err != nil {
			if !errors.Is(err, ErrShare) && !errors.Is(err, ErrZero) {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		again, err := s.Encode()
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x became %x, %v", data, again, err)
		}
		if set.Verify(s) == nil {
			t.Fatal("a share of a set that is unknown to it")
		}
	})
}

func FuzzSet(f *testing.F) {
	for _, dir := range []string{"good", "bad"} {
		for _, data := range readSeeds(f, dir) {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseSet(data)
		if err != nil {
			return
		}
		again, err := codec.Marshal(s)
		if err != nil || !bytes.Equal(again, data) || s.Hash() == [32]byte{} {
			t.Fatalf("%x became %x, %v", data, again, err)
		}
	})
}
