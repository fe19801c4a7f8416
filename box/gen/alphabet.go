package gen

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The sets of characters. Quotes, backquote and backslash are no standard
// symbols: passwords end up in shells and configuration files.
const (
	lowerSet   = "abcdefghijklmnopqrstuvwxyz"
	upperSet   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digitSet   = "0123456789"
	symbolSet  = "!#$%&()*+,-./:;<=>?@[]^_{|}~"
	lookAlikes = "0Oo1lI|2Z5S8B"
)

// letter is one character of an alphabet; bit i of sets tells that it belongs
// to the i-th chosen set. An own symbol set may overlap the others.
type letter struct {
	char rune
	sets uint8
}

// alphabet returns every character a password may have, each once, and how
// many sets were chosen.
func (r Rules) alphabet() (letters []letter, sets int, err error) {
	chosen, err := r.sets()
	if err != nil {
		return nil, 0, err
	}
	at := make(map[rune]int)
	for i, set := range chosen {
		for _, c := range set {
			k, seen := at[c]
			if !seen {
				k = len(letters)
				at[c] = k
				letters = append(letters, letter{char: c})
			}
			letters[k].sets |= 1 << i
		}
	}
	return letters, len(chosen), nil
}

// sets returns the chosen sets, none of them empty.
func (r Rules) sets() ([]string, error) {
	symbols, err := r.symbols()
	if err != nil {
		return nil, err
	}
	var sets []string
	for _, s := range []struct {
		on  bool
		set string
	}{{r.Lower, lowerSet}, {r.Upper, upperSet}, {r.Digits, digitSet}, {r.Symbols, symbols}} {
		if !s.on {
			continue
		}
		set := r.readable(s.set)
		if set == "" {
			return nil, fmt.Errorf("%w: only look-alikes are left of a set; allow look-alikes or add symbols", ErrRules)
		}
		sets = append(sets, set)
	}
	if len(sets) == 0 {
		return nil, fmt.Errorf("%w: choose at least one of lower case, upper case, digits and symbols", ErrRules)
	}
	return sets, nil
}

// readable leaves out look-alikes if the rules ask for it.
func (r Rules) readable(set string) string {
	if !r.NoLookAlikes {
		return set
	}
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(lookAlikes, c) {
			return -1
		}
		return c
	}, set)
}

// symbols returns the symbol set: the standard one or the owner's.
func (r Rules) symbols() (string, error) {
	if r.SymbolSet == "" {
		return symbolSet, nil
	}
	if !r.Symbols {
		return "", fmt.Errorf("%w: there is a symbol set but symbols are off; switch them on", ErrRules)
	}
	if !utf8.ValidString(r.SymbolSet) || utf8.RuneCountInString(r.SymbolSet) > maxSymbols {
		return "", fmt.Errorf("%w: give at most %d symbols, in UTF-8", ErrRules, maxSymbols)
	}
	for _, c := range r.SymbolSet {
		if !unicode.In(c, unicode.L, unicode.N, unicode.P, unicode.S) {
			return "", fmt.Errorf("%w: symbols must be visible and stand alone; leave out spaces, control and combining characters", ErrRules)
		}
	}
	return r.SymbolSet, nil
}
