package app

import (
	"testing"
	"time"

	"coffer/box"
)

func TestParseExpiry(t *testing.T) {
	now := time.Date(2030, 1, 1, 12, 0, 0, 500, time.UTC)
	for in, want := range map[string]string{
		"2031-05-06":                "2031-05-06T00:00:00Z warn",
		"2031-05-06T07:08:09+02:00": "2031-05-06T05:08:09Z warn",
		"2031-05-06,delete":         "2031-05-06T00:00:00Z delete",
		"2031-05-06, warn":          "2031-05-06T00:00:00Z warn",
		"90d":                       "2030-04-01T12:00:00Z warn",
		"2w,delete":                 "2030-01-15T12:00:00Z delete",
	} {
		at, action, err := ParseExpiry(in, now)
		got := at.Format(time.RFC3339) + map[box.Expiry]string{box.Warn: " warn", box.Delete: " delete"}[action]
		if err != nil || got != want {
			t.Errorf("%s is %s, %v", in, got, err)
		}
	}
	for _, in := range []string{"", ",", "soon", "2031-13-01", "2031-05-06,", "2031-05-06,burn", "90d,burn", "1960-01-01", "-5d", "9999-12-31T23:59:59-01:00"} {
		at, _, err := ParseExpiry(in, now)
		if err == nil || Explain(err).Kind != Usage || !at.IsZero() {
			t.Errorf("%q is %s, %v", in, at, err)
		}
	}
}
