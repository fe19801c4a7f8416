package app

import (
	"time"

	"coffer/internal/host"
	"coffer/internal/timespan"
)

const day = timespan.Day

// ParseSpan reads a length of time as people write it: see [timespan.Parse]. An
// error is of kind [Usage].
func ParseSpan(s string) (time.Duration, error) {
	d, err := timespan.Parse(s)
	if err != nil {
		return 0, Fail(Usage, "write it like 90s, 1h30m, 7d or 2w", "%q is not a length of time", host.Safe(s))
	}
	return d, nil
}

// FormatSpan writes a length of time so that [ParseSpan] reads it back.
func FormatSpan(d time.Duration) string { return timespan.Format(d) }

// InDays writes a length of time for people who know no short forms.
func InDays(d time.Duration) string {
	if d%day == 0 {
		return Counted(int(d/day), "day", "days")
	}
	return FormatSpan(d)
}
