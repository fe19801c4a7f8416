package health

import (
	"context"
	"fmt"
	"math"
	"strings"

	"coffer/box"
)

// strengths estimates every whole secret, with the names beside it.
func (c *checkup) strengths(ctx context.Context) error {
	e := NewEstimator()
	var n Names
	defer n.wipe()
	for i := range c.held {
		if err := ctx.Err(); err != nil {
			return err
		}
		h := &c.held[i]
		if h.Half {
			continue
		}
		c.items[h.item].names(&n, c.o.Owner)
		s := e.Estimate(h.Value, n)
		switch {
		case h.Kind == box.PIN && s.Log10 <= max(maxSimplePIN, float64(h.Value.Len()-simpleShare)):
			c.about(h, Finding{Kind: SimplePIN, Severity: Medium, Strength: s, Why: "one of the PINs that are tried first: " + s.why()})
		case h.Kind == box.Password && s.Score < c.o.Rules.Score:
			c.about(h, Finding{Kind: Weak, Severity: weakness(s.Score), Strength: s, Why: "weak: " + s.why()})
		}
	}
	return nil
}

func weakness(score int) Severity {
	switch score {
	case 0, 1:
		return High
	case 2:
		return Medium
	}
	return Low
}

// why tells the reasons and the guesses, in one line without any part of the
// password.
func (s Strength) why() string {
	var reasons []string
	for r := range s.Reasons.All() {
		reasons = append(reasons, r.String())
	}
	if len(reasons) == 0 {
		reasons = []string{"fewer guesses than its length promises"} // a long PIN
	}
	return strings.Join(reasons, ", ") + "; " + guessesText(s.Log10)
}

// guessesText is a number of guesses in words.
func guessesText(log10 float64) string {
	if log10 < leastTold {
		return "fewer than a thousand guesses"
	}
	for _, unit := range []struct {
		power float64
		name  string
	}{{15, ""}, {12, "trillion"}, {9, "billion"}, {6, "million"}, {3, "thousand"}} {
		if log10 >= unit.power {
			if unit.name == "" {
				return fmt.Sprintf("about 10^%.0f guesses", log10)
			}
			return fmt.Sprintf("about %.0f %s guesses", math.Floor(math.Pow(10, log10-unit.power)), unit.name)
		}
	}
	return ""
}
