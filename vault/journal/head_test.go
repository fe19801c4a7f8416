package journal

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"
)

func signed(t testing.TB) (text []byte, key string, h SignedHead) {
	t.Helper()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	h = SignedHead{Origin: "coffer-log/alice", Head: Head{Size: 3, Root: LeafOf(nil)}, Time: time.Unix(1_900_000_000, 0).UTC()}
	text, err := h.Sign(private)
	if err != nil {
		t.Fatal(err)
	}
	key, err = KeyText(h.Origin, private.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	return text, key, h
}

// TestSignedHead: what was signed comes back, and nothing else does.
func TestSignedHead(t *testing.T) {
	text, key, want := signed(t)
	const begins = "coffer-log/alice\n3\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\ntime 1900000000\n\n\u2014 coffer-log/alice "
	if !strings.HasPrefix(string(text), begins) {
		t.Errorf("signed is %q", text)
	}
	if h, err := ReadSigned(text, key+"\n"); err != nil || h != want {
		t.Errorf("%+v, %v", h, err)
	}
	for i := range text {
		changed := bytes.Clone(text)
		changed[i] ^= 1
		if h, err := ReadSigned(changed, key); !errors.Is(err, ErrHead) {
			t.Errorf("byte %d was changed: %+v, %v", i, h, err)
		}
	}
	for _, other := range []string{"", "coffer-log/alice", strings.Replace(key, "alice", "bob", 1), key + "x"} {
		if _, err := ReadSigned(text, other); !errors.Is(err, ErrHead) {
			t.Errorf("with the key %q: %v", other, err)
		}
	}
}

// TestStrictHead refuses other ways to write a head, signed or not.
func TestStrictHead(t *testing.T) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	_, _, h := signed(t)
	good := h.text()
	if _, err := parseHead(good); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"", "\n\n\n\n", good + "more\n", strings.Replace(good, "\n3\n", "\n03\n", 1), strings.Replace(good, "\n3\n", "\n+3\n", 1),
		strings.Replace(good, "\n3\n", "\n-3\n", 1), strings.Replace(good, "\n3\n", "\n2199023255553\n", 1),
		strings.Replace(good, "time ", "", 1), strings.Replace(good, "time 1", "time 01", 1), strings.Replace(good, "time 1", "time -1", 1),
		strings.Replace(good, "B0=", "B1=", 1), strings.Replace(good, "=", "", 1), strings.Replace(good, "time 19", "time 9999999999919", 1),
	} {
		if _, err := parseHead(text); !errors.Is(err, ErrHead) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := (SignedHead{Origin: "with a space"}).Sign(private); err == nil {
		t.Error("signed for a name that notes do not know")
	}
}

func FuzzReadSigned(f *testing.F) {
	text, key, _ := signed(f)
	f.Add(text, key)
	f.Fuzz(func(t *testing.T, text []byte, key string) {
		h, err := ReadSigned(text, key)
		if err == nil && !strings.HasPrefix(string(text), h.text()) {
			t.Errorf("%q is read as %+v", text, h)
		}
	})
}
