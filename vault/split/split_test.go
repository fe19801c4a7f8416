package split

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

var about = Subject{Kind: "seal", Owner: [32]byte{1}, Of: [16]byte{2}, Generation: 3}

func aKey(t testing.TB, fill byte) secret.Key {
	t.Helper()
	key, err := secret.KeyFrom(bytes.Repeat([]byte{fill}, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func mustSplit(t testing.TB, about Subject, k, n int) (Set, []Share) {
	t.Helper()
	set, shares, err := Split(about, aKey(t, 7), k, n)
	if err != nil {
		t.Fatal(err)
	}
	return set, shares
}

// with returns a copy of a share that is changed.
func with(s Share, change func(*Share)) Share {
	s.value, _ = secret.KeyFrom(s.value.Bytes())
	change(&s)
	return s
}

// TestAttacks gives Combine what the library would take without a word.
func TestAttacks(t *testing.T) {
	set, s := mustSplit(t, about, 3, 5)
	other, o := mustSplit(t, about, 3, 5)
	later := about
	later.Generation++
	_, renewed := mustSplit(t, later, 3, 5)
	moved := set
	moved.Members = append([]Member{}, set.Members...)
	moved.Members[0], moved.Members[1] = moved.Members[1], moved.Members[0]
	for _, c := range []struct {
		name   string
		set    Set
		shares []Share
		want   error
	}{
		{"none", set, nil, ErrTooFew},
		{"too few", set, s[:2], ErrTooFew},
		{"too many", set, s[:4], ErrTooMany},
		{"one share twice", set, []Share{s[0], s[1], s[1]}, ErrTwice},
		{"one share twice and enough others", set, []Share{s[0], s[1], s[2], s[2]}, ErrTwice},
		{"of another set", set, []Share{s[0], s[1], o[2]}, ErrForeign},
		{"of another generation", set, []Share{s[0], s[1], renewed[2]}, ErrForeign},
		{"all of another set", other, s[:3], ErrForeign},
		{"a set in another order", moved, s[:3], ErrForeign},
		{"foreign, in the clothes of the set", set,
			[]Share{s[0], s[1], with(o[2], func(c *Share) { c.Set = set.Hash() })}, ErrAltered},
		{"an altered byte", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.value.Bytes()[31] ^= 1 })}, ErrAltered},
		{"x = 0", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.x = 0 })}, ErrZero},
		{"the key itself at x = 0", set, []Share{s[0], s[1], {Set: set.Hash(), Index: 3, value: aKey(t, 7)}}, ErrZero},
		{"another x", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.x ^= 0x80 })}, ErrAltered},
		{"the x of another share", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.x = s[1].x })}, ErrAltered},
		{"another number", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.Index = 4 })}, ErrAltered},
		{"a number beyond the set", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.Index = 6 })}, ErrAltered},
		{"number 0", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.Index = 0 })}, ErrShare},
		{"wiped", set, []Share{s[0], s[1], with(s[2], func(c *Share) { c.Wipe() })}, ErrShare},
		{"nothing", set, []Share{s[0], s[1], {}}, ErrShare},
		{"no set", Set{}, s[:3], ErrSet},
		{"a lower threshold", changed(set, func(c *Set) { c.Threshold = 2 }), s[:2], ErrForeign},
		{"threshold 1 of what was split in 3", changed(set, func(c *Set) { c.Threshold = 1 }), s[:1], ErrForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			key, err := Combine(c.set, c.shares)
			if !errors.Is(err, c.want) || !key.IsZero() {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	key, err := Combine(set, s[1:4])
	if err != nil || !key.Equal(aKey(t, 7)) {
		t.Errorf("the good shares: %v", err)
	}
}

func changed(s Set, change func(*Set)) Set {
	s.Members = append([]Member{}, s.Members...)
	change(&s)
	return s
}

func TestBadSets(t *testing.T) {
	good, _ := mustSplit(t, about, 2, 3)
	for name, c := range map[string]struct {
		change func(*Set)
		want   error
	}{
		"version":           {func(s *Set) { s.Version = 2 }, ErrSet},
		"no kind":           {func(s *Set) { s.Subject.Kind = "" }, ErrSet},
		"kind with escape":  {func(s *Set) { s.Subject.Kind = "\x1b[31m" }, ErrSet},
		"long kind":         {func(s *Set) { s.Subject.Kind = strings.Repeat("a", maxKind+1) }, ErrSet},
		"threshold 0":       {func(s *Set) { s.Threshold = 0 }, ErrThreshold},
		"threshold too big": {func(s *Set) { s.Threshold = 4 }, ErrThreshold},
		"no members":        {func(s *Set) { s.Members = nil }, ErrThreshold},
		"too many":          {func(s *Set) { s.Members = make([]Member, MaxShares+1) }, ErrThreshold},
		"x = 0":             {func(s *Set) { s.Members[1].X = 0 }, ErrZero},
		"x twice":           {func(s *Set) { s.Members[1].X = s.Members[0].X }, ErrTwice},
		"commitment twice":  {func(s *Set) { s.Members[1].Commitment = s.Members[0].Commitment }, ErrTwice},
	} {
		bad := changed(good, c.change)
		if err := bad.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if _, err := bad.Encode(); err == nil || bad.Hash() != [32]byte{} {
			t.Errorf("%s: encodes", name)
		}
		data, err := codec.Marshal(bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseSet(data); err == nil {
			t.Errorf("%s: parses", name)
		}
	}
	if _, err := ParseSet(make([]byte, MaxSet+1)); !errors.Is(err, ErrSet) {
		t.Errorf("too long: %v", err)
	}
}

func TestSplitRefuses(t *testing.T) {
	for _, c := range []struct{ k, n int }{{0, 3}, {4, 3}, {-1, 1}, {2, MaxShares + 1}, {1, 0}} {
		if _, _, err := Split(about, aKey(t, 1), c.k, c.n); !errors.Is(err, ErrThreshold) {
			t.Errorf("%d of %d: %v", c.k, c.n, err)
		}
	}
	if _, _, err := Split(about, secret.Key{}, 2, 3); err == nil {
		t.Error("nothing was split")
	}
	if _, _, err := Split(Subject{Kind: "Seal"}, aKey(t, 1), 2, 3); !errors.Is(err, ErrSet) {
		t.Errorf("a bad kind: %v", err)
	}
}

// TestThresholdOne makes plain copies, each with a key of its own.
func TestThresholdOne(t *testing.T) {
	set, shares := mustSplit(t, about, 1, 3)
	for i, s := range shares {
		key, err := Combine(set, shares[i:i+1])
		if err != nil || !key.Equal(aKey(t, 7)) {
			t.Errorf("copy %d: %v", i+1, err)
		}
		if i > 0 && s.Commitment() == shares[0].Commitment() {
			t.Error("two copies have one key")
		}
	}
	if _, err := Combine(set, shares[:2]); !errors.Is(err, ErrTooMany) {
		t.Errorf("two copies: %v", err)
	}
	if _, err := Combine(set, nil); !errors.Is(err, ErrTooFew) {
		t.Errorf("no copy: %v", err)
	}
}

// TestSplitAndCombine draws thresholds and picks, over the encodings.
func TestSplitAndCombine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		k := rapid.IntRange(1, n).Draw(t, "k")
		raw := rapid.SliceOfN(rapid.Byte(), secret.KeySize, secret.KeySize).Draw(t, "key")
		key, err := secret.KeyFrom(raw)
		if err != nil {
			t.Fatal(err)
		}
		set, shares, err := Split(about, key, k, n)
		if err != nil {
			t.Fatal(err)
		}
		set, shares = overTheWire(t, set, shares)
		picked := rapid.Permutation(shares).Draw(t, "picked")[:k]
		have, err := Combine(set, picked)
		if err != nil || !have.Equal(key) {
			t.Fatalf("%d of %d: %v", k, n, err)
		}
		at := rapid.IntRange(0, k-1).Draw(t, "altered")
		bit := rapid.IntRange(0, 8*secret.KeySize-1).Draw(t, "bit")
		picked[at].value.Bytes()[bit/8] ^= 1 << (bit % 8)
		if _, err := Combine(set, picked); !errors.Is(err, ErrAltered) {
			t.Fatalf("altered: %v", err)
		}
	})
}

