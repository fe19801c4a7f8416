package codec

import "time"

// Seconds is a time as records have it: whole Unix seconds, and 0 for none. What
// lies before 1970 is none.
func Seconds(t time.Time) uint64 {
	if t.IsZero() || t.Unix() <= 0 {
		return 0
	}
	return uint64(t.Unix())
}

// Moment is the time that [Seconds] was given, in UTC. Whether it is within bounds
// is for the reader of the record to look at.
func Moment(s uint64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0).UTC()
}
