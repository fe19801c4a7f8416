package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/box/hold"
	"coffer/internal/host"
)

// Why a ticket is not carried out: it was stopped, it is too old, or too little has come
// yet. Whoever asks is told which of these it is, since only the last is mended by waiting.

const openAnother = "coffer ticket open makes another one"

// stopped says who has ended the ticket, and when that was heard of here; nil where
// nobody has. Whatever shares are here already, a stopped ticket is not carried out.
func (q *Asking) stopped() error {
	info, err := q.Info()
	if err != nil {
		return err
	}
	heard := ""
	if !info.Ended.IsZero() {
		heard = "; that was heard of here on " + dateText(info.Ended)
	}
	switch hold.Stage(info.Stage) {
	case hold.Vetoed:
		return Fail(Refused, "speak with whoever stopped it; nothing is given for it any more, and "+openAnother,
			"this ticket was stopped by the veto of %s%s", vetoText(info.Vetoes), heard)
	case hold.Cancelled:
		return Fail(Refused, openAnother, "this ticket was withdrawn%s", heard)
	case hold.Refused:
		return Fail(Refused, "speak with them; nothing is given for it any more, and "+openAnother,
			"this ticket was refused: so many trustees denied it that too few are left: %s%s", denialText(info.Trustees), heard)
	}
	return nil
}

func vetoText(all []Veto) string {
	var words []string
	for _, v := range all {
		words = append(words, namedReason(v.By, v.Reason))
	}
	return strings.Join(words, ", ")
}

func denialText(all []Progress) string {
	var words []string
	for _, t := range all {
		if t.Denied {
			words = append(words, namedReason(t.Name, t.Reason))
		}
	}
	return strings.Join(words, ", ")
}

// namedReason is a name, and what they said.
func namedReason(name, reason string) string {
	text := fmt.Sprintf("%q", host.Safe(name))
	if reason != "" {
		text += fmt.Sprintf(" (%q)", host.Safe(reason))
	}
	return text
}

// notYet says why there are too few shares, and until when to wait.
func (q *Asking) notYet(have, want int) error {
	info, err := q.Info()
	if err != nil {
		return err
	}
	now := q.env.Clock.Now()
	if until := q.asking.KeptUntil(); !now.Before(until) {
		return Fail(Refused, openAnother, "this ticket is too old: it is of %s, trustees kept it until %s, and only %d of %d shares are here",
			dateText(info.Since), dateText(until), have, want)
	}
	short := *Explain(q.tooFew(have, want))
	if text := waitText(info.Trustees, now); text != "" {
		short.Hint = text + "; " + short.Hint
	} else if !slices.ContainsFunc(info.Trustees, func(t Progress) bool { return t.Seen }) && !now.Before(q.asking.ConfirmedUntil()) {
		short.Hint = "a trustee forgets a ticket whose code was not typed within three days, and this one is of " + dateText(info.Since) + ": if they do not find it, " +
			openAnother + "; " + short.Hint
	}
	return &short
}

// waitText says until when trustees wait, the first first.
func waitText(all []Progress, now time.Time) string {
	all = slices.DeleteFunc(slices.Clone(all), func(t Progress) bool {
		return !t.Seen || t.Ready || t.Given || t.Denied || t.Due.IsZero()
	})
	slices.SortStableFunc(all, func(a, b Progress) int { return a.Due.Compare(b.Due) })
	var words []string
	for _, t := range all {
		when := "waits until "
		if !now.Before(t.Due) {
			when = "has waited since "
		}
		words = append(words, fmt.Sprintf("%q %s%s", host.Safe(t.Name), when, dateText(t.Due)))
	}
	text := strings.Join(words, ", ")
	if len(all) > 0 && !now.Before(all[0].Due) {
		text += "; their client says so at its next sync"
	}
	return text
}
