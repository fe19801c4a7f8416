package health

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseRules(t *testing.T) {
	for text, want := range map[string]Rules{
		"none":             {},
		"length=12":        {Length: 12},
		"score=4,age=365d": {Score: 4, Age: 365 * day},
		"kinds=lower+symbol,length=128,age=3650d": {Kinds: Lower | Symbol, Length: 128, Age: 3650 * day},
		DefaultRules().String():                   DefaultRules(),
		"kinds=symbol+digit+upper+lower,score=1":  {Kinds: Lower | Upper | Digit | Symbol, Score: 1},
	} {
		if got, err := ParseRules(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", " ", "none,length=8", "length", "length=", "length=0", "length=129", "length=08", "length=+8", "length=-1", "length=8 ",
		"score=5", "score=1.5", "age=365", "age=d", "age=3651d", "age=0d", "age=1y", "kinds=", "kinds=lower+", "kinds=lower+lower",
		"kinds=Lower", "kinds=all", "length=8,length=8", "length=8,", ",length=8", "colour=red", "length=8;score=3",
		"length=99999999999999999999", strings.Repeat("x", 300),
	} {
		if r, err := ParseRules(text); !errors.Is(err, ErrRules) || r != (Rules{}) {
			t.Errorf("%q: %+v, %v", text, r, err)
		}
	}
}

func TestRulesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rules{
			Length: rapid.IntRange(0, maxRuleLen).Draw(t, "length"),
			Score:  rapid.IntRange(0, maxRuleScore).Draw(t, "score"),
			Kinds:  CharKinds(rapid.IntRange(0, int(charKindsEnd)-1).Draw(t, "kinds")),
		}
		for range rapid.IntRange(0, maxRuleDays).Draw(t, "days") {
			r.Age += day
		}
		if got, err := ParseRules(r.String()); err != nil || got != r {
			t.Fatalf("%s: %+v, %v", r, got, err)
		}
	})
}

// FuzzParseRules: what parses is written in a way that parses to the same.
func FuzzParseRules(f *testing.F) {
	for _, text := range []string{"none", "length=12,score=3,age=365d,kinds=lower+upper+digit+symbol", "length=0", "age=1d,", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRules(text)
		if err != nil {
			return
		}
		if again, err := ParseRules(r.String()); err != nil || again != r {
			t.Fatalf("%q: %+v, and %q: %+v, %v", text, r, r.String(), again, err)
		}
	})
}
