package health

import (
	"context"
	"fmt"
	"unicode"
	"unicode/utf8"

	"coffer/internal/timespan"
)

// rules finds what is against the owner's rules.
func (c *checkup) rules(context.Context) error {
	r := c.o.Rules
	ofLength := ruleText(r.Length != DefaultRules().Length)
	for i := range c.held {
		h := &c.held[i]
		if r.Age > 0 && !h.Since.IsZero() && c.o.Now.Sub(h.Since) > r.Age {
			c.about(h, Finding{Kind: RuleAge, Severity: Low, At: h.Since, Why: fmt.Sprintf(
				"unchanged for %s; your rule is %s at most", daysText(c.o.Now.Sub(h.Since)), timespan.Format(r.Age))})
		}
		if !h.isPassword() {
			continue
		}
		length, kinds := looks(h.Value.Bytes())
		if length < r.Length {
			c.about(h, Finding{Kind: RuleLength, Severity: Low, Why: fmt.Sprintf("shorter than the %d characters of %s", r.Length, ofLength)})
		}
		if missing := r.Kinds &^ kinds; missing != 0 {
			c.about(h, Finding{Kind: RuleKinds, Severity: Low, Why: "your rule asks for what it lacks: " + missing.String()})
		}
	}
	return nil
}

// looks counts the characters of a password and names their kinds.
func looks(password []byte) (length int, kinds CharKinds) {
	for len(password) > 0 {
		r, size := utf8.DecodeRune(password)
		password = password[size:]
		length++
		switch {
		case unicode.IsDigit(r):
			kinds |= Digit
		case unicode.IsUpper(r):
			kinds |= Upper
		case unicode.IsLetter(r):
			kinds |= Lower
		default:
			kinds |= Symbol
		}
	}
	return length, kinds
}
