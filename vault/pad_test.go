package vault

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// padme is the formula as the paper gives it (section 4): E is the exponent of
// the length, S the bits that its own representation needs, and the last E-S
// bits of the length become zero.
func padme(n int) int {
	e := math.Floor(math.Log2(float64(n)))
	s := math.Floor(math.Log2(e)) + 1
	step := math.Pow(2, e-s)
	return int(math.Ceil(float64(n)/step) * step)
}

func TestPaddedSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, MaxPlain).Draw(t, "length")
		have := paddedSize(n)
		if n <= minPlain {
			if have != minPlain {
				t.Fatalf("%d becomes %d", n, have)
			}
			return
		}
		if want := padme(n); have != want {
			t.Fatalf("%d becomes %d and not %d", n, have, want)
		}
		if float64(have) > 1.12*float64(n) || have < n || paddedSize(have) != have {
			t.Fatalf("%d becomes %d", n, have)
		}
	})
}

func TestPaddingComesOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "plain")
		p := padded(plain)
		again, err := unpadded(p)
		if err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("%x %v", again, err)
		}
		at := rapid.IntRange(0, len(p)-1).Draw(t, "at")
		p[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		again, err = unpadded(p)
		if at >= 4 && at < 4+len(plain) {
			return // content: that is for the tag to notice
		}
		if err == nil && !bytes.Equal(padded(again), p) {
			t.Fatal("a padding that nobody writes was taken")
		}
		if err == nil && at >= 4 {
			t.Fatal("a bit in the padding was not noticed")
		}
	})
}

func TestWrongPadding(t *testing.T) {
	for name, p := range map[string][]byte{
		"nothing":         nil,
		"short":           make([]byte, minPlain-1),
		"length too long": append([]byte{0, 0, 1, 0}, make([]byte, minPlain-4)...),
		"huge length":     append([]byte{0xFF, 0xFF, 0xFF, 0xFF}, make([]byte, minPlain-4)...),
		"too much":        make([]byte, 2*minPlain),
		"not a zero":      append(make([]byte, minPlain-1), 1),
	} {
		if _, err := unpadded(p); !isDamage(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
