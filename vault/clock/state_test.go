package clock

import (
	"encoding/hex"
	"math"
	"testing"
	"time"

	"coffer/vault/codec"

	"github.com/google/go-cmp/cmp"
)

const day = 24 * time.Hour

var epoch = time.Unix(1_700_000_000, 0).UTC()

// at is a reading in a named run that began at the epoch.
func at(run string, since time.Duration, wall time.Duration) Reading {
	return Reading{Wall: epoch.Add(wall), BootID: run, Boot: since}
}

func TestCredited(t *testing.T) {
	for name, c := range map[string]struct {
		readings []Reading
		want     time.Duration
	}{
		"nothing":                {nil, 0},
		"first opening":          {[]Reading{at("a", day, 0)}, 0},
		"within a run":           {[]Reading{at("a", 0, 0), at("a", day, day)}, day},
		"boot clock wins":        {[]Reading{at("a", 0, 0), at("a", day, 300*day), at("a", 2*day, -300*day)}, 2 * day},
		"boot clock goes back":   {[]Reading{at("a", day, 0), at("a", 0, day)}, 0},
		"long run":               {[]Reading{at("a", 0, 0), at("a", 90*day, 90*day)}, 90 * day},
		"across runs":            {[]Reading{at("a", 0, 0), at("b", 0, day)}, day},
		"across unknown runs":    {[]Reading{at("", 0, 0), at("", 0, day)}, day},
		"a week's gap":           {[]Reading{at("a", 0, 0), at("b", 0, Week)}, Week},
		"a longer gap":           {[]Reading{at("a", 0, 0), at("b", 0, Week+time.Second)}, Week},
		"a year's gap":           {[]Reading{at("a", 0, 0), at("b", 0, 365*day), at("c", 0, 366*day)}, Week + day},
		"an age's gap":           {[]Reading{at("a", 0, 0), {Wall: time.Unix(1<<40, 0), BootID: "b"}}, Week},
		"back":                   {[]Reading{at("a", 0, 0), at("b", 0, -day)}, 0},
		"back and forth":         {[]Reading{at("a", 0, 0), at("b", 0, -5*day), at("c", 0, day)}, day},
		"back and forth often":   {[]Reading{at("a", 0, 0), at("b", 0, -5*day), at("c", 0, 0), at("d", 0, -5*day), at("e", 0, 0)}, 0},
		"ahead, then right":      {[]Reading{at("a", 0, 0), at("b", 0, 3*day), at("c", 0, day), at("d", 0, 4*day)}, 4 * day},
		"ahead within a run":     {[]Reading{at("a", 0, 0), at("a", time.Hour, 5*day), at("b", 0, 6*day)}, time.Hour + day},
		"ran while back":         {[]Reading{at("a", 0, 0), at("b", 0, -day), at("b", 5*day, 4*day), at("c", 0, 7*day)}, 7 * day},
		"overlong name of a run": {[]Reading{at(string(make([]byte, 65)), 0, 0), at(string(make([]byte, 65)), day, 2*day)}, 2 * day},
	} {
		if got := run(State{}, c.readings...).Credited; got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func run(s State, readings ...Reading) State {
	for _, r := range readings {
		s = s.Advance(r)
	}
	return s
}

// TestFractionsDoNotAdd opens the vault often where each opening counts as a
// run of its own: rounding must not win time.
func TestFractionsDoNotAdd(t *testing.T) {
	var s State
	for i := range 1_000 {
		s = roundTrip(t, s.Advance(at("", 0, time.Duration(i)*70*time.Millisecond)))
	}
	if s.Credited != 69*time.Second {
		t.Errorf("70 s became %v", s.Credited)
	}
	s = State{}
	for i := range 1_000 {
		since := time.Duration(i) * 70 * time.Millisecond
		s = roundTrip(t, s.Advance(at("a", since, since)))
	}
	if s = s.Advance(at("b", 0, 70*time.Second)); s.Credited != 70*time.Second {
		t.Errorf("70 s became %v", s.Credited)
	}
}

func TestConfirm(t *testing.T) {
	gap := []Reading{at("a", 0, 0), at("b", 0, 30*day), at("b", day, 31*day)}
	for name, c := range map[string]struct {
		readings []Reading
		withheld time.Duration
	}{
		"nothing":                {nil, 0},
		"no gap":                 {[]Reading{at("a", 0, 0), at("b", 0, day)}, 0},
		"a long gap":             {gap, 23 * day},
		"two long gaps":          {append(gap[:3:3], at("c", 0, 61*day)), 46 * day},
		"a gap that was none":    {append(gap[:3:3], at("c", 0, 2*day)), 0},
		"a gap that was shorter": {append(gap[:3:3], at("c", 0, 20*day)), 12 * day},
		"back beyond the start":  {append(gap[:3:3], at("c", 0, -90*day)), 0},
	} {
		s := run(State{}, c.readings...)
		if s.Withheld() != c.withheld {
			t.Errorf("%s: %v withheld, want %v", name, s.Withheld(), c.withheld)
		}
		confirmed := s.Confirm()
		if confirmed.Credited != s.Credited+c.withheld || confirmed.Withheld() != 0 || confirmed.Doubt != nil {
			t.Errorf("%s: %v credited, %v still withheld", name, confirmed.Credited, confirmed.Withheld())
		}
		if diff := cmp.Diff(confirmed, confirmed.Confirm()); diff != "" {
			t.Errorf("%s: confirming twice differs: %s", name, diff)
		}
	}
}

// TestConfirmEndsDoubt is a clock that was a year ahead once: later gaps count
// nothing, until the clock is confirmed.
func TestConfirmEndsDoubt(t *testing.T) {
	s := run(State{}, at("a", 0, 0), at("b", 0, 365*day), at("c", 0, day), at("d", 0, 2*day))
	if s.Credited != Week || s.Doubt == nil {
		t.Fatalf("%v credited, doubt %v", s.Credited, s.Doubt)
	}
	if s = s.Confirm().Advance(at("e", 0, 3*day)); s.Credited != Week+day {
		t.Errorf("%v credited after the confirmation", s.Credited)
	}
}

func TestCreditSaturates(t *testing.T) {
	s := run(State{}, at("a", 0, 0), at("a", math.MaxInt64, 0), at("b", 0, 0), at("b", math.MaxInt64, 0))
	if s.Credited != math.MaxInt64 {
		t.Errorf("%v", s.Credited)
	}
}

func TestReached(t *testing.T) {
	due := epoch.Add(10 * day)
	early := at("a", 0, 0)
	for name, c := range map[string]struct {
		readings []Reading
		want     bool
	}{
		"never opened":            {nil, false},
		"one opening after":       {[]Reading{at("a", 0, 20*day)}, false},
		"two, a day apart":        {[]Reading{early, at("b", 0, 11*day), at("b", day, 12*day)}, true},
		"two, too close":          {[]Reading{early, at("b", 0, 11*day), at("b", day-1, 12*day)}, false},
		"exactly due, then a day": {[]Reading{early, at("a", 10*day, 10*day), at("a", 11*day, 11*day)}, true},
		"a second too early":      {[]Reading{early, at("a", 10*day, 10*day-time.Second), at("a", 11*day, 11*day)}, false},
		"the second is not due":   {[]Reading{at("a", 0, 11*day), at("a", 2*day, 9*day)}, false},
		"the newer aged is not":   {[]Reading{at("a", 0, 11*day), at("a", 2*day, 9*day), at("a", 4*day, 11*day)}, false},
		"ahead once":              {[]Reading{early, at("b", 0, 365*day), at("c", 0, day), at("d", 0, 2*day)}, false},
		"ahead, long gap":         {[]Reading{early, at("b", 0, 365*day)}, false},
		"ahead twice":             {[]Reading{early, at("b", 0, 365*day), at("b", 2*time.Hour, day), at("b", 2*day, 365*day)}, false},
		"right in the same hour":  {[]Reading{early, at("a", day, 365*day), at("a", day+time.Minute, day), at("a", 2*day+2*time.Minute, 365*day)}, false},
		"ahead in the same hour":  {[]Reading{early, at("a", day, day), at("a", day+time.Minute, 365*day), at("a", 2*day+2*time.Minute, 365*day)}, false},
	} {
		if got := run(State{}, c.readings...).Reached(due); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if run(State{}, early, at("a", 2*day, 2*day)).Reached(time.Time{}) {
		t.Error("a date that was never set is reached")
	}
}

// TestConfirmBringsNoDateCloser opens once with a clock that is far ahead and
// confirms it by mistake.
func TestConfirmBringsNoDateCloser(t *testing.T) {
	due := epoch.Add(10 * day)
	s := run(State{}, at("a", 0, 0), at("b", 0, 365*day), at("b", time.Hour, 365*day)).Confirm()
	if s.Reached(due) {
		t.Error("one opening and a confirmation made a date come")
	}
	if s = s.Advance(at("b", day-1, 366*day)); s.Reached(due) {
		t.Error("less than a day after the opening")
	}
	if s = s.Advance(at("b", 26*time.Hour, 366*day)); !s.Reached(due) {
		t.Error("a day after the opening the date has not come")
	}
}

// TestFewOpenings opens every minute for a week, then seldom.
func TestFewOpenings(t *testing.T) {
	var s State
	most := 0
	for i := range 7 * 24 * 60 {
		since := time.Duration(i) * time.Minute
		s = s.Advance(at("a", since, since))
		most = max(most, len(s.Openings))
	}
	if most > 26 {
		t.Errorf("%d openings kept", most)
	}
	if !s.Reached(epoch.Add(7*day - 26*time.Hour)) {
		t.Error("a date 26 hours ago has not come")
	}
	s = s.Advance(at("a", 30*day, 30*day))
	if s = s.Advance(at("a", 60*day, 60*day)); len(s.Openings) != 2 {
		t.Errorf("%d openings kept, want 2", len(s.Openings))
	}
}

// TestEncoding pins the bytes.
func TestEncoding(t *testing.T) {
	s := run(State{}, at("a", 0, 0), at("b", time.Second, 30*day))
	for want, s := range map[string]State{
		"8500" + "83f66000" + "8200f6" + "f6" + "f6": {},
		"851b0002260ff9290000" + // a week
			"831a657b7e0061621a3b9aca00" + // last
			"821b0002260ff92900001a657b7e00" + // mark
			"82001a6553f100" + // doubt
			"82" + "82001a6553f100" + "821b0002260ff92900001a657b7e00": s,
	} {
		data, err := codec.Marshal(s)
		if got := hex.EncodeToString(data); err != nil || got != want {
			t.Errorf("%s, %v\nwant %s", got, err, want)
		}
	}
}

func roundTrip(t interface{ Fatal(...any) }, s State) State {
	data, err := codec.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var again State
	if err := codec.UnmarshalCanonical(data, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, again, cmp.AllowUnexported(State{}, Reading{}, Opening{})); diff != "" {
		t.Fatal(diff)
	}
	if len(data) > 1024 {
		t.Fatal(len(data), "bytes")
	}
	return again
}

func TestRead(t *testing.T) {
	if got := Read(fixed{}); got != at("run", day, 0) {
		t.Errorf("%+v", got)
	}
}

type fixed struct{}

func (fixed) Now() time.Time                { return epoch }
func (fixed) Boot() (string, time.Duration) { return "run", day }
