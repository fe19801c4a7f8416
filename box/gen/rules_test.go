package gen

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestRulesRefused(t *testing.T) {
	for name, r := range map[string]Rules{
		"zero":             {},
		"no set":           {Length: 8},
		"too short":        {Length: 3, Lower: true},
		"too long":         {Length: 1025, Lower: true},
		"negative":         {Length: -1, Lower: true},
		"set but off":      {Length: 8, Lower: true, SymbolSet: "+-"},
		"space":            {Length: 8, Symbols: true, SymbolSet: "+ -"},
		"escape":           {Length: 8, Symbols: true, SymbolSet: "+\x1b[2J"},
		"combining":        {Length: 8, Symbols: true, SymbolSet: "a\u0301"},
		"invisible":        {Length: 8, Symbols: true, SymbolSet: "a\u200b"},
		"not UTF-8":        {Length: 8, Symbols: true, SymbolSet: "a\xff"},
		"too many":         {Length: 8, Symbols: true, SymbolSet: strings.Repeat("+", 129)},
		"only look-alikes": {Length: 8, Lower: true, Symbols: true, SymbolSet: "|0O", NoLookAlikes: true},
	} {
		if _, err := r.Password(fixed()); !errors.Is(err, ErrRules) {
			t.Errorf("%s: %v", name, err)
		}
		if r.Entropy() != 0 {
			t.Errorf("%s: entropy %v", name, r.Entropy())
		}
	}
}

func TestPasswordKeepsRules(t *testing.T) {
	r := fixed()
	rapid.Check(t, func(t *rapid.T) {
		rules := Rules{
			Length: rapid.IntRange(4, 40).Draw(t, "length"),
			Lower:  rapid.Bool().Draw(t, "lower"), Upper: rapid.Bool().Draw(t, "upper"),
			Digits: rapid.Bool().Draw(t, "digits"), Symbols: true,
			SymbolSet:    rapid.SampledFrom([]string{"", "_", "é€+", "aA1"}).Draw(t, "symbols"),
			NoLookAlikes: rapid.Bool().Draw(t, "no look-alikes"), Each: rapid.Bool().Draw(t, "each"),
		}
		if rules.SymbolSet == "aA1" && rules.NoLookAlikes {
			rules.SymbolSet = "aA"
		}
		secret, err := rules.Password(r)
		if err != nil {
			t.Fatal(err)
		}
		checkPassword(t, rules, secret.Reveal())
	})
}

func checkPassword(t *rapid.T, r Rules, password string) {
	symbols := r.SymbolSet
	if symbols == "" {
		symbols = symbolSet
	}
	allowed := ""
	for set, on := range map[string]bool{lowerSet: r.Lower, upperSet: r.Upper, digitSet: r.Digits, symbols: true} {
		if on {
			allowed += set
		}
		if on && r.Each && !strings.ContainsAny(password, set) {
			t.Errorf("%q has none of %q", password, set)
		}
	}
	if n := utf8.RuneCountInString(password); n != r.Length {
		t.Errorf("%q has %d characters, not %d", password, n, r.Length)
	}
	if strings.Trim(password, allowed) != "" {
		t.Errorf("%q has others than %q", password, allowed)
	}
	if r.NoLookAlikes && strings.ContainsAny(password, lookAlikes) {
		t.Errorf("%q has look-alikes", password)
	}
}

func TestLongestPassword(t *testing.T) {
	r := Rules{Length: 1024, Symbols: true, SymbolSet: "€𝄞"}
	p, err := r.Password(fixed())
	if err != nil || utf8.RuneCountInString(p.Reveal()) != 1024 {
		t.Errorf("%d bytes, %v", p.Len(), err)
	}
	if got := r.Entropy(); got != 1024 {
		t.Errorf("entropy %v", got)
	}
}

