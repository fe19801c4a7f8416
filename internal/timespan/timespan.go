// Package timespan reads and writes lengths of time as people do: 90s, 1h30m, 7d or
// 2w. A day has 24 hours, and nothing is shorter than a second.
package timespan

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Day has 24 hours here, whatever the clocks do.
const Day = 24 * time.Hour

// Max bounds a length of time, so that no sum with a date overflows.
const Max = 100 * 366 * Day

// ErrSpan reports what is not a length of time.
var ErrSpan = errors.New("not a length of time")

// unit is one that people write.
type unit struct {
	name   string
	length time.Duration
}

// units are those that can be read, the longest first. Weeks are not written.
func units() []unit {
	return []unit{{"w", 7 * Day}, {"d", Day}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}
}

// Parse reads whole numbers, each with a unit, the longest unit first.
func Parse(s string) (time.Duration, error) {
	sum, rest := time.Duration(0), s
	for _, u := range units() {
		digits, after, ok := strings.Cut(rest, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(digits, 10, 63)
		if err != nil || n > uint64((Max-sum)/u.length) {
			return 0, ErrSpan
		}
		sum, rest = sum+time.Duration(n)*u.length, after
	}
	if s == "" || rest != "" {
		return 0, ErrSpan
	}
	return sum, nil
}

// Format writes whole seconds so that [Parse] reads them back. Nothing is 0d.
func Format(d time.Duration) string {
	if d < time.Second {
		return "0d"
	}
	var b strings.Builder
	for _, u := range units()[1:] {
		if n := d / u.length; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.name)
			d -= n * u.length
		}
	}
	return b.String()
}
