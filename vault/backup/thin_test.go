package backup

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestYear: of a vault that is used every day, the backups of each day of two years are those of
// the design, and no others.
func TestYear(t *testing.T) {
	var all, ever []time.Time
	begin := time.Date(2030, 3, 5, 9, 0, 0, 0, time.UTC)
	most := 0
	for n := range 800 {
		now := begin.AddDate(0, 0, n)
		all, ever = append(all, now), append(ever, now)
		due := Policy{}.Due(all, now)
		var kept []time.Time
		for i := range all {
			if due[i].IsZero() || due[i].After(now) {
				kept = append(kept, all[i])
			}
		}
		if all = kept; !slices.Equal(kept, plainly(ever, now)) {
			t.Fatalf("%s: %v stay, and should %v", now.Format(time.DateOnly), kept, plainly(ever, now))
		}
		most = max(most, len(all))
		if n > 366 {
			checkKept(t, all, now)
		}
	}
	if most > 13 {
		t.Errorf("%d backups at once", most)
	}
	var ages []string
	for _, at := range all {
		ages = append(ages, fmt.Sprint(int(begin.AddDate(0, 0, 799).Sub(at)/aDay)))
	}
	t.Log("ages in days on the last day:", ages)
}

// plainly is what the rule says of all that were ever made, one each day.
func plainly(ever []time.Time, now time.Time) (kept []time.Time) {
	first := func(i int, layout string) bool { return i == 0 || ever[i].Format(layout) != ever[i-1].Format(layout) }
	for i, at := range ever {
		days := int(now.Sub(at) / aDay)
		month := first(i, "2006-01")
		switch {
		case days < 3,
			days < 21 && (i == 0 || at.Weekday() == time.Monday),
			days < 92 && month,
			days < 365 && month && (i == 0 || at.Month()%3 == 1):
			kept = append(kept, at)
		}
	}
	return kept
}

// checkKept holds what stays against the design: the last three days, one of about a week,
// two weeks, one and two months, one for each quarter, none older than a year.
func checkKept(t *testing.T, all []time.Time, now time.Time) {
	t.Helper()
	has := func(from, to int) bool {
		return slices.ContainsFunc(all, func(at time.Time) bool {
			age := int(now.Sub(at) / aDay)
			return age >= from && age <= to
		})
	}
	for what, ages := range map[string][2]int{
		"today": {0, 0}, "yesterday": {1, 1}, "the day before": {2, 2}, "about a week": {4, 13}, "about two weeks": {14, 20},
		"about a month": {28, 61}, "about two months": {59, 91},
		"a quarter": {90, 182}, "two quarters": {181, 274}, "three quarters": {273, 365},
	} {
		if !has(ages[0], ages[1]) {
			t.Fatalf("%s: nothing of %s; there is %v", now.Format(time.DateOnly), what, all)
		}
	}
	if has(366, 10000) {
		t.Fatalf("%s: something is older than a year", now.Format(time.DateOnly))
	}
}
