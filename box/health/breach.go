package health

import (
	"context"
	"errors"
	"fmt"

	"coffer/vault/secret"
)

// Breaches answers whether passwords are known from breaches. It gets every
// different password once, in the order of the items, keeps none, and returns as
// many answers in the same order.
type Breaches interface {
	Ask(ctx context.Context, passwords []secret.Text) []Answer
}

// Answer is what is known about one password. The zero value is no answer, which
// never counts as "not found".
type Answer struct {
	Verdict Verdict
	Count   uint64 // how often it was found; 0: not told
	Err     error  // for Unknown: why
}

// Verdict is whether a password is known.
type Verdict uint8

// The verdicts.
const (
	Unknown  Verdict = iota // nobody could say
	Absent                  // asked and not found
	Found                   // certainly
	Possible                // found, unless the filter errs
)

// ErrNoAnswer is why a question stayed open when nobody told more.
var ErrNoAnswer = errors.New("no answer")

func (c *checkup) breaches(ctx context.Context) error {
	if c.o.Breaches == nil {
		return nil
	}
	var passwords []secret.Text
	var asked [][]int
	for _, class := range c.classes {
		var whole []int
		for _, i := range class {
			if c.held[i].isPassword() {
				whole = append(whole, i)
			}
		}
		if len(whole) > 0 {
			passwords = append(passwords, c.held[whole[0]].Value)
			asked = append(asked, whole)
		}
	}
	if len(passwords) == 0 {
		return nil
	}
	answers := c.o.Breaches.Ask(ctx, passwords)
	if len(answers) != len(passwords) { // whose answer is whose is not known
		answers = make([]Answer, len(passwords))
	}
	for n, whole := range asked {
		if f, ok := answers[n].finding(); ok {
			for _, i := range whole {
				c.about(&c.held[i], f)
			}
		}
	}
	return ctx.Err()
}

func (a Answer) finding() (Finding, bool) {
	switch {
	case a.Err != nil || a.Verdict > Possible || a.Verdict == Unknown:
		err := a.Err
		if err == nil {
			err = ErrNoAnswer
		}
		return Finding{Kind: Unanswered, Severity: Note, Err: err, Why: "whether it is in a breach could not be asked"}, true
	case a.Verdict == Found:
		return Finding{Kind: Breached, Severity: Critical, Count: a.Count, Why: "known from breaches" + times(a.Count)}, true
	case a.Verdict == Possible:
		return Finding{Kind: MaybeBreached, Severity: High, Count: a.Count, Why: "probably known from breaches: a filter says so, which may err"}, true
	}
	return Finding{}, false
}

func times(n uint64) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", found there once"
	}
	return fmt.Sprintf(", found there %d times", n)
}
