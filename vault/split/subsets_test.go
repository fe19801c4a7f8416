package split

import (
	"errors"
	"fmt"
	"math/bits"
	"testing"

	"coffer/vault/secret"
)

// picked are the shares whose bits stand in the mask.
func picked(shares []Share, mask uint) (some []Share) {
	for i, s := range shares {
		if mask>>i&1 == 1 {
			some = append(some, s)
		}
	}
	return some
}

// TestEverySubset takes all ways to pick shares of a set, of any number.
func TestEverySubset(t *testing.T) {
	for _, c := range []struct{ k, n, whole, short int }{{3, 5, 10, 10}, {4, 7, 35, 35}} {
		set, shares := mustSplit(t, about, c.k, c.n)
		whole, short := 0, 0
		for mask := range uint(1) << c.n {
			some := picked(shares, mask)
			key, err := Combine(set, some)
			switch {
			case len(some) == c.k:
				whole++
				if err != nil || !key.Equal(aKey(t, 7)) {
					t.Errorf("%d of %d, %b: %v", c.k, c.n, mask, err)
				}
			case len(some) < c.k:
				if len(some) == c.k-1 {
					short++
				}
				if !errors.Is(err, ErrTooFew) || !key.IsZero() {
					t.Errorf("%d of %d, %b: %v", c.k, c.n, mask, err)
				}
			default:
				if !errors.Is(err, ErrTooMany) || !key.IsZero() {
					t.Errorf("%d of %d, %b: %v", c.k, c.n, mask, err)
				}
			}
		}
		if whole != c.whole || short != c.short {
			t.Errorf("%d of %d: %d subsets of size k and %d of one less were tried", c.k, c.n, whole, short)
		}
	}
}

// TestEveryAlteredShare changes every bit of every value, every x and every
// number, and looks at the share alone: nothing was combined.
func TestEveryAlteredShare(t *testing.T) {
	for _, c := range []struct{ k, n int }{{3, 5}, {4, 7}} {
		set, shares := mustSplit(t, about, c.k, c.n)
		for _, s := range shares {
			for bit := range 8 * secret.KeySize {
				altered := with(s, func(c *Share) { c.value.Bytes()[bit/8] ^= 1 << (bit % 8) })
				if err := set.Verify(altered); !errors.Is(err, ErrAltered) {
					t.Fatalf("share %d with bit %d altered: %v", s.Index, bit, err)
				}
			}
			for other := range 256 {
				moved := with(s, func(c *Share) { c.x = byte(other) })
				if err := set.Verify(moved); byte(other) != s.x && !errors.Is(err, ErrAltered) && !errors.Is(err, ErrZero) {
					t.Fatalf("share %d at x = %d: %v", s.Index, other, err)
				}
				renamed := with(s, func(c *Share) { c.Index = other })
				if err := set.Verify(renamed); other != s.Index && !errors.Is(err, ErrAltered) && !errors.Is(err, ErrShare) {
					t.Fatalf("share %d as number %d: %v", s.Index, other, err)
				}
			}
		}
	}
}

// TestAlteredInEverySubset puts one altered share into every subset that would
// do, at each place: Combine names it, and gives no key.
func TestAlteredInEverySubset(t *testing.T) {
	for _, c := range []struct{ k, n int }{{3, 5}, {4, 7}} {
		set, shares := mustSplit(t, about, c.k, c.n)
		for mask := range uint(1) << c.n {
			if bits.OnesCount(mask) != c.k {
				continue
			}
			for at := range c.k {
				some := picked(shares, mask)
				some[at] = with(some[at], func(c *Share) { c.value.Bytes()[at] ^= 1 })
				key, err := Combine(set, some)
				if !errors.Is(err, ErrAltered) || !key.IsZero() {
					t.Errorf("%b, altered at %d: %v", mask, at, err)
				}
			}
		}
	}
}

// TestManyShares holds at the end of what a byte can count.
func TestManyShares(t *testing.T) {
	for _, k := range []int{1, 2, 255} {
		t.Run(fmt.Sprintf("%d of 255", k), func(t *testing.T) {
			set, shares := mustSplit(t, about, k, 255)
			seen := map[byte]bool{}
			for _, s := range shares {
				if x, _ := s.Point(); x == 0 || seen[x] {
					t.Fatalf("x = %d is 0 or stands twice", x)
				} else {
					seen[x] = true
				}
			}
			data, err := set.Encode()
			if err != nil || len(data) > MaxSet || len(seen) != 255 {
				t.Fatal(len(data), len(seen), err)
			}
			if set, err = ParseSet(data); err != nil {
				t.Fatal(err)
			}
			for _, some := range [][]Share{shares[:k], shares[255-k:]} {
				key, err := Combine(set, some)
				if err != nil || !key.Equal(aKey(t, 7)) {
					t.Error(err)
				}
			}
			if _, err := Combine(set, shares[:k-1]); !errors.Is(err, ErrTooFew) {
				t.Errorf("one less: %v", err)
			}
			shares[k-1].value.Bytes()[0] ^= 1
			if _, err := Combine(set, shares[:k]); !errors.Is(err, ErrAltered) {
				t.Errorf("one altered: %v", err)
			}
		})
	}
}

func TestRebuild(t *testing.T) {
	set, shares := mustSplit(t, about, 2, 3)
	x, value := shares[1].Point()
	again, err := set.Rebuild(2, x, value)
	if err != nil || again.Commitment() != shares[1].Commitment() || again.Set != set.Hash() {
		t.Fatal(err)
	}
	again.Wipe()
	if value.IsZero() {
		t.Error("a rebuilt share is no copy")
	}
	for name, c := range map[string]struct {
		set   Set
		index int
		x     byte
		value secret.Key
		want  error
	}{
		"another number":   {set, 1, x, value, ErrAltered},
		"number 0":         {set, 0, x, value, ErrShare},
		"a number too far": {set, 4, x, value, ErrAltered},
		"another x":        {set, 2, x ^ 0x80 | 1, value, ErrAltered},
		"x = 0":            {set, 2, 0, value, ErrZero},
		"another value":    {set, 2, x, aKey(t, 7), ErrAltered},
		"no value":         {set, 2, x, secret.Key{}, ErrShare},
		"no set":           {Set{}, 2, x, value, ErrSet},
	} {
		if s, err := c.set.Rebuild(c.index, c.x, c.value); !errors.Is(err, c.want) || s.Index != 0 {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// 5 of 9 is what the whole of trustees is measured by.
func BenchmarkSplit5of9(b *testing.B) {
	key := aKey(b, 7)
	for b.Loop() {
		if _, _, err := Split(about, key, 5, 9); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCombine5of9(b *testing.B) {
	set, shares := mustSplit(b, about, 5, 9)
	for b.Loop() {
		if _, err := Combine(set, shares[4:]); err != nil {
			b.Fatal(err)
		}
	}
}
