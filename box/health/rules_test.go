package health

import (
	"errors"
	"testing"
)

// TestParseKinds holds that every set is read as it is written, in any order, and
// that nothing else is.
func TestParseKinds(t *testing.T) {
	for k := Lower; k <= AllKinds; k++ {
		if got, err := ParseKinds(k.String()); err != nil || got != k {
			t.Errorf("%s: %v, %v", k, got, err)
		}
	}
	if got, err := ParseKinds("symbol+lower"); err != nil || got != Lower|Symbol {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"", " ", "lower+", "+lower", "lower+lower", "Lower", "all", "lower,upper", "lower +upper"} {
		if got, err := ParseKinds(text); !errors.Is(err, ErrKinds) || got != 0 {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// FuzzParseKinds: what parses is written in a way that parses to the same.
func FuzzParseKinds(f *testing.F) {
	for _, text := range []string{"lower+upper+digit+symbol", "symbol+digit", "lower+lower", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseKinds(text)
		if err != nil {
			return
		}
		if again, err := ParseKinds(k.String()); err != nil || again != k {
			t.Fatalf("%q: %v, then %v, %v", text, k, again, err)
		}
	})
}
