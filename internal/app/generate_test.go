package app

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestRecipe(t *testing.T) {
	rand := rand.NewChaCha8([32]byte{1})
	empty := ""
	for _, test := range []struct {
		name    string
		recipe  Recipe
		length  int // 0: not checked
		letters string
		bits    float64 // at least
	}{
		{"password", Recipe{}, 20, "", 100},
		{"long", Recipe{Length: 64}, 64, "", 400},
		{"letters and digits", Recipe{NoSymbols: true, Length: 30}, 30, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 170},
		{"pin", Recipe{PIN: 6}, 6, "0123456789", 19.9},
		{"words", Recipe{Words: 5, Separator: &empty}, 0, "abcdefghijklmnopqrstuvwxyz-", 64},
	} {
		s, bits, err := test.recipe.Generate(rand)
		if err != nil || bits < test.bits || math.IsInf(bits, 0) || test.length != 0 && s.Len() != test.length {
			t.Errorf("%s: %d bytes, %f bits, %v", test.name, s.Len(), bits, err)
		}
		if test.letters != "" && strings.Trim(s.Reveal(), test.letters) != "" {
			t.Errorf("%s: other letters than asked for", test.name)
		}
	}
}

func TestRecipeRefuses(t *testing.T) {
	dash := "-"
	for _, r := range []Recipe{
		{PIN: 4, Words: 4}, {PIN: 4, Length: 4}, {Words: 4, NoSymbols: true}, {Separator: &dash}, {Digit: true},
		{Symbols: "!", NoSymbols: true}, {Length: 3}, {Length: 1 << 20}, {PIN: -1}, {Words: 1}, {Symbols: " "},
	} {
		s, _, err := r.Generate(rand.NewChaCha8([32]byte{}))
		if e := Explain(errors.Join(err)); err == nil || e.Kind != Usage || !s.IsZero() {
			t.Errorf("%+v: %v", r, err)
		}
	}
}
