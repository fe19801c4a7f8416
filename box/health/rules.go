package health

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrRules is wrapped by every refusal of written rules.
var ErrRules = errors.New("these rules are not understood")

// Rules are what the owner asks of every password. The zero value asks for
// nothing.
type Rules struct {
	Length int           // characters at least
	Score  int           // of [Strength] at least
	Age    time.Duration // at most, in whole days
	Kinds  CharKinds     // of each at least one
}

// DefaultRules are for people who did not choose.
func DefaultRules() Rules { return Rules{Length: 8, Score: 3} }

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

// String writes rules as [ParseRules] reads them.
func (r Rules) String() string {
	var parts []string
	if r.Length > 0 {
		parts = append(parts, "length="+strconv.Itoa(r.Length))
	}
	if r.Score > 0 {
		parts = append(parts, "score="+strconv.Itoa(r.Score))
	}
	if r.Age > 0 {
		parts = append(parts, fmt.Sprintf("age=%dd", r.Age/day))
	}
	if r.Kinds != 0 {
		parts = append(parts, "kinds="+r.Kinds.String())
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ",")
}

// ParseRules reads rules like length=12,score=3,age=365d,kinds=lower+upper+digit+symbol
// or none. What is left out is not asked for. An error wraps [ErrRules] and says
// what a rule may be.
func ParseRules(text string) (r Rules, err error) {
	if text == "none" {
		return Rules{}, nil
	}
	if len(text) > maxRulesText {
		return Rules{}, fmt.Errorf("%w: at most %d bytes", ErrRules, maxRulesText)
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(part, "=")
		if seen[name] {
			return Rules{}, fmt.Errorf("%w: %s stands twice", ErrRules, name)
		}
		switch name {
		case "length":
			r.Length, err = ruleNumber(name, value, maxRuleLen)
		case "score":
			r.Score, err = ruleNumber(name, value, maxRuleScore)
		case "age":
			var days int
			number, ok := strings.CutSuffix(value, "d")
			if days, err = ruleNumber(name, number, maxRuleDays); !ok {
				err = fmt.Errorf("%w: write an age like 365d", ErrRules)
			}
			r.Age = time.Duration(days) * day
		case "kinds":
			r.Kinds, err = ParseKinds(value)
		default:
			err = fmt.Errorf("%w: a rule is length, score, age or kinds", ErrRules)
		}
		if err != nil {
			return Rules{}, err
		}
		seen[name] = true // one of four
	}
	return r, nil
}

// ruleNumber reads a number from 1 to most, written in the one usual way.
func ruleNumber(name, value string, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || strconv.Itoa(n) != value || n < 1 || n > most {
		return 0, fmt.Errorf("%w: %s is from 1 to %d", ErrRules, name, most)
	}
	return n, nil
}

// ParseKinds reads what [CharKinds.String] writes, of at least one kind.
func ParseKinds(value string) (all CharKinds, err error) {
	for name := range strings.SplitSeq(value, "+") {
		one := Lower
		for one < charKindsEnd && one.name() != name {
			one <<= 1
		}
		if one == charKindsEnd || all&one != 0 {
			return 0, fmt.Errorf("%w: kinds are lower, upper, digit and symbol, each once, joined by +", ErrRules)
		}
		all |= one
	}
	return all, nil
}
