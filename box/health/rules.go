package health

import (
	"errors"
	"strings"
	"time"
)

// ErrKinds reports what is not kinds of characters.
var ErrKinds = errors.New("not kinds of characters")

// Rules are what the owner asks of every password. The zero value asks for
// nothing.
type Rules struct {
	Length int           // characters at least
	Score  int           // of [Strength] at least
	Age    time.Duration // at most; 0: any
	Kinds  CharKinds     // of each at least one
}

// DefaultRules are for people who did not choose.
func DefaultRules() Rules { return Rules{Length: 8, Score: 3} }

// ruleText is what a finding calls a rule: one that nobody chose is not the owner's.
func ruleText(chosen bool) string {
	if chosen {
		return "your rule"
	}
	return "the rule"
}

// CharKinds is a set of kinds of characters.
type CharKinds uint8

// The kinds of characters. What is no letter and no digit is a symbol.
const (
	Lower CharKinds = 1 << iota
	Upper
	Digit
	Symbol
	charKindsEnd
	AllKinds = charKindsEnd - 1
)

func (k CharKinds) name() string {
	switch k {
	case Lower:
		return "lower"
	case Upper:
		return "upper"
	case Digit:
		return "digit"
	}
	return "symbol"
}

// String lists the kinds, joined by plus signs.
func (k CharKinds) String() string {
	var names []string
	for one := Lower; one < charKindsEnd; one <<= 1 {
		if k&one != 0 {
			names = append(names, one.name())
		}
	}
	return strings.Join(names, "+")
}

// ParseKinds reads what [CharKinds.String] writes, of at least one kind, each once.
func ParseKinds(value string) (all CharKinds, err error) {
	for name := range strings.SplitSeq(value, "+") {
		one := Lower
		for one < charKindsEnd && one.name() != name {
			one <<= 1
		}
		if one == charKindsEnd || all&one != 0 {
			return 0, ErrKinds
		}
		all |= one
	}
	return all, nil
}