func overTheWire(t *rapid.T, set Set, shares []Share) (Set, []Share) {
	data, err := set.Encode()
	if err != nil || len(data) > MaxSet {
		t.Fatal(len(data), err)
	}
	again, err := ParseSet(data)
	if err != nil || again.Hash() != set.Hash() {
		t.Fatal(err)
	}
	for i, s := range shares {
		data, err := s.Encode()
		if err != nil || len(data) > MaxShare {
			t.Fatal(len(data), err)
		}
		if shares[i], err = ParseShare(data); err != nil {
			t.Fatal(err)
		}
	}
	return again, shares
}

// TestFewerSayNothing holds that one share of two is as often odd as even,
// whatever the key is.
func TestFewerSayNothing(t *testing.T) {
	const rounds = 800
	ones := 0
	for range rounds {
		_, shares := mustSplit(t, about, 2, 2)
		ones += int(shares[0].value.Bytes()[0] & 1)
	}
	if ones < rounds*2/5 || ones > rounds*3/5 {
		t.Errorf("the lowest bit of one share is set %d times of %d", ones, rounds)
	}
}

func TestSign(t *testing.T) {
	set, shares := mustSplit(t, about, 2, 3)
	msg := []byte("nonce")
	sig, err := shares[1].Sign("drill", msg)
	if err != nil || !set.Signed(2, "drill", msg, sig) {
		t.Fatalf("a good signature: %v", err)
	}
	for name, ok := range map[string]bool{
		"another share":   set.Signed(1, "drill", msg, sig),
		"another purpose": set.Signed(2, "ticket", msg, sig),
		"another message": set.Signed(2, "drill", []byte("other"), sig),
		"cut short":       set.Signed(2, "drill", msg, sig[:63]),
		"none":            set.Signed(2, "drill", msg, nil),
		"number 0":        set.Signed(0, "drill", msg, sig),
		"number 4":        set.Signed(4, "drill", msg, sig),
		"no set":          Set{}.Signed(2, "drill", msg, sig),
	} {
		if ok {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := (Share{}).Sign("drill", msg); !errors.Is(err, ErrShare) {
		t.Errorf("no share signs: %v", err)
	}
}

// TestShareDoesNotPrint first finds a planted byte by the same means.
func TestShareDoesNotPrint(t *testing.T) {
	planted := struct{ value []byte }{bytes.Repeat([]byte{0xa7}, secret.KeySize)}
	_, shares, err := Split(about, aKey(t, 0xa7), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%d", "%s"} {
		if !shows(fmt.Sprintf(verb, planted)) {
			t.Fatalf("%s shows nothing, so this test proves nothing", verb)
		}
		if shows(fmt.Sprintf(verb, shares)) {
			t.Errorf("%s prints a share", verb)
		}
	}
	if _, err := codec.Marshal(shares[0]); err == nil {
		data, _ := codec.Marshal(shares[0])
		if bytes.Contains(data, planted.value) {
			t.Error("a share marshals")
		}
	}
}

func shows(s string) bool {
	for _, part := range []string{"a7a7", "167 167", "0xa7, 0xa7", "\xa7\xa7"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}
