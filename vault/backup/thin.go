package backup

import (
	"time"
)

// Which backups stay, as a function of their dates. Each unit of the calendar (in UTC) leaves the
// first backup made in it, for so long that the next ones can grow old enough to follow:
//
//   - all of the last three days that have any;
//   - the first of each week (of seven days from Monday on) for three weeks, so that there is one of about a week
//     and one of about two;
//   - the first of each month for three months, so that there is one of about a month and one of about two;
//   - the first of each quarter for a year;
//   - none for longer than that, but the newest.
//
// Of a vault that is used every day these are at most thirteen.

// Policy says how long the oldest backups stay.
type Policy struct {
	Most time.Duration // zero: a year
}

const (
	aDay     = 24 * time.Hour
	lastDays = 3
	aYear    = 365 * aDay
	forWeeks = 21 * aDay
	forMonth = 92 * aDay
)

// Due says from when on each backup may go: the zero time where it stays for now, since it is the
// newest, or its date is still to come. All are in order of time. It changes nothing: what cannot
// be taken back waits until such a date is reached by the rule of package clock.
func (p Policy) Due(all []time.Time, now time.Time) []time.Time {
	if p.Most == 0 {
		p.Most = aYear
	}
	last := len(all) - 1
	for last >= 0 && all[last].After(now) {
		last--
	}
	due := make([]time.Time, len(all))
	fresh := daysFrom(all[:last+1], lastDays)
	for i := range last {
		due[i] = all[i].Add(p.span(all, i, i >= fresh))
	}
	return due
}

// daysFrom is the first of those that were made on the last n days that have any.
func daysFrom(all []time.Time, n int) int {
	i := len(all)
	for i > 0 {
		if i == len(all) || day(all[i-1]) != day(all[i]) {
			if n == 0 {
				return i
			}
			n--
		}
		i--
	}
	return 0
}

// span is how long one stays.
func (p Policy) span(all []time.Time, i int, fresh bool) time.Duration {
	stays := lastDays * aDay
	for _, u := range []struct {
		of    func(time.Time) int
		stays time.Duration
	}{{week, forWeeks}, {month, forMonth}, {quarter, p.Most}} {
		if i == 0 || u.of(all[i-1]) != u.of(all[i]) {
			stays = max(stays, u.stays)
		}
	}
	if fresh {
		return p.Most
	}
	return min(stays, p.Most)
}

// The units, counted from some day on.
func day(t time.Time) int     { return int(t.Unix() / int64(aDay/time.Second)) }
func week(t time.Time) int    { return (day(t) + 3) / 7 } // 1970 began on a Thursday
func month(t time.Time) int   { return 12*t.UTC().Year() + int(t.UTC().Month()) - 1 }
func quarter(t time.Time) int { return month(t) / 3 }
