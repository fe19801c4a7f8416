package app

import (
	"strings"
	"time"

	"coffer/box"
	"coffer/internal/host"
)

// ParseExpiry reads when an item expires: a date as 2031-05-06 (its first
// moment in UTC) or 2031-05-06T07:08:09Z, or a length of time from now as
// [ParseSpan] reads it; then maybe a comma and what happens: warn or delete. An
// error is of kind [Usage].
func ParseExpiry(s string, now time.Time) (time.Time, box.Expiry, error) {
	date, action, both := strings.Cut(s, ",")
	if span, err := ParseSpan(date); err == nil {
		s = now.Add(span).UTC().Format(time.RFC3339)
		if both {
			s += "," + action
		}
	}
	return parseExpiry(s)
}

func parseExpiry(s string) (at time.Time, action box.Expiry, err error) {
	date, what, both := strings.Cut(s, ",")
	if at, err = time.Parse(time.RFC3339, strings.TrimSpace(date)); err != nil {
		at, err = time.Parse(time.DateOnly, strings.TrimSpace(date))
	}
	switch what = strings.TrimSpace(what); {
	case !both || what == "warn":
	case what == "delete":
		action = box.Delete
	default:
		err = box.ErrBound
	}
	at = at.UTC().Truncate(time.Second)
	if err != nil || at.Unix() <= 0 || at.Year() > 9999 {
		return time.Time{}, box.Warn, Fail(Usage, "write it like 2031-05-06, 90d or 2031-05-06,delete", "%q is no date to expire on", host.Safe(s))
	}
	return at, action, nil
}

// ParseLastDate reads a date that is still to come, in the forms of [ParseExpiry]
// but with nothing after it. An error is of kind [Usage].
func ParseLastDate(s string, now time.Time) (time.Time, error) {
	at, _, err := ParseExpiry(s, now)
	if err != nil || strings.Contains(s, ",") {
		return time.Time{}, Fail(Usage, "write it like 2031-05-06 or 365d", "%q is no date", host.Safe(s))
	}
	if !at.After(now) {
		return time.Time{}, Fail(Usage, "name a date that is still to come", "%q is over", host.Safe(s))
	}
	return at, nil
}
