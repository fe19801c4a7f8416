package app

import (
	"slices"
	"time"
)

// Until is when so many custodians of a request have waited as must release it, if
// nothing else happens: until then a veto stops it. It is zero while fewer of them wait.
// The times are those of their own clocks, and a wait that begins once more moves it.
func (i SealInfo) Until(r SealRequest) time.Time { return waitsOver(r.Custodians, i.Threshold) }

// Until is when enough trustees have waited, as far as it is known here: shares that were
// shown on paper count, and at least one trustee waits. It is zero while fewer wait.
func (t TicketInfo) Until() time.Time {
	return waitsOver(t.Trustees, max(1, t.Threshold-len(t.Papers)))
}

// waitsOver is when the last of the first so many waits ends.
func waitsOver(all []Progress, enough int) time.Time {
	var ends []time.Time
	for _, p := range all {
		if p.Seen && !p.Denied && !p.Due.IsZero() {
			ends = append(ends, p.Due)
		}
	}
	if enough < 1 || len(ends) < enough {
		return time.Time{}
	}
	slices.SortFunc(ends, time.Time.Compare)
	return ends[enough-1]
}
