package timespan

import (
	"errors"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "30m": 30 * time.Minute, "12h": 12 * time.Hour, "30d": 30 * Day, "2w": 14 * Day, "0d": 0,
		"1h30m": 90 * time.Minute, "1m0s": time.Minute, "2w1d": 15 * Day, "1d2h3m4s": 26*time.Hour + 3*time.Minute + 4*time.Second,
		"36600d": Max,
	} {
		if d, err := Parse(text); err != nil || d != want {
			t.Errorf("%s is %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "d", "30", "-1d", "+1d", "1.5h", "1d ", " 1d", "1y", "30m1h", "1h1h", "1hm", "h30m",
		"1h30", "99999999999999999999d", "36601d", "36600d1s", "1_0d", "1D"} {
		if d, err := Parse(text); !errors.Is(err, ErrSpan) {
			t.Errorf("%q is %v, %v", text, d, err)
		}
	}
}

func TestFormat(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0d": 0, "59s": 59 * time.Second, "1m": time.Minute, "15m": 15 * time.Minute, "12h": 12 * time.Hour, "7d": 7 * Day,
		"1h59m59s": 2*time.Hour - time.Second, "1d12h": 36 * time.Hour, "1s": 1900 * time.Millisecond,
	} {
		if got := Format(d); got != want {
			t.Errorf("%v is %s, not %s", d, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"90s", "30m", "12h", "30d", "2w", "0d", "-5d", "99999999999999999999d", "1", "d", "+1d", " 1d", "1h30m", "1w2d3h4m5s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		if d < 0 || d > Max {
			t.Fatalf("%q is %s", s, d)
		}
		if again, err := Parse(Format(d)); err != nil || again != d {
			t.Fatalf("%q is %s, and then %s, %v", s, d, again, err)
		}
	})
}