// Of the 1,760 passwords allowed each must be as likely as the others. Mending
// a password that lacks a set would show here at once.
func TestPasswordIsUniform(t *testing.T) {
	const draws, allowed = 50_000, 7*7*7*7 - 5*5*5*5 - 2*2*2*2
	rules := Rules{Length: 4, Digits: true, NoLookAlikes: true, Symbols: true, SymbolSet: "ab", Each: true}
	r, seen := fixed(), make(map[string]int)
	for range draws {
		p, err := rules.Password(r)
		if err != nil {
			t.Fatal(err)
		}
		seen[p.Reveal()]++
	}
	if len(seen) != allowed {
		t.Fatalf("%d passwords, not %d", len(seen), allowed)
	}
	const mean = float64(draws) / allowed
	chi := 0.0
	for _, n := range seen {
		chi += (float64(n) - mean) * (float64(n) - mean) / mean
	}
	// Chi square has mean allowed-1 and variance twice that: five deviations.
	if limit := allowed - 1 + 5*math.Sqrt(2*(allowed-1)); chi > limit {
		t.Errorf("chi square %.0f, more than %.0f", chi, limit)
	}
}

func TestEntropyKnown(t *testing.T) {
	for _, c := range []struct {
		rules Rules
		want  float64
	}{
		{PIN(4), math.Log2(10_000)},
		{PIN(6), math.Log2(1_000_000)},
		{Rules{Length: 1024, Digits: true}, 1024 * math.Log2(10)},
		{Rules{Length: 16, Lower: true}, 16 * math.Log2(26)},
		{Rules{Length: 16, Lower: true, Each: true}, 16 * math.Log2(26)},
		{Rules{Length: 10, Digits: true, Symbols: true, SymbolSet: "0123456789"}, 10 * math.Log2(10)},
	} {
		if got := c.rules.Entropy(); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: %v, not %v", c.rules, got, c.want)
		}
	}
}

// Counting by inclusion and exclusion agrees with counting one by one, also
// where sets overlap.
func TestCountByBruteForce(t *testing.T) {
	for _, masks := range [][]uint8{
		{1}, {1, 2}, {1, 1, 1, 2}, {1, 2, 4, 8}, {1, 1, 2, 4, 8, 8}, {3, 1, 2}, {3, 5, 1, 8, 15, 4}, {3, 3},
	} {
		for n := 1; n <= 5; n++ {
			t.Run(fmt.Sprint(masks, n), func(t *testing.T) {
				var letters []letter
				var all uint8
				for _, m := range masks {
					letters, all = append(letters, letter{sets: m}), all|m
				}
				sets := 0
				for 1<<sets <= all {
					sets++
				}
				if got, want := count(letters, sets, n).Int64(), oneByOne(letters, all, n); got != want {
					t.Errorf("%d, not %d", got, want)
				}
			})
		}
	}
}

// oneByOne counts the texts of n letters that meet all the sets missing.
func oneByOne(letters []letter, missing uint8, n int) (texts int64) {
	if n == 0 {
		if missing == 0 {
			return 1
		}
		return 0
	}
	for _, l := range letters {
		texts += oneByOne(letters, missing&^l.sets, n-1)
	}
	return texts
}

// maxTries rests on this: more than 1 in 200 passwords meets the rules.
func TestWorstRulesAreMet(t *testing.T) {
	for _, clear := range []bool{false, true} {
		for n := 1; n <= maxSymbols; n++ {
			r := Rules{
				Length: MinLength, Lower: true, Upper: true, Digits: true, Symbols: true, NoLookAlikes: clear, Each: true,
			}
			for i := range n {
				r.SymbolSet += string(rune(0x400 + i)) // Cyrillic, not in the other sets
			}
			with := r.Entropy()
			r.Each = false
			if lost := r.Entropy() - with; with == 0 || lost > math.Log2(200) {
				t.Errorf("%d symbols: 1 in %.0f", n, math.Exp2(lost))
			}
		}
	}
}

func TestBrokenRandomnessEnds(t *testing.T) {
	if _, err := DefaultRules().Password(zeros{}); !errors.Is(err, errLuck) {
		t.Errorf("%v", err)
	}
}

func BenchmarkPassword(b *testing.B) {
	r := fixed()
	for b.Loop() {
		if _, err := DefaultRules().Password(r); err != nil {
			b.Fatal(err)
		}
	}
}
