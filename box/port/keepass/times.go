package keepass

import (
	"encoding/base64"
	"encoding/binary"
	"time"
)

// yearOne is how many seconds lie between the first of January of year 1 and
// of 1970.
const yearOne = 62_135_596_800

// parseTime reads both forms: base64 of the seconds since year 1 as 64 bits,
// little-endian, and ISO 8601. Anything else is an unknown time.
func parseTime(s string) time.Time {
	if b, err := base64.StdEncoding.DecodeString(s); err == nil && len(b) == 8 {
		secs := int64(binary.LittleEndian.Uint64(b))
		if secs <= yearOne || secs > yearOne+253_402_300_799 { // up to the year 9999
			return time.Time{}
		}
		return time.Unix(secs-yearOne, 0).UTC()
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Unix() > 0 {
			return t.UTC().Truncate(time.Second)
		}
	}
	return time.Time{}
}
