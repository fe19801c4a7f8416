package hold

import (
	"bytes"
	"embed"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"coffer/vault/codec"
)

// seeds are events and a policy as hexadecimal text: in testdata/good what
// parses, in testdata/bad what does not.
//
//go:embed testdata/good testdata/bad
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
		if found[e.Name()], err = hex.DecodeString(strings.TrimSpace(string(text))); err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
	}
	return found
}

func TestSeeds(t *testing.T) {
	good, bad := readSeeds(t, "good"), readSeeds(t, "bad")
	if len(good) < 18 || len(bad) == 0 { // each kind, and two policies
		t.Fatalf("%d and %d seeds", len(good), len(bad))
	}
	for name, data := range good {
		_, eventErr := Parse(data)
		_, policyErr := ParsePolicy(data)
		if eventErr != nil && policyErr != nil {
			t.Errorf("%s: %v, %v", name, eventErr, policyErr)
		}
	}
	for name, data := range bad {
		if _, err := Parse(data); !errors.Is(err, ErrEvent) {
			t.Errorf("%s as an event: %v", name, err)
		}
		if _, err := ParsePolicy(data); !errors.Is(err, ErrPolicy) {
			t.Errorf("%s as a policy: %v", name, err)
		}
	}
}

func addSeeds(f *testing.F) {
	for _, dir := range []string{"good", "bad"} {
		for _, data := range readSeeds(f, dir) {
			f.Add(data)
		}
	}
}

// FuzzEvent holds that what parses encodes to the same bytes, and that nobody
// but the parties is heard.
func FuzzEvent(f *testing.F) {
	addSeeds(f)
	p := testPolicy(3, 2)
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrEvent) {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		body, err := codec.Marshal(u.event)
		if err != nil || !bytes.Equal(body, u.wire.Body) {
			t.Fatalf("%x became %x, %v", u.wire.Body, body, err)
		}
		again, err := codec.Marshal(u.wire)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x became %x, %v", data, again, err)
		}
		if v, err := u.Verify(p); err == nil {
			if _, author := v.Event().About(); !p.Roles(author).Is(v.Event().authors()) {
				t.Fatal("somebody is heard who may not say that")
			}
		}
	})
}

func FuzzPolicy(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePolicy(data)
		if err != nil {
			return
		}
		again, err := p.Encode()
		if err != nil || !bytes.Equal(again, data) || p.Matter() == (Hash{}) {
			t.Fatalf("%x became %x, %v", data, again, err)
		}
	})
}
