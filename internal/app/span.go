package app

import (
	"strconv"
	"time"

	"coffer/internal/host"
)

const day = 24 * time.Hour

// ParseSpan reads a length of time as people write it: a whole number and one
// unit, such as 90s, 30m, 12h, 30d or 2w. A day has 24 hours. An error is of
// kind [Usage].
func ParseSpan(s string) (time.Duration, error) {
	bad := Fail(Usage, "write it like 12h, 30d or 2w", "%q is not a length of time", host.Safe(s))
	if len(s) < 2 {
		return 0, bad
	}
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': day, 'w': 7 * day}
	unit, ok := units[s[len(s)-1]]
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 63)
	if !ok || err != nil || n > uint64(maxSpan/unit) {
		return 0, bad
	}
	return time.Duration(n) * unit, nil
}

// maxSpan bounds a length of time, so that no sum with a date overflows.
const maxSpan = 100 * 366 * day

// FormatSpan writes a length of time in whole seconds so that [ParseSpan]
// reads it back: in days where it fits, else in hours, minutes or seconds.
func FormatSpan(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d%u.unit == 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(d/time.Second), 10) + "s"
}
