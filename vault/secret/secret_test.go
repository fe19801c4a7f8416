package secret_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"coffer/vault/secret"
)

func TestText(t *testing.T) {
	for _, s := range []string{"", "x", "hunter2", "nul\x00 and \xff", strings.Repeat("é", 1000)} {
		text := secret.New(s)
		if text.Reveal() != s || string(text.Bytes()) != s || text.Len() != len(s) || text.IsZero() != (s == "") {
			t.Errorf("a text of %d bytes does not give back what went in", len(s))
		}
		if !text.Equal(secret.Take([]byte(s))) || text.Equal(secret.New(s+"!")) {
			t.Errorf("a text of %d bytes compares wrongly", len(s))
		}
	}
}

func TestTakeOwnsItsBytes(t *testing.T) {
	page := []byte("before|secret|after")
	text := secret.Take(page[7:13])
	text.Wipe()
	if want := "before|\x00\x00\x00\x00\x00\x00|after"; string(page) != want {
		t.Errorf("wiping left %q, want %q", page, want)
	}
}

func TestWipeReachesCopiesNotClones(t *testing.T) {
	text := secret.New("hunter2")
	copied, clone := text, text.Clone()
	text.Wipe()
	text.Wipe()
	if !text.IsZero() || !copied.IsZero() || copied.Reveal() != "" {
		t.Error("a copy outlived the wipe")
	}
	if clone.Reveal() != "hunter2" {
		t.Error("the clone did not outlive the wipe")
	}
	secret.Text{}.Wipe()
}

func TestKey(t *testing.T) {
	raw := bytes.Repeat([]byte{7}, secret.KeySize)
	k, err := secret.KeyFrom(raw)
	if err != nil {
		t.Fatal(err)
	}
	raw[0] = 0
	read, err := secret.NewKey(bytes.NewReader(bytes.Repeat([]byte{7}, secret.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	if !k.Equal(read) || k.Bytes()[0] != 7 || k.IsZero() {
		t.Error("KeyFrom did not copy, or NewKey did not read")
	}
	if k.Equal(secret.Key{}) || !(secret.Key{}).IsZero() || (secret.Key{}).Bytes() != nil {
		t.Error("the zero key holds a key")
	}
	held, copied := k.Bytes(), k
	k.Wipe()
	k.Wipe()
	if !copied.IsZero() || copied.Bytes() != nil || !bytes.Equal(held, make([]byte, secret.KeySize)) {
		t.Error("wiping left bytes of the key")
	}
}

func TestKeyRefuses(t *testing.T) {
	for _, n := range []int{0, 1, 31, 33, 64} {
		if _, err := secret.KeyFrom(make([]byte, n)); err == nil {
			t.Errorf("a key of %d bytes was accepted", n)
		}
	}
	k, err := secret.NewKey(strings.NewReader("too short"))
	if !errors.Is(err, io.ErrUnexpectedEOF) || !k.IsZero() {
		t.Errorf("a short source of randomness gave %v", err)
	}
}
