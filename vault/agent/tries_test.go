package agent

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

func tried(t *testing.T, id Identity, passwords ...string) (all Tries) {
	t.Helper()
	var err error
	for _, p := range passwords {
		if all, err = all.Add(id.Recipient(), secret.New(p)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestWhatRemainsOfTries(t *testing.T) {
	_, id := newSpool(t)
	const right = "correct horse battery"
	for name, c := range map[string]struct {
		tries []string
		count int
		word  Likeness
	}{
		"none":                           {nil, 0, 0},
		"a slip right before":            {[]string{"corect horse battery"}, 0, 0},
		"caps lock right before":         {[]string{"CORRECT HORSE BATTERY"}, 0, 0},
		"two slips":                      {[]string{"corect horse battery", "correct hrose battery"}, 1, Slip},
		"something else, then a slip":    {[]string{"letmein", "corect horse battery"}, 1, Different},
		"a slip, then something else":    {[]string{"corect horse battery", "letmein"}, 2, Different},
		"near":                           {[]string{"correct horse staple!"}, 1, Near},
		"the beginning of it":            {[]string{"correct horse"}, 1, Near},
		"the least alike of many counts": {[]string{"correct horse", "letmein", "correct horse b"}, 3, Different},
		"an empty one":                   {[]string{""}, 1, Different},
		"a long one":                     {[]string{strings.Repeat("x", 4096)}, 1, Different},
	} {
		count, word := tried(t, id, c.tries...).Judge(id, secret.New(right))
		if count != c.count || word != c.word {
			t.Errorf("%s: %d, %q; not %d, %q", name, count, word, c.count, c.word)
		}
	}
}

func TestTriesAreBounded(t *testing.T) {
	_, id := newSpool(t)
	var all Tries
	for range 25 {
		all, _ = all.Add(id.Recipient(), secret.New("letmein"))
	}
	if all.Count != 25 || len(all.Sealed) != maxTries {
		t.Errorf("%d counted, %d kept", all.Count, len(all.Sealed))
	}
	b, err := codec.Marshal(all)
	if err != nil || len(b) > maxTryFile {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	again, err := ParseTries(b)
	if err != nil || again.Count != 25 {
		t.Fatal(err)
	}
	if count, word := again.Judge(id, secret.New("correct horse")); count != 25 || word != Different {
		t.Errorf("%d, %q", count, word)
	}
}

// TestTriesTellNothing holds that neither the passwords nor their lengths are
// seen without the identity.
func TestTriesTellNothing(t *testing.T) {
	_, id := newSpool(t)
	short, long := tried(t, id, "x"), tried(t, id, "canary-"+strings.Repeat("y", 200))
	if len(short.Sealed[0]) != len(long.Sealed[0]) {
		t.Error("the length of a password shows")
	}
	if bytes.Contains(long.Sealed[0], []byte("canary")) {
		t.Error("a password stands in clear")
	}
	_, other := newSpool(t)
	if count, word := long.Judge(other, secret.New("right")); count != 1 || word != 0 {
		t.Errorf("a stranger learns %d, %q", count, word)
	}
}

func TestParseTriesRefuses(t *testing.T) {
	_, id := newSpool(t)
	all := tried(t, id, "a", "b")
	for name, change := range map[string]func(*Tries){
		"more kept than counted": func(t *Tries) { t.Count = 1 },
		"too many":               func(t *Tries) { t.Count, t.Sealed = 11, make([][]byte, 11) },
	} {
		c := all
		change(&c)
		b, err := codec.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseTries(b); !errors.Is(err, codec.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseTries(make([]byte, maxTryFile+1)); !errors.Is(err, codec.ErrMalformed) {
		t.Errorf("too long: %v", err)
	}
	if _, err := (Tries{}).Add("nobody", secret.New("x")); err == nil {
		t.Error("kept for nobody")
	}
}

func FuzzTries(f *testing.F) {
	f.Add([]byte{0x82, 0, 0xf6})
	f.Add([]byte{0x82, 1, 0x81, 0x41, 7})
	_, id := newSpool(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := ParseTries(b)
		if err != nil {
			return
		}
		again, err := codec.Marshal(all)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x became %x (%v)", b, again, err)
		}
		all.Judge(id, secret.New("right"))
	})
}

func TestLiken(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want Likeness
	}{
		{"hunter22", "hunter22", Slip}, {"hunter22", "Hunter22", Slip}, {"hunter22", "hunter23", Slip}, {"hunter22", "huntre22", Slip},
		{"hunter22", " hunter22", Slip}, {"grün", "gru\u0308n", Slip},
		{"hunter22", "hunter31", Near}, {"hunter2222", "hunter3322", Slip}, {"hunter22", "hunter", Near},
		{"hunter22", "swordfish", Different}, {"", "swordfish", Different}, {"abc", "abd", Near}, {"ab", "cd", Different},
		{"a", "b", Different}, {"", "", Slip},
	} {
		if got := Liken(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %q, not %q", c.a, c.b, got, c.want)
		}
		if Liken(c.a, c.b) != Liken(c.b, c.a) {
			t.Errorf("%q and %q: not the same both ways", c.a, c.b)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "ab", 1}, {"abc", "xabc", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("%q and %q: %d, not %d", c.a, c.b, got, c.want)
		}
	}
}
