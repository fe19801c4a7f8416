package hibp

import (
	"errors"
	"fmt"
	"testing"
)

// TestOf: both hashes of one password, which every list of breach data has.
func TestOf(t *testing.T) {
	for kind, want := range map[Kind]string{
		SHA1: "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8",
		NTLM: "8846F7EAEE8FB117AD06BDD830B7586C",
	} {
		h := Of(kind, []byte("password"))
		if got, _ := h.AppendText(nil); string(got) != want {
			t.Errorf("%v: %s, want %s", kind, got, want)
		}
		if h.Prefix().String() != want[:5] || h.Kind() != kind || len(h.Sum()) != kind.Size() {
			t.Errorf("%v: prefix %v, kind %v, %d bytes", kind, h.Prefix(), h.Kind(), len(h.Sum()))
		}
		if back, err := ParseHash(kind, []byte(want)); err != nil || back != h {
			t.Errorf("%v: parsed %v, %v", kind, back, err)
		}
		if back, err := MakeHash(kind, h.Sum()); err != nil || back != h {
			t.Errorf("%v: made %v, %v", kind, back, err)
		}
	}
	// UTF-16LE, two units for what is outside of the first plane; computed with OpenSSL.
	if got, _ := Of(NTLM, []byte("pässwörd😀")).AppendText(nil); string(got) != "A395E2E215E896A8EC4B1657B229F081" {
		t.Errorf("a password of several planes: %s", got)
	}
}

// TestHashPrintsNothing: a hash is as secret as its password.
func TestHashPrintsNothing(t *testing.T) {
	h := Of(SHA1, []byte("password"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%q"} {
		if got := fmt.Sprintf(verb, h); got != "[hash]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

func TestBadHashes(t *testing.T) {
	for _, digits := range []string{"", "5BAA6", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FDG", "8846F7EAEE8FB117AD06BDD830B7586C"} {
		if _, err := ParseHash(SHA1, []byte(digits)); !errors.Is(err, ErrHash) {
			t.Errorf("%q: %v", digits, err)
		}
	}
	if _, err := MakeHash(SHA1, make([]byte, 16)); !errors.Is(err, ErrHash) {
		t.Errorf("16 bytes: %v", err)
	}
	if _, err := ParseHash(0, nil); !errors.Is(err, ErrHash) {
		t.Errorf("no kind: %v", err)
	}
}

func TestParsePrefix(t *testing.T) {
	if p, err := ParsePrefix("0aBcF"); err != nil || p != 0x0abcf || p.String() != "0ABCF" {
		t.Errorf("%v, %v", p, err)
	}
	for _, digits := range []string{"", "0abc", "0abcf0", "0abcg", "0abc ", "+abcf", "äöü"} {
		if p, err := ParsePrefix(digits); err == nil {
			t.Errorf("%q is %v", digits, p)
		}
	}
}

func TestParseKind(t *testing.T) {
	for _, k := range []Kind{SHA1, NTLM} {
		if got, err := ParseKind(k.String()); err != nil || got != k {
			t.Errorf("%v: %v, %v", k, got, err)
		}
	}
	if _, err := ParseKind("md5"); err == nil {
		t.Error("md5 is a kind")
	}
}
